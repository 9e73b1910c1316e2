namespace Bench.Results.Quantities;

/// <summary>What a figure is counted in.</summary>
public enum Unit
{
    /// <summary>Nanoseconds.</summary>
    Nanoseconds,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Calls per second.</summary>
    PerSecond,

    /// <summary>A plain number.</summary>
    Count,

    /// <summary>A part of 1.</summary>
    Share,
}

/// <summary>Which direction of a figure is the good one.</summary>
public enum Better
{
    /// <summary>Less is better.</summary>
    Lower,

    /// <summary>More is better.</summary>
    Higher,

    /// <summary>A fact without a good direction.</summary>
    Neither,
}
