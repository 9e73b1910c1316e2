using System.Globalization;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Record;
using Bench.Micro.Codecs;

namespace Bench.Allocations;

/// <summary>The codec by itself, doing what its benchmarks in <c>rpcbench micro</c> do, and the service by itself.</summary>
internal static class Coding
{
    // Until everything is compiled, and what the libraries keep has its size.
    private const int WarmUps = 5_000;
    private const int Measured = 6_400;

    /// <summary>Says bytes per call: request encoded, request decoded, service, reply encoded, reply decoded.</summary>
    public static async Task<int> RunAsync(Cell cell)
    {
        CodecWork request = await WorkAsync(cell, MicroParameters.Request).ConfigureAwait(false);
        CodecWork reply = await WorkAsync(cell, MicroParameters.Reply).ConfigureAwait(false);
        IOperation operation = cell.Operation;
        object service = cell.Scenario.CreateService();
        var scope = new CallScope();
        double[] bytes =
        [
            BytesPer(_ => request.EncodeReused()),
            BytesPer(_ => request.Decode()),
            BytesPer(i => Serve(operation, service, scope, i)),
            BytesPer(_ => reply.EncodeReused()),
            BytesPer(_ => reply.Decode()),
        ];
        Console.WriteLine(string.Join(' ', bytes.Select(b => b.ToString(CultureInfo.InvariantCulture))));
        return 0;
    }

    private static async Task<CodecWork> WorkAsync(Cell cell, string message)
    {
        CodecWork work = await CodecCase.Of(cell.Codec.Name, cell.Scenario.Name, cell.Operation.Method, message).PrepareAsync().ConfigureAwait(false);
        work.WarmUp();
        return work;
    }

    private static double BytesPer(Action<int> once)
    {
        Repeat(once, WarmUps);
        // The thread that compiles comes to an end meanwhile.
        Thread.Sleep(100);
        Repeat(once, WarmUps);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(once, Measured);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Measured;
    }

    private static void Repeat(Action<int> once, int times)
    {
        for (int i = 0; i < times; i++)
        {
            once(i);
        }
    }

    private static void Serve(IOperation operation, object service, CallScope scope, int index)
    {
        ValueTask<CallOutcome> call = operation.CallAsync(service, scope, index, CancellationToken.None);
        if (!call.IsCompleted)
        {
            throw new NotSupportedException($"The service of {operation.Method} has to answer at once.");
        }
    }
}
