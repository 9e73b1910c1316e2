using Bench.Harness.Catalog;

namespace Bench.Cli.Calibrations;

/// <summary>One truth that is made on purpose, measured like any other, and held against what the tool says of it.</summary>
public interface ICalibration : IRankedPlug
{
    /// <summary>Why it can't be made on this system; null if it can.</summary>
    string? WhyNot => null;

    /// <summary>Makes it and measures it, in half a minute at most.</summary>
    /// <param name="bench">Measures plans.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CalibrationException">Nothing was measured.</exception>
    Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation);
}

/// <summary>What the tool said of something known.</summary>
/// <param name="What">What was asked, e.g. <c>p99 of a server that takes 10 ms</c>.</param>
/// <param name="Truth">What is known, in words.</param>
/// <param name="Told">What the tool said.</param>
/// <param name="Limit">How far it may be off.</param>
/// <param name="Holds">Whether it is within.</param>
public sealed record Proof(string What, string Truth, string Told, string Limit, bool Holds);

/// <summary>A calibration measured nothing that could be held against the truth.</summary>
public sealed class CalibrationException(string message) : Exception(message);
