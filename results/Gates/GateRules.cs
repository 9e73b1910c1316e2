using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Bench.Harness.Record;
using Bench.Results.Comparisons;
using Bench.Results.Quantities;

namespace Bench.Results.Gates;

/// <summary>A policy that was understood: what every figure of every cell is held to.</summary>
public sealed partial class GateRules
{
    private const int MostRounds = 1_000;

    // Sized for launches that vary by 3 % in CPU per call and 5 % in pace: then 20 of them tell nine times in ten that nothing has changed.
    // CPU per call leads, as it is the steadiest; the tail is left to budgets, as no affordable number of launches tells small changes of it.
    private static readonly (string Figure, double Share)[] Defaults =
    [
        ("client.cpu", 0.04), ("server.cpu", 0.04), ("throughput", 0.1), ("response.p50", 0.1),
        .. FigureCatalog.All.Where(CountedComparison.IsCounted).Select(f => (f.Name, CountedComparison.ToleranceShare)),
    ];

    private readonly GatePolicy _policy;
    private readonly Scope _all;
    private readonly Scope[] _some;

    private GateRules(GatePolicy policy, Scope all, Scope[] some)
    {
        _policy = policy;
        _all = all;
        _some = some;
    }

    /// <summary>The policy that counts where none is given.</summary>
    public static GateRules Default { get; } = Of(new GatePolicy());

    /// <summary>Launches of each cell that count, where they are not sized from what was measured.</summary>
    public int Rounds => _policy.Rounds ?? GatePolicy.DefaultRounds;

    /// <summary>Launches that the policy itself asks for; null if it leaves them open.</summary>
    public int? GivenRounds => _policy.Rounds;

    /// <summary>The rules of a policy.</summary>
    /// <exception cref="GatePolicyException">It can't be followed; the message says why, with the value.</exception>
    public static GateRules Of(GatePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.Rounds is < 2 or > MostRounds)
        {
            throw new GatePolicyException($"rounds is {policy.Rounds}; it has to be 2 to {MostRounds}, as a spread takes two launches.");
        }

        RequireChance("falseAlarms", policy.FalseAlarms);
        RequireChance("falsePasses", policy.FalsePasses);
        var all = Scope.Of("", "*", policy.Thresholds, policy.Budgets);
        foreach ((string figure, double share) in Defaults)
        {
            all.Thresholds.TryAdd(figure, share);
        }

        Scope[] some = [.. (policy.Cells ?? []).Select((c, i) => Scope.Of($"cells[{i}].", c.Cell, c.Thresholds, c.Budgets))];
        return new GateRules(policy, all, some);
    }

    /// <summary>What comparisons are held to.</summary>
    /// <param name="rounds">Launches that count; null for those of the policy.</param>
    public ComparisonTerms Terms(int? rounds = null) => new()
    {
        Rounds = rounds ?? Rounds,
        FalseAlarms = _policy.FalseAlarms,
        FalsePasses = _policy.FalsePasses,
        ThresholdOf = (cell, figure) => Of(cell).Reverse().FirstOrDefault(s => s.Thresholds.ContainsKey(figure.Name))?.Thresholds[figure.Name],
    };

    /// <summary>The budgets of a cell.</summary>
    public IEnumerable<Threshold> BudgetsOf(CellRecord cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return Of(cell.Id).SelectMany(s => s.Budgets);
    }

    /// <summary>Entries for cells that a run does not have would be followed by nobody.</summary>
    /// <exception cref="GatePolicyException">There is one; the message lists the cells.</exception>
    public void RequireCells(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        foreach (Scope scope in _some)
        {
            if (!run.Cells.Any(c => scope.Holds(c.Id)))
            {
                throw new GatePolicyException(
                    $"The policy's {scope.Place}cell is '{scope.Pattern}', which fits no cell of the run. Cells: {string.Join(", ", run.Cells.Select(c => c.Id))}.");
            }
        }
    }

    private IEnumerable<Scope> Of(string cell) => [_all, .. _some.Where(s => s.Holds(cell))];

    private static void RequireChance(string member, double value)
    {
        if (value is not (> 0 and < 0.5))
        {
            throw new GatePolicyException(string.Create(CultureInfo.InvariantCulture, $"{member} is {value}; a chance above 0 and below 0.5 is needed, such as 0.001."));
        }
    }

    /// <summary>What is said of the cells that fit a pattern; a threshold that is null is off.</summary>
    private sealed partial record Scope(string Place, string Pattern, Dictionary<string, double?> Thresholds, Threshold[] Budgets)
    {
        public static Scope Of(string place, string pattern, IReadOnlyDictionary<string, string>? thresholds, IReadOnlyList<string>? budgets) => new(
            place,
            pattern,
            (thresholds ?? new Dictionary<string, string>()).ToDictionary(t => FigureOf(place, t.Key), t => ShareOf($"{place}thresholds.{t.Key}", t.Value)),
            [.. (budgets ?? []).Select((b, i) => BudgetOf($"{place}budgets[{i}]", b))]);

        public bool Holds(string cell) => FileSystemName.MatchesSimpleExpression(Pattern, cell, ignoreCase: false);

        private static string FigureOf(string place, string name) => FigureCatalog.Find(name) is { } figure && figure.Better != Better.Neither
            ? name
            : throw new GatePolicyException(
                $"{place}thresholds names '{name}', which is no figure with a good direction. Figures: {string.Join(", ", FigureCatalog.All.Where(f => f.Better != Better.Neither).Select(f => f.Name))}.");

        private static double? ShareOf(string place, string text)
        {
            if (text == "off")
            {
                return null;
            }

            return Percent().Match(text) is { Success: true } match
                && double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) is > 0 and <= 1_000 and double percent
                ? percent / 100
                : throw new GatePolicyException($"{place} is '{text}'; write a change above 0 % and up to 1000 %, such as \"3%\", or \"off\".");
        }

        private static Threshold BudgetOf(string place, string text)
        {
            try
            {
                return Threshold.Parse(text);
            }
            catch (ThresholdException e)
            {
                throw new GatePolicyException($"{place}: {e.Message}", e);
            }
        }

        [GeneratedRegex(@"^(?<number>[0-9]+(\.[0-9]+)?) ?%$", RegexOptions.CultureInvariant)]
        private static partial Regex Percent();
    }
}
