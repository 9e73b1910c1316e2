using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>A build's side of a comparison of builds: launches the cells that it is told to, one at a time.</summary>
/// <param name="launcher">Measures one cell once.</param>
/// <param name="clock">The time source.</param>
public sealed class BuildServant(ILauncher launcher, Clock clock)
{
    /// <summary>Offers the cells of a plan but floors, then follows orders until there are no more.</summary>
    /// <param name="matrix">The cells.</param>
    /// <param name="nextLine">The next line of the input; null at its end.</param>
    /// <param name="write">Writes a line.</param>
    /// <param name="stop">Ends a launch.</param>
    public async Task ServeAsync(CellMatrix matrix, Func<Task<string?>> nextLine, Action<string> write, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(nextLine);
        ArgumentNullException.ThrowIfNull(write);
        Dictionary<(IScenario, ICodec), PayloadVerdict> payloads = await PayloadVerdict.AllAsync(matrix).ConfigureAwait(false);
        // What bare sockets carry is the machine's, whichever build drives them.
        CellRecord[] cells = [.. matrix.Cells.Where(c => c.Transport.Kind is not IFloor).Select(c => RunCoordinator.RecordOf(c, [], payloads[(c.Scenario, c.Codec)].Sizes))];
        write(BuildLines.ToLine(new BuildOffer(MeasuredRecord.Of(
            matrix.Plan, matrix.Settings, cells, matrix.Absent, BuildProbe.Tool(), EnvironmentProbe.Environment(matrix.Settings), clock.UtcNow))));
        while (BuildLines.FromLine<LaunchOrder>(await nextLine().ConfigureAwait(false)) is { } order)
        {
            Cell cell = matrix.Cells.First(c => c.Id == order.Cell);
            cell = cell with { Settings = cell.Settings with { Turns = order.Turns } };
            LaunchReport? report = payloads[(cell.Scenario, cell.Codec)].Failure is string failure
                ? LaunchReport.Failed(order.Round, failure, targetLost: false)
                : await launcher.LaunchAsync(cell, matrix, order.Round, _ => { }, stop).ConfigureAwait(false);
            write(BuildLines.ToLine(new LaunchAnswer(report?.Round, report?.TargetLost ?? false)));
        }
    }
}
