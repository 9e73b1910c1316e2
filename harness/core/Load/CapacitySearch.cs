namespace Bench.Harness.Load;

/// <summary>
/// Searches the highest rate that is met: doubles (or halves) it until the knee lies between two rates, bisects between them on a logarithmic
/// scale, confirms the lower one over a longer window, and tries the upper one once more. It measures nothing itself: it says what to
/// try next and is told what came of it. What disturbs a machine makes it slower, never faster, so that one window in which a rate was met counts at
/// once, and one in which it was not is repeated before it does.
/// </summary>
public sealed class CapacitySearch
{
    /// <summary>The rate that a search begins with, per second.</summary>
    public const double FirstPerSecond = 1_000;

    /// <summary>The lowest rate that is tried, per second.</summary>
    public const double LowestPerSecond = 10;

    /// <summary>The highest rate that is tried, per second.</summary>
    public const double HighestPerSecond = OpenLoad.MaxRatePerSecond;

    /// <summary>Most windows of a search.</summary>
    public const int MaxProbes = 25;

    /// <summary>Most longer windows among them.</summary>
    public const int MaxConfirmations = 6;

    /// <summary>Windows of a usual length that a search takes at most.</summary>
    public const int MaxWindows = MaxProbes + MaxConfirmations;

    // Growth of the rate until the knee lies between two rates.
    private const double MaxGrowth = 2;

    // Its first growth where the knee is thought to be near; the next is the double in octaves.
    private static readonly double NearGrowth = Math.Sqrt(2);

    // What four bisections leave of a doubling, in octaves: 4.4 %.
    private const double Step = 1 / 16.0;

    // Conjugate of the golden ratio: its multiples never come close to each other modulo 1.
    private const double GoldenPart = 0.6180339887498949;

    private readonly SortedSet<double> _notMet = [];
    private readonly HashSet<double> _refused = [];
    private double? _met;
    private double? _confirmed;
    private CapacityProbe? _doubted;
    private double _lowered = Step;
    private int _failures;
    private double _growth;
    private int _probes;
    private int _confirmations;

    /// <summary>A search from the beginning.</summary>
    public CapacitySearch()
        : this(FirstPerSecond, MaxGrowth)
    {
    }

    private CapacitySearch(double firstPerSecond, double growth)
    {
        _growth = growth;
        Next = new CapacityProbe(Rounded(firstPerSecond), SearchStage.Bracket);
    }

    /// <summary>
    /// A search where an earlier one found a rate: it begins a quarter of an octave below it with smaller steps, and a fraction of a step off, so that
    /// searches of several rounds don't try the same rates again and agree by that.
    /// </summary>
    /// <param name="foundPerSecond">What the earlier one confirmed, per second.</param>
    /// <param name="round">Round, from 1.</param>
    public static CapacitySearch Near(double foundPerSecond, int round)
    {
        double off = (((round * GoldenPart) % 1) - 0.5) * Step;
        return new CapacitySearch(Math.Clamp(foundPerSecond * Math.Pow(2, off - 0.25), LowestPerSecond, HighestPerSecond), NearGrowth);
    }

    /// <summary>What to try next; null if the search is over.</summary>
    public CapacityProbe? Next { get; private set; }

    /// <summary>How it ended; meant for a search that is over.</summary>
    public SearchOutcome Outcome =>
        Next is not null ? SearchOutcome.Abandoned
        : _confirmed is double confirmed ? confirmed < HighestPerSecond ? SearchOutcome.Confirmed : SearchOutcome.AboveHighest
        : _notMet.Contains(LowestPerSecond) && _met is null ? SearchOutcome.NeverMet
        : SearchOutcome.NotConfirmed;

    /// <summary>The highest rate that was confirmed, per second; null if none was.</summary>
    public double? ConfirmedPerSecond => _confirmed;

    /// <summary>The lowest rate above it that was not met, per second; null if there was none.</summary>
    public double? NotMetPerSecond => Above(_confirmed ?? 0);

    /// <summary>Tells what came of <see cref="Next"/>.</summary>
    /// <exception cref="InvalidOperationException">The search is over.</exception>
    public void Tell(bool met)
    {
        CapacityProbe probe = Next ?? throw new InvalidOperationException("The search is over: there is nothing to tell it.");
        _probes++;
        _confirmations += probe.Windows > 1 ? 1 : 0;
        if (met)
        {
            Meet(probe);
        }
        else if (++_failures < Patience(probe))
        {
            _doubted = probe;
        }
        else
        {
            Refuse(probe);
        }
        Next = _probes < MaxProbes ? Following() : null;
    }

    /// <summary>
    /// Windows in a row after which a rate counts as not met. The first such rate decides where all others are looked for; one that is tried
    /// because it was not met before, or because a higher one did not hold, has had its second chance.
    /// </summary>
    private int Patience(CapacityProbe probe) => probe.Stage switch
    {
        SearchStage.Bracket when _notMet.Count == 0 => 3,
        SearchStage.Bracket or SearchStage.Bisect => 2,
        SearchStage.Confirm when _refused.Count == 0 => 2,
        _ => 1,
    };

    private void Meet(CapacityProbe probe)
    {
        (_doubted, _failures) = (null, 0);
        _met = probe.RatePerSecond;
        _notMet.RemoveWhere(rate => rate <= probe.RatePerSecond);
        if (probe.Windows > 1)
        {
            _confirmed = probe.RatePerSecond;
            _growth = NearGrowth;
        }
    }

    private void Refuse(CapacityProbe probe)
    {
        (_doubted, _failures) = (null, 0);
        _notMet.Add(probe.RatePerSecond);
        if (probe.Windows > 1)
        {
            _refused.Add(probe.RatePerSecond);
            _met = _confirmed ?? Lowered(probe.RatePerSecond);
        }
    }

    /// <summary>The next lower rate to confirm; each time further down, as nothing is known yet of how far it is to one that holds.</summary>
    private double? Lowered(double rate)
    {
        double lower = Rounded(rate * Math.Pow(2, -_lowered));
        _lowered *= 2;
        return rate > LowestPerSecond ? Math.Max(lower, LowestPerSecond) : null;
    }

    private CapacityProbe? Following()
    {
        if (_doubted is { } again)
        {
            return again.Windows > 1 && _confirmations == MaxConfirmations ? null : again;
        }
        if (_met is not double met)
        {
            double lowest = _notMet.Min;
            return lowest > LowestPerSecond ? new CapacityProbe(Math.Max(Rounded(lowest / Grown()), LowestPerSecond), SearchStage.Bracket) : null;
        }
        double? above = Above(met);
        bool holds = _confirmed == met;
        if (above is null && met < HighestPerSecond)
        {
            return new CapacityProbe(Math.Min(Rounded(met * Grown()), HighestPerSecond), SearchStage.Bracket);
        }
        // A lower rate that a confirmation went down to has not been met yet: it is confirmed first.
        if (above is double upper && Math.Log2(upper / met) > 1.5 * Step && CanBisect && (holds || !_refused.Contains(upper)))
        {
            return new CapacityProbe(Rounded(Math.Sqrt(met * upper)), SearchStage.Bisect);
        }
        return _confirmations == MaxConfirmations ? null
            : !holds ? new CapacityProbe(met, SearchStage.Confirm)
            : above is double next && !_refused.Contains(next) ? new CapacityProbe(next, SearchStage.Exceed)
            : null;
    }

    private double Grown()
    {
        double growth = _growth;
        _growth = Math.Min(MaxGrowth, growth * growth);
        return growth;
    }

    /// <summary>Whether a bisection, repeated if need be, leaves as many windows as confirmations may take.</summary>
    private bool CanBisect => _probes + 2 + (MaxConfirmations - _confirmations) <= MaxProbes;

    private double? Above(double rate)
    {
        foreach (double notMet in _notMet)
        {
            if (notMet > rate)
            {
                return notMet;
            }
        }
        return null;
    }

    /// <summary>Three significant digits: rates are read by people, and a step is ten times as wide.</summary>
    private static double Rounded(double rate)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) - 2);
        return Math.Round(Math.Round(rate / unit) * unit, 1);
    }
}
