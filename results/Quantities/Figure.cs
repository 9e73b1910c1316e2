using System.Reflection;
using Bench.Harness.Record;

namespace Bench.Results.Quantities;

/// <summary>One figure of the run record: its one description, for statistics, thresholds and reports alike.</summary>
/// <param name="Name">Its name in thresholds and CSV, e.g. <c>response.p99</c>.</param>
/// <param name="Path">The members that lead to it from <see cref="Figures{T}"/>, e.g. <c>Latency.Response.P99Ns</c>.</param>
/// <param name="Label">Its name in tables.</param>
/// <param name="Group">The heading it stands under in tables.</param>
/// <param name="Unit">What it is counted in.</param>
/// <param name="Better">Its good direction.</param>
public sealed record Figure(string Name, string Path, string Label, string Group, Unit Unit, Better Better)
{
    private readonly string[] _members = Path.Split('.');

    /// <summary>Its value; null if it was not measured.</summary>
    public T? Of<T>(Figures<T>? figures) where T : struct
    {
        object? at = figures;
        foreach (string member in _members)
        {
            at = at?.GetType().GetProperty(member, BindingFlags.Public | BindingFlags.Instance)!.GetValue(at);
        }

        return (T?)at;
    }

    /// <summary>The value with its unit, or the sign for absent.</summary>
    public string Text(double? value) => Quantity.Text(value, Unit);
}
