using Bench.Harness.Record;

namespace Bench.Results.Gates;

/// <summary>
/// What a search has to meet, such as <c>p99&lt;5ms,errors&lt;0.1%</c>: upper bounds on response times and errors, which grow with the rate. Unlike a
/// <see cref="Threshold"/>, it is what must come true, and what was not measured does not meet it.
/// </summary>
public sealed class Objective
{
    private const string Errors = "errors";
    private const string Response = "response.";

    // A figure of response times, under its short name or its long one, and how it is called where the sending is left out.
    private static readonly Dictionary<string, string> ServiceOf = GateFigure.All
        .Where(f => f.Name.StartsWith(Response, StringComparison.Ordinal))
        .Select(f => f.Name[Response.Length..])
        .SelectMany(name => (string[])[name, Response + name], (name, spelled) => (spelled, $"service.{name}"))
        .ToDictionary();

    private readonly Threshold[] _parts;
    private readonly Threshold[] _serviceParts;

    private Objective(Threshold[] parts)
    {
        _parts = parts;
        _serviceParts = [.. parts.Select(p => ServiceOf.TryGetValue(p.Figure, out string? service) ? Threshold.Parse(service + p.Expression[p.Figure.Length..]) : p)];
    }

    /// <summary>Reads the parts of an objective, with commas between them.</summary>
    /// <exception cref="ObjectiveException">A part is no upper bound on a response time or on errors; the message says which are.</exception>
    public static Objective Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Objective([.. text.Split(',').Select(part => ParsePart(text, part.Trim()))]);
    }

    /// <summary>What a cell has to say to each part.</summary>
    public IReadOnlyList<ObjectivePart> Evaluate(CellRecord cell) => [.. _parts.Select(p => Evaluate(p, cell))];

    /// <summary>Whether it would be met if response times were counted from the actual send.</summary>
    public bool IsMetBySending(CellRecord cell) => _serviceParts.All(p => Evaluate(p, cell).Met);

    private static ObjectivePart Evaluate(Threshold part, CellRecord cell)
    {
        ThresholdResult result = part.Evaluate(cell);
        return new ObjectivePart(part.Expression, result.Found, part.ValueOf(cell), result is { IsMeasured: true, IsCrossed: true });
    }

    private static Threshold ParsePart(string objective, string part)
    {
        Threshold threshold;
        try
        {
            threshold = Threshold.Parse(part);
        }
        catch (ThresholdException e)
        {
            throw Wrong(objective, part, "can't be read", e);
        }
        return !threshold.IsUpperBound ? throw Wrong(objective, part, "is no upper bound: what is searched for has to stay below a limit")
            : threshold.Figure != Errors && !ServiceOf.ContainsKey(threshold.Figure) ? throw Wrong(objective, part, $"is about {threshold.Figure}, which is no response time")
            : threshold;
    }

    private static ObjectiveException Wrong(string objective, string part, string what, Exception? inner = null) => new(
        $"The objective '{objective}' can't be searched for: '{part}' {what}. Give FIGURE<LIMIT or FIGURE<=LIMIT with commas between, "
        + $"e.g. --load \"capacity:p99<5ms,errors<0.1%\". Figures: {string.Join(", ", ServiceOf.Keys.Where(k => !k.StartsWith(Response, StringComparison.Ordinal)))} "
        + $"of the response time with ns, us, ms or s, and {Errors} with % or as a number.",
        inner);
}
