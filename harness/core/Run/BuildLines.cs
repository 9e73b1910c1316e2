using System.Text.Json;
using Bench.Harness.Load;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>
/// What a build of this program says to the one that compares it with another. The two may be of different ages: so it is made of the run
/// record alone, whose members are added to and never renamed, and members that one does not know are passed over.
/// </summary>
public static class BuildLines
{
    private static readonly JsonSerializerOptions Options = new(RunRecordJson.Options) { WriteIndented = false };

    /// <summary>A line.</summary>
    public static string ToLine<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>The content of a line; null if it is none.</summary>
    public static T? FromLine<T>(string? line) where T : class
    {
        try
        {
            return line is null ? null : JsonSerializer.Deserialize<T>(line, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The first line of a build: what the plan comes to with it.</summary>
/// <param name="Run">The record of the run before anything is measured: its cells have no rounds.</param>
public sealed record BuildOffer(RunRecord Run);

/// <summary>A line to a build: launch this cell.</summary>
/// <param name="Cell">Its id.</param>
/// <param name="Round">The round, from 1.</param>
/// <param name="Turns">Whose turn it is, as the other builds launch it at the same time; null to have the machine alone.</param>
public sealed record LaunchOrder(string Cell, int Round, LoadTurns? Turns = null);

/// <summary>What came of it.</summary>
/// <param name="Round">What was measured; null if it was stopped before there was anything.</param>
/// <param name="TargetLost">The server could not be reached, or died.</param>
public sealed record LaunchAnswer(RoundRecord? Round, bool TargetLost = false);
