using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;

namespace Bench.Results.Gates;

/// <summary>
/// One limit such as <c>p99&gt;5ms</c>, <c>errors&gt;0.1%</c> or <c>throughput&lt;1000</c>: what must not come true.
/// Figures are medians over the finished rounds, counts their sums.
/// </summary>
public sealed partial class Threshold
{
    private static readonly Dictionary<string, (Unit Unit, double Factor)> Suffixes = new(StringComparer.Ordinal)
    {
        ["ns"] = (Unit.Nanoseconds, 1),
        ["us"] = (Unit.Nanoseconds, 1e3),
        ["µs"] = (Unit.Nanoseconds, 1e3),
        ["μs"] = (Unit.Nanoseconds, 1e3),
        ["ms"] = (Unit.Nanoseconds, 1e6),
        ["s"] = (Unit.Nanoseconds, 1e9),
        ["B"] = (Unit.Bytes, 1),
        ["KB"] = (Unit.Bytes, 1e3),
        ["MB"] = (Unit.Bytes, 1e6),
        ["KiB"] = (Unit.Bytes, 1024),
        ["MiB"] = (Unit.Bytes, 1024 * 1024),
        ["/s"] = (Unit.PerSecond, 1),
        ["k/s"] = (Unit.PerSecond, 1e3),
        ["%"] = (Unit.Share, 0.01),
    };

    private readonly GateFigure _figure;
    private readonly string _comparison;
    private readonly double _limit;
    private readonly bool _asShare;

    private Threshold(string expression, GateFigure figure, string comparison, double limit, bool asShare)
    {
        Expression = expression;
        _figure = figure;
        _comparison = comparison;
        _limit = limit;
        _asShare = asShare;
    }

    /// <summary>The expression as it was given.</summary>
    public string Expression { get; }

    /// <summary>Name of the figure, as it was given.</summary>
    internal string Figure => _figure.Name;

    /// <summary>Whether it compares with what is below its number.</summary>
    internal bool IsUpperBound => _comparison is "<" or "<=";

    /// <summary>Understands <c>FIGURE (&gt;|&gt;=|&lt;|&lt;=) NUMBER[UNIT]</c>, with or without blanks.</summary>
    /// <exception cref="ThresholdException">It can't be understood; the message lists figures and units.</exception>
    public static Threshold Parse(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        Match match = Syntax().Match(expression);
        if (!match.Success)
        {
            throw Wrong(expression, "is no comparison of a figure with a number");
        }

        string name = match.Groups["figure"].Value;
        string suffix = match.Groups["unit"].Value;
        GateFigure figure = GateFigure.All.FirstOrDefault(f => f.Name == name) ?? throw Wrong(expression, $"names no figure: '{name}'");
        (Unit unit, double factor) = suffix.Length == 0 ? (Bare(figure.Unit, expression), 1)
            : Suffixes.TryGetValue(suffix, out (Unit, double) known) ? known
            : throw Wrong(expression, $"has no unit this version knows: '{suffix}'");
        bool asShare = unit == Unit.Share && figure.ShareOf is not null;
        if (!asShare && unit != figure.Unit)
        {
            throw Wrong(expression, $"has the wrong unit: {name} is not counted in '{suffix}'");
        }

        double limit = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * factor;
        return double.IsFinite(limit)
            ? new Threshold(expression.Trim(), figure, match.Groups["comparison"].Value, limit, asShare)
            : throw Wrong(expression, "has a number out of range");
    }

    /// <summary>What a cell has to say to it.</summary>
    public ThresholdResult Evaluate(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        double? found = ValueOf(cell);
        bool crossed = found is { } value && _comparison switch
        {
            ">" => value > _limit,
            ">=" => value >= _limit,
            "<" => value < _limit,
            _ => value <= _limit,
        };
        Unit unit = _asShare ? Unit.Share : _figure.Unit;
        return new ThresholdResult(cell.Id, Expression, found is null ? "not measured" : Quantity.Text(found.Value, unit), found is not null, crossed);
    }

    /// <summary>The figure of a cell in its base unit, as a part of 1 where the limit is one; null if it was not measured.</summary>
    internal double? ValueOf(CellRecord cell) => _asShare ? _figure.ShareOf!(cell) : _figure.ValueOf(cell);

    /// <summary>What every cell of a run but floors has to say to every threshold.</summary>
    public static IReadOnlyList<ThresholdResult> Evaluate(IEnumerable<Threshold> thresholds, RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. thresholds.SelectMany(t => run.WithoutFloors().Cells.Select(t.Evaluate))];
    }

    [GeneratedRegex(@"^\s*(?<figure>[a-z][a-z0-9.\-]*)\s*(?<comparison>>=|<=|>|<)\s*(?<number>[0-9]+(\.[0-9]+)?)\s*(?<unit>[A-Za-zµμ%/]*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Syntax();

    private static Unit Bare(Unit unit, string expression) =>
        unit is Unit.Nanoseconds ? throw Wrong(expression, "lacks its unit of time") : unit;

    private static ThresholdException Wrong(string expression, string what) => new(
        $"The threshold '{expression}' {what}. Write FIGURE, one of > >= < <=, and a number with its unit, e.g. p99>5ms, errors>0.1%, throughput<1000. "
        + $"Figures: {string.Join(", ", GateFigure.All.Select(f => f.Name))}. Units: {string.Join(", ", Suffixes.Keys)}, or none for rates, bytes and counts.");
}
