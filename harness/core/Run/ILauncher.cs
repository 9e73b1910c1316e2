using Bench.Harness.Load;

namespace Bench.Harness.Run;

/// <summary>Measures one cell once.</summary>
public interface ILauncher
{
    /// <summary>Runs a launch to its end; whatever goes wrong is in the report.</summary>
    /// <param name="cell">What to measure.</param>
    /// <param name="matrix">The run it belongs to.</param>
    /// <param name="round">Round, from 1.</param>
    /// <param name="progressed">Told how it goes.</param>
    /// <param name="stop">Ends the window now.</param>
    /// <returns>What was measured; null if it was stopped before there was anything.</returns>
    Task<LaunchReport?> LaunchAsync(Cell cell, CellMatrix matrix, int round, Action<LoadProgress> progressed, CancellationToken stop);
}
