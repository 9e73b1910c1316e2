using Bench.Harness.Record;
using Bench.Results.Quantities;

namespace Bench.Results.Micro;

/// <summary>
/// How much of a call's CPU time its codec explains: the client encodes the request and decodes the reply, the server decodes the request
/// and encodes the reply, into buffers that have their size already; several methods by their weights.
/// </summary>
/// <param name="Cell">The cell whose calls they are.</param>
/// <param name="ClientNs">The codec's time per call in the client, ns.</param>
/// <param name="ServerNs">The codec's time per call in the server, ns.</param>
/// <param name="ClientCpuNs">CPU time per call of the client's process, ns.</param>
/// <param name="ServerCpuNs">CPU time per call of the server's process, ns.</param>
public sealed record CodecShare(CellRecord Cell, double ClientNs, double ServerNs, double ClientCpuNs, double ServerCpuNs)
{
    /// <summary>The codec's part of the CPU time of client and server together; may come out above 1, as the two were measured apart.</summary>
    public double Share => (ClientNs + ServerNs) / (ClientCpuNs + ServerCpuNs);

    /// <summary>The shares of a run's cells, in their order: of those that can be trusted and whose messages were all measured.</summary>
    public static IReadOnlyList<CodecShare> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Micro is null ? [] : [.. run.Cells.Where(c => c.Trust.Verdict != TrustVerdict.Invalid).Select(c => Of(c, run.Micro)).OfType<CodecShare>()];
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
        if (!complete || sum == 0 || CpuOf(cell, "client.cpu") is not { } client || CpuOf(cell, "server.cpu") is not { } server || client + server <= 0)
        {
            return null;
        }

        double? Mean(string benchmark, string message) => weights.Where(w => w.Value > 0).Aggregate(
            (double?)0,
            (total, w) => total + (w.Value / sum * own.FirstOrDefault(m => m.Benchmark == benchmark && m.Parameters!.Method == w.Key && m.Parameters.Message == message)?.MedianNs));
        double? ofClient = Mean(MicroResult.EncodeReused, MicroParameters.Request) + Mean(MicroResult.Decode, MicroParameters.Reply);
        double? ofServer = Mean(MicroResult.Decode, MicroParameters.Request) + Mean(MicroResult.EncodeReused, MicroParameters.Reply);
        return ofClient is null || ofServer is null ? null : new CodecShare(cell, ofClient.Value, ofServer.Value, client, server);
    }

    private static int WeightOf(CellRecord cell, MicroParameters parameters) =>
        cell.Options.Weights is null ? parameters.Weight : cell.Options.Weights.GetValueOrDefault(parameters.Method);

    private static double? CpuOf(CellRecord cell, string figure) => FigureCatalog.Get(figure).Of(cell.Summary)?.Median;
}
