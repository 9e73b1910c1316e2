using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using StreamJsonRpc;

namespace Bench.Transports.Stacks.JsonRpc;

/// <summary>The methods of a scenario, as they are added to each connection.</summary>
internal sealed class JsonRpcService : IMethodVisitor
{
    private readonly List<(string Name, Delegate Handler)> _methods = [];

    public JsonRpcService(ServedScenario served) => served.Visit(this);

    public void AddTo(StreamJsonRpc.JsonRpc connection)
    {
        foreach ((string name, Delegate handler) in _methods)
        {
            connection.AddLocalRpcMethod(name, handler);
        }
    }

    public void Visit<TRequest, TReply>(
        MethodContract method, Func<TRequest, CancellationToken, ValueTask<TReply>> handler, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec) =>
        _methods.Add((method.Name, Failing(method.Name, handler)));

    /// <summary>A handler whose exceptions are answers: others would be sent with their stack traces.</summary>
    private static Func<TRequest, CancellationToken, Task<TReply>> Failing<TRequest, TReply>(string name, Func<TRequest, CancellationToken, ValueTask<TReply>> handler) =>
        async (request, cancellation) =>
        {
            try
            {
                return await handler(request, cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                throw new LocalRpcException($"{name} failed on the server: {e.Message}");
            }
        };
}
