using Bench.Harness.Record;
using Bench.Results.Reports;

namespace Bench.Results.Recommendations;

/// <summary>What is given and not chosen: cells that share it are ranked against each other.</summary>
/// <param name="Scenario">What is called.</param>
/// <param name="Link">The network between client and server.</param>
/// <param name="Directory">How providers are found.</param>
/// <param name="Variant">The plan's variant; null where it has none.</param>
internal sealed record Question(string Scenario, string Link, string Directory, string? Variant)
{
    private const string PlainLink = "loopback";
    private const string PlainDirectory = "static";

    public static Question Of(CellRecord cell) => new(cell.Scenario, cell.Link, cell.Directory, cell.Variant);

    /// <summary>Its name, e.g. <c>order over wan</c>.</summary>
    public string Title => PlainText.OneLine(
        $"{Scenario}{(Link == PlainLink ? "" : $" over {Link}")}{(Directory == PlainDirectory ? "" : $", directory {Directory}")}{(Variant is null ? "" : $", {Variant}")}");

    /// <summary>Name of a cell among those of the question: its id without what they share.</summary>
    public string Label(CellRecord cell)
    {
        string start = $"{Scenario}/";
        string end = $"/{Variant}";
        string label = cell.Id.StartsWith(start, StringComparison.Ordinal) ? cell.Id[start.Length..] : cell.Id;
        return PlainText.OneLine(Variant is not null && label.EndsWith(end, StringComparison.Ordinal) ? label[..^end.Length] : label);
    }
}
