using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Scenarios;

namespace Bench.Cli.Calibrations;

/// <summary>Plugs that lie: one sends nothing and claims success, one sends each call twice, one takes errors for success. Each makes the run invalid.</summary>
public sealed class LyingPlugCalibration : ICalibration
{
    /// <inheritdoc/>
    public string Name => "lying-plugs";

    /// <inheritdoc/>
    public string Summary => "a plug that never sends, sends twice or swallows errors is caught";

    /// <inheritdoc/>
    public int Rank => 6;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Proof>> ProveAsync(CalibrationBench bench, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(bench);
        var plan = new RunPlan { Loads = ["closed:4"], Duration = "1s" };
        var proofs = new List<Proof>();
        (string, string, AlteredEcho)[] liars =
        [
            ("never sends, claims success", "server-handled", new AlteredEcho("never-sends", NeverSend)),
            ("sends each call twice", "attempts", new AlteredEcho("sends-twice", SendTwiceAsync)),
            ("takes errors for success", "server-failed", new AlteredEcho("swallows-errors", SwallowAsync, new FailingEcho())),
        ];
        foreach ((string what, string check, AlteredEcho liar) in liars)
        {
            CellRecord cell = await bench.MeasureHereAsync(plan, liar, cancellation).ConfigureAwait(false);
            proofs.Add(Proofs.Found($"a plug that {what}", "a lie", cell, check, Severity.Invalid));
        }
        return proofs;
    }

    private static ValueTask<CallOutcome> NeverSend(IOperation honest, object client, CallScope scope, long index, CancellationToken cancellation) => new(CallOutcome.Ok);

    private static async ValueTask<CallOutcome> SendTwiceAsync(IOperation honest, object client, CallScope scope, long index, CancellationToken cancellation)
    {
        await honest.CallAsync(client, scope, index, cancellation).ConfigureAwait(false);
        return await honest.CallAsync(client, scope, index + 1, cancellation).ConfigureAwait(false);
    }

    private static async ValueTask<CallOutcome> SwallowAsync(IOperation honest, object client, CallScope scope, long index, CancellationToken cancellation)
    {
        await honest.CallAsync(client, scope, index, cancellation).ConfigureAwait(false);
        return CallOutcome.Ok;
    }

    private sealed class FailingEcho : IEcho
    {
        public ValueTask<EchoMessage> EchoAsync(EchoMessage request, CancellationToken cancellation) =>
            request.Id % 10 == 0 ? throw new InvalidOperationException("refused on purpose") : new(request);
    }
}
