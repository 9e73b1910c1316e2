namespace Bench.Harness.Load;

/// <summary>One window of a <see cref="CapacitySearch"/>.</summary>
/// <param name="RatePerSecond">Arrivals per second to offer.</param>
/// <param name="Stage">What it is for.</param>
public readonly record struct CapacityProbe(double RatePerSecond, SearchStage Stage)
{
    /// <summary>Windows of a usual length that it lasts: 2 where a rate has to hold, else 1.</summary>
    public int Windows => Stage is SearchStage.Confirm or SearchStage.Exceed ? 2 : 1;
}

/// <summary>What a probe is for.</summary>
public enum SearchStage
{
    /// <summary>Doubles or halves the rate until the knee lies between two rates.</summary>
    Bracket,

    /// <summary>Tries the middle between them, on a logarithmic scale.</summary>
    Bisect,

    /// <summary>Finds out over a longer window whether the highest rate that was met holds.</summary>
    Confirm,

    /// <summary>Finds out over a longer window whether the next higher rate, which was not met, holds after all.</summary>
    Exceed,
}

/// <summary>How a search ended.</summary>
public enum SearchOutcome
{
    /// <summary>A rate was confirmed, and a higher one was not met, or there were no windows left to try one.</summary>
    Confirmed,

    /// <summary>The highest rate that there is was confirmed: the knee lies above.</summary>
    AboveHighest,

    /// <summary>No rate that was met in short windows held in a longer one.</summary>
    NotConfirmed,

    /// <summary>Not even the lowest rate was met.</summary>
    NeverMet,

    /// <summary>It was ended before its end: interrupted, or the target was gone for good.</summary>
    Abandoned,
}
