using System.Reflection;
using Bench.Harness.Record;
using Bench.Results.Quantities;
using Xunit;

namespace Bench.Tests.Results;

public sealed class FigureCatalogTests
{
    [Fact]
    public void Every_figure_of_the_record_has_exactly_one_entry() =>
        Assert.Equal(
            Paths(typeof(Figures<double>), "").Order(StringComparer.Ordinal),
            FigureCatalog.All.Select(f => f.Path).Order(StringComparer.Ordinal));

    [Fact]
    public void Names_are_unique() => Assert.Distinct(FigureCatalog.All.Select(f => f.Name));

    [Fact]
    public void What_is_built_can_be_read()
    {
        Figures<double> figures = FigureCatalog.Build<double>(f => f.Path.Length);
        Assert.All(FigureCatalog.All, f => Assert.Equal(f.Path.Length, f.Of(figures)));
    }

    [Fact]
    public void Branches_without_a_figure_are_absent()
    {
        Figures<double> figures = FigureCatalog.Build<double>(f => f.Name == "throughput" ? 1 : null);
        Assert.Equal(new Figures<double> { ThroughputPerSecond = 1 }, figures);
    }

    private static IEnumerable<string> Paths(Type type, string prefix) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(p =>
        p.PropertyType == typeof(double?) ? [prefix + p.Name]
        : p.PropertyType.IsGenericType && p.PropertyType.GetGenericArguments() is [Type figure] && figure == typeof(double) && p.PropertyType.IsClass
            ? Paths(p.PropertyType, $"{prefix}{p.Name}.")
            : []);
}
