using Bench.Harness.Record;
using Bench.Results.Floors;
using Bench.Results.Quantities;

namespace Bench.Results.Micro;

/// <summary>
/// How much of a call's CPU time its codec explains: the client encodes the request and decodes the reply, the server decodes the request
/// and encodes the reply, into buffers that have their size already; several methods by their weights.
/// </summary>
/// <param name="Cell">The cell whose calls they are.</param>
/// <param name="Client">The codec's time per call in the client, ns.</param>
/// <param name="Server">The codec's time per call in the server, ns.</param>
/// <param name="ClientCpu">CPU time per call of the client's process, ns.</param>
/// <param name="ServerCpu">CPU time per call of the server's process, ns.</param>
public sealed record CodecShare(CellRecord Cell, Estimate Client, Estimate Server, Estimate ClientCpu, Estimate ServerCpu)
{
    /// <summary>
    /// The codec's part of the CPU time of client and server together. Benchmarks are timed by the clock on the wall: on a busy machine it comes out
    /// too high, even above 1.
    /// </summary>
    public double Share => (Client.Median + Server.Median) / (ClientCpu.Median + ServerCpu.Median);

    /// <summary>Lower end: least work over most CPU time, so that it lies below that of a 95 % interval; null where an end is unknown.</summary>
    public double? Low => (Client.Low + Server.Low) / (ClientCpu.High + ServerCpu.High);

    /// <summary>Upper end, likewise.</summary>
    public double? High => ClientCpu.Low + ServerCpu.Low is > 0 and { } least ? (Client.High + Server.High) / least : null;

    /// <summary>The shares of a run's cells, in their order: of those that can be trusted and whose messages were all measured.</summary>
    public static IReadOnlyList<CodecShare> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Micro is null ? [] : [.. run.WithoutFloors().Cells.Where(c => c.Trust.Verdict != TrustVerdict.Invalid).Select(c => Of(c, run.Micro)).OfType<CodecShare>()];
    }

    private static CodecShare? Of(CellRecord cell, IReadOnlyList<MicroResult> micro)
    {
        MicroResult[] own =
        [
            .. micro.Where(m => m.Suite == MicroResult.CodecSuite && m.MedianNs is not null && m.Parameters?.Codec == cell.Codec && m.Parameters.Scenario == cell.Scenario),
        ];
        Dictionary<string, int> weights = own.GroupBy(m => m.Parameters!.Method).ToDictionary(g => g.Key, g => WeightOf(cell, g.First().Parameters!));
        bool complete = cell.Options.Weights is null
            ? cell.Payloads is null || cell.Payloads.All(p => weights.ContainsKey(p.Method))
            : cell.Options.Weights.Where(w => w.Value > 0).All(w => weights.ContainsKey(w.Key));
        double sum = weights.Values.Sum();
        if (!complete || sum == 0 || CpuOf(cell, "client.cpu") is not { } client || CpuOf(cell, "server.cpu") is not { } server || client.Median + server.Median <= 0)
        {
            return null;
        }

        Estimate? Work(string benchmark, string message) => Sum(weights.Where(w => w.Value > 0).Select(w =>
            own.FirstOrDefault(m => m.Benchmark == benchmark && m.Parameters!.Method == w.Key && m.Parameters.Message == message) is { } result
                ? (w.Value / sum, new Estimate(result.MedianNs!.Value, result.LowNs, result.HighNs))
                : ((double, Estimate)?)null));
        Estimate? ofClient = Both(Work(MicroResult.EncodeReused, MicroParameters.Request), Work(MicroResult.Decode, MicroParameters.Reply));
        Estimate? ofServer = Both(Work(MicroResult.Decode, MicroParameters.Request), Work(MicroResult.EncodeReused, MicroParameters.Reply));
        return ofClient is null || ofServer is null ? null : new CodecShare(cell, ofClient.Value, ofServer.Value, client, server);
    }

    private static Estimate? Both(Estimate? one, Estimate? other) => Sum(((Estimate?[])[one, other]).Select(e => e is null ? ((double, Estimate)?)null : (1, e.Value)));

    /// <summary>The weighted sum, ends added to ends: wider than the interval of the sum. Null where a part is missing.</summary>
    private static Estimate? Sum(IEnumerable<(double Weight, Estimate Value)?> parts)
    {
        (double Weight, Estimate Value)?[] all = [.. parts];
        return all.Any(p => p is null)
            ? null
            : new Estimate(
                all.Sum(p => p!.Value.Weight * p.Value.Value.Median),
                all.Aggregate((double?)0, (total, p) => total + (p!.Value.Weight * p.Value.Value.Low)),
                all.Aggregate((double?)0, (total, p) => total + (p!.Value.Weight * p.Value.Value.High)));
    }

    private static int WeightOf(CellRecord cell, MicroParameters parameters) =>
        cell.Options.Weights is null ? parameters.Weight : cell.Options.Weights.GetValueOrDefault(parameters.Method);

    private static Estimate? CpuOf(CellRecord cell, string figure) => FigureCatalog.Get(figure).Of(cell.Summary);
}
