using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Outcome;
using Bench.Harness.Randomness;

namespace Bench.Harness.Run;

/// <summary>Which operation a call makes: drawn by weight from its number, the same for the same seed.</summary>
internal sealed class OperationMix
{
    private readonly ulong _seed;
    private readonly IOperation[] _operations;
    private readonly int[] _weights;
    private readonly int _sum;

    /// <param name="operations">What a scenario calls.</param>
    /// <param name="weights">Weights by method; null for the operations' own.</param>
    /// <param name="seed">Any value.</param>
    public OperationMix(IReadOnlyList<IOperation> operations, IReadOnlyDictionary<string, int>? weights, ulong seed)
    {
        _seed = seed;
        (IOperation Operation, int Weight)[] called =
            [.. operations.Select(o => (o, weights is null ? o.Weight : weights.GetValueOrDefault(o.Method))).Where(o => o.Item2 > 0)];
        _operations = [.. called.Select(c => c.Operation)];
        _weights = [.. called.Select(c => c.Weight)];
        _sum = _weights.Sum();
    }

    /// <summary>The methods called, by kind.</summary>
    public IReadOnlyList<string> Methods => [.. _operations.Select(o => o.Method)];

    /// <summary>The operation of a call.</summary>
    public IOperation For(long index) => _operations[KindOf(index)];

    /// <summary>The place of a call's operation.</summary>
    public int KindOf(long index)
    {
        if (_operations.Length == 1)
        {
            return 0;
        }
        int draw = new SplitMix64(_seed ^ (ulong)index).Next(_sum);
        int kind = 0;
        while (draw >= _weights[kind])
        {
            draw -= _weights[kind++];
        }
        return kind;
    }
}

/// <summary>One virtual user: a typed client with a scope of its own.</summary>
internal sealed class RpcCaller : ICaller
{
    private readonly OperationMix _mix;
    private readonly CallScope _scope = new();
    private readonly object _client;

    public RpcCaller(RpcClient client, OperationMix mix)
    {
        _mix = mix;
        _client = client.CreateClient(_scope);
    }

    public ValueTask<CallOutcome> CallAsync(long index, CancellationToken cancellation) => _mix.For(index).CallAsync(_client, _scope, index, cancellation);
}
