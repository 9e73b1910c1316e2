using Bench.Harness.Record;
using Bench.Harness.Stages;
using Bench.Results.Floors;
using Bench.Results.Micro;
using Bench.Results.Quantities;

namespace Bench.Results.Reports;

/// <summary>Benchmarks of single parts as tables for every report: codecs by payload, their share of the run's calls, first messages, the rest.</summary>
public static class MicroText
{
    /// <summary>The tables; none without benchmarks.</summary>
    public static IReadOnlyList<LaboratoryTable> Tables(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        MicroResult[] all = [.. run.Micro ?? []];
        return [.. Codecs(all), .. Sizes(all), .. Shares(run), .. FirstMessages(all), .. Others(all), .. Engine(all), .. Stages(all)];
    }

    /// <summary>What has to be known to read them.</summary>
    public static IReadOnlyList<string> Sentences(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string[] jobs = [.. (run.Micro ?? []).Select(m => $"{m.Job}, {m.Toolchain}").Distinct()];
        int cells = run.WithoutFloors().Cells.Count;
        int left = cells - CodecShare.Of(run).Count;
        return
        [
            $"Medians over the iterations of BenchmarkDotNet ({string.Join("; ", jobs)}): one thread, warm code and caches but for first messages. "
            + "Reused: into a buffer that has its size already, as a connection's has.",
            .. !(run.Micro ?? []).Any(m => m.EncodedBytes is not null) ? (string[])[] :
            [
                "Sizes are those of encoded messages without framing, medians over different messages of a kind. Gzip compresses each message by itself.",
            ],
            .. cells == left ? (string[])[] :
            [
                "A codec's share is its time for request and reply, encoded into a reused buffer and decoded, over the CPU time per call of client and server. "
                + "Benchmarks are timed by the clock on the wall, so that a busy machine makes it too high; calls find colder caches, which makes it too low. "
                + "Low and high are the ends of all intervals against each other: wider than 95 %.",
            ],
            .. cells > 0 && left > 0 ? [$"{left} of {cells} cells have no share: they are invalid, their CPU time is unknown, or not all of their messages were measured."] : (string[])[],
        ];
    }

    private static IEnumerable<LaboratoryTable> Codecs(MicroResult[] all) =>
        from scenario in all.Where(m => m is { Suite: MicroResult.CodecSuite, Parameters: not null }).GroupBy(m => m.Parameters!.Scenario)
        select new LaboratoryTable(
            $"Codecs: {scenario.Key}",
            ["message", "codec", "encode", "encode, reused", "decode", "encode alloc", "reused alloc", "decode alloc"],
            [
                .. scenario.GroupBy(m => m.Parameters!).Select(message => (string[])
                [
                    NameOf(message.Key),
                    message.Key.Codec,
                    .. ((string[])[MicroResult.EncodeFresh, MicroResult.EncodeReused, MicroResult.Decode]).Select(b => Time(message, b)),
                    .. ((string[])[MicroResult.EncodeFresh, MicroResult.EncodeReused, MicroResult.Decode]).Select(b => Allocated(message, b)),
                ]),
            ]);

    private static IEnumerable<LaboratoryTable> Sizes(MicroResult[] all) =>
        from scenario in all.Where(m => m is { EncodedBytes: not null, Parameters: not null }).GroupBy(m => m.Parameters!.Scenario)
        select new LaboratoryTable(
            $"Sizes: {scenario.Key}",
            ["message", "codec", "encoded", "gzip", "gzip of encoded"],
            [
                .. scenario.DistinctBy(m => m.Parameters).Select(m => (string[])
                [
                    NameOf(m.Parameters!),
                    m.Parameters!.Codec,
                    Quantity.Text(m.EncodedBytes, Unit.Bytes),
                    Quantity.Text(m.GzipBytes, Unit.Bytes),
                    m.EncodedBytes > 0 ? Quantity.Text(m.GzipBytes / m.EncodedBytes, Unit.Share) : Quantity.Absent,
                ]),
            ]);

    private static IEnumerable<LaboratoryTable> Shares(RunRecord run)
    {
        IReadOnlyList<CodecShare> shares = CodecShare.Of(run);
        if (shares.Count > 0)
        {
            yield return new LaboratoryTable(
                "The codec's share of a call's CPU time",
                ["cell", "codec, client", "CPU/call client", "codec, server", "CPU/call server", "codec's share", "low", "high"],
                [
                    .. shares.Select(s => (string[])
                    [
                        s.Cell.Id,
                        Quantity.Text(s.Client.Median, Unit.Nanoseconds),
                        Quantity.Text(s.ClientCpu.Median, Unit.Nanoseconds),
                        Quantity.Text(s.Server.Median, Unit.Nanoseconds),
                        Quantity.Text(s.ServerCpu.Median, Unit.Nanoseconds),
                        Quantity.Share(s.Share),
                        Quantity.Text(s.Low, Unit.Share),
                        Quantity.Text(s.High, Unit.Share),
                    ]),
                ]);
        }
    }

    private static IEnumerable<LaboratoryTable> FirstMessages(MicroResult[] all)
    {
        MicroResult[] first = [.. all.Where(m => m is { Suite: MicroResult.FirstMessageSuite, Parameters: not null })];
        if (first.Length > 0)
        {
            yield return new LaboratoryTable(
                "First message of a process",
                ["message", "codec", "encode", "encode and decode", "processes"],
                [
                    .. first.GroupBy(m => m.Parameters!).Select(message => (string[])
                    [
                        $"{message.Key.Scenario} {NameOf(message.Key)}",
                        message.Key.Codec,
                        Time(message, MicroResult.FirstEncode),
                        Time(message, MicroResult.FirstRoundTrip),
                        message.Max(m => m.Iterations) is { } processes ? Quantity.Count(processes) : Quantity.Absent,
                    ]),
                ]);
        }
    }

    private static IEnumerable<LaboratoryTable> Others(MicroResult[] all) =>
        from suite in all.Where(m => m.Parameters is null).GroupBy(m => m.Suite)
        select new LaboratoryTable(
            suite.Key,
            ["benchmark", "median", "low", "high", "allocated"],
            [.. suite.Select(m => (string[])[m.Benchmark, Time(m.MedianNs), Time(m.LowNs), Time(m.HighNs), Quantity.Text(m.AllocatedBytes, Unit.Bytes)])]);

    /// <summary>What the benchmarks of the load engine come to. It reads the clock once a call, as the end of one is the start of the next.</summary>
    private static IEnumerable<LaboratoryTable> Engine(MicroResult[] all)
    {
        MicroResult? Of(string benchmark) => Array.Find(all, m => m is { Suite: MicroResult.EngineSuite, MedianNs: > 0 } && m.Benchmark == benchmark);
        if (Of(MicroResult.NoOp) is not { } one || Of(MicroResult.NoOpByTwo) is not { } two || Of(MicroResult.TwoClockReadings) is not { } readings)
        {
            yield break;
        }

        yield return new LaboratoryTable(
            "The load engine, calls that do nothing",
            ["calls offered by one worker", "by two", "allocated per call", "time per call", "of it beyond the clock's reading"],
            [
                [
                    Quantity.Text(1e9 / one.MedianNs, Unit.PerSecond),
                    Quantity.Text(1e9 / two.MedianNs, Unit.PerSecond),
                    Quantity.Text(two.AllocatedBytes, Unit.Bytes),
                    Time(one.MedianNs),
                    Time(one.MedianNs - (readings.MedianNs / 2)),
                ],
            ]);
    }

    /// <summary>What timing stages costs a call: what it costs every call, and the part of one in what it costs a sampled one.</summary>
    private static IEnumerable<LaboratoryTable> Stages(MicroResult[] all)
    {
        double? Of(string benchmark) => Array.Find(all, m => m is { Suite: MicroResult.StageSuite, MedianNs: > 0 } && m.Benchmark == benchmark)?.MedianNs;
        var rows = new List<string[]>();
        foreach ((string underWay, string benchmark) in ((string, string)[])[("1", MicroResult.OneUnderWay), ("16", MicroResult.SixteenUnderWay)])
        {
            if (Of(benchmark) is { } call && Of(benchmark + MicroResult.NotSampled) is { } passed && Of(benchmark + MicroResult.AlwaysSampled) is { } always)
            {
                double added = passed + ((always - call) / StageLedger.Every);
                rows.Add([underWay, Time(call), Time(passed), Time(always - call), Time(added), Quantity.Text(added / call, Unit.Share)]);
            }
        }
        if (rows.Count > 0)
        {
            yield return new LaboratoryTable(
                $"Stages of one call in {StageLedger.Every}, without kernel and threads",
                ["calls under way", "CPU/call", "added to all", "added to a sampled one", "added per call", "share"],
                rows);
        }
    }

    private static string NameOf(MicroParameters parameters) => $"{parameters.Method} {parameters.Message}";

    private static string Time(IEnumerable<MicroResult> message, string benchmark) => Time(message.FirstOrDefault(m => m.Benchmark == benchmark)?.MedianNs);

    private static string Time(double? ns) => Quantity.Text(ns, Unit.Nanoseconds);

    private static string Allocated(IEnumerable<MicroResult> message, string benchmark) =>
        Quantity.Text(message.FirstOrDefault(m => m.Benchmark == benchmark)?.AllocatedBytes, Unit.Bytes);
}
