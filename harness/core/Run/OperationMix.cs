using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Load;
using Bench.Harness.Outcome;

namespace Bench.Harness.Run;

/// <summary>Which operation a call makes: drawn by weight from its number, the same for the same seed.</summary>
internal sealed class OperationMix(IReadOnlyList<IOperation> operations, ulong seed)
{
    private readonly IOperation[] _operations = [.. operations];
    private readonly int _weights = operations.Sum(o => o.Weight);

    public IOperation For(long index)
    {
        if (_operations.Length == 1)
        {
            return _operations[0];
        }
        int draw = new PayloadRandom(seed ^ (ulong)index).Next(_weights);
        foreach (IOperation operation in _operations)
        {
            draw -= operation.Weight;
            if (draw < 0)
            {
                return operation;
            }
        }
        return _operations[^1];
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
