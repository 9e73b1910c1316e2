using System.Reflection;
using Bench.Harness.Contracts;

namespace Bench.Harness.Calls;

/// <summary>
/// What the server of a stack serves: a scenario in one codec, its handlers bound to its service. It counts the requests and fails those that a plan wants to
/// fail, so that every server does so in the same way.
/// </summary>
/// <param name="scenario">What is called.</param>
/// <param name="codec">How messages are encoded.</param>
/// <param name="binding">How requests become invocations.</param>
public sealed class ServedScenario(IScenario scenario, ICodec codec, IBinding binding)
{
    private static readonly MethodInfo VisitMethod = typeof(ServedScenario).GetMethod(nameof(VisitOne), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly object _service = scenario.CreateService();
    private volatile InjectedFailures? _failures;
    private long _handled;
    private long _failed;

    /// <summary>What is called.</summary>
    public IScenario Scenario => scenario;

    /// <summary>How messages are encoded.</summary>
    public ICodec Codec => codec;

    /// <summary>Its contract.</summary>
    public ServiceContract Contract { get; } = ServiceContract.Of(scenario.ContractType);

    /// <summary>Requests handled so far, whatever their outcome.</summary>
    public long Handled => Interlocked.Read(ref _handled);

    /// <summary>Requests whose handler failed so far.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Failures that take the place of handlers from now on; null for none.</summary>
    public InjectedFailures? Failures
    {
        get => _failures;
        set => _failures = value;
    }

    /// <summary>Shows every method of the contract, in order.</summary>
    public void Visit(IMethodVisitor visitor)
    {
        foreach (MethodContract method in Contract.Methods)
        {
            VisitMethod.MakeGenericMethod(method.RequestType, method.ReplyType).Invoke(this, BindingFlags.DoNotWrapExceptions, null, [method, visitor], null);
        }
    }

    /// <summary>Counts requests that are answered without a handler.</summary>
    public void CountHandled(long requests) => Interlocked.Add(ref _handled, requests);

    private void VisitOne<TRequest, TReply>(MethodContract method, IMethodVisitor visitor) =>
        visitor.Visit(method, Counted(binding.CreateHandler<TRequest, TReply>(Contract, method, _service)), codec.For<TRequest>(), codec.For<TReply>());

    private Func<TRequest, CancellationToken, ValueTask<TReply>> Counted<TRequest, TReply>(Func<TRequest, CancellationToken, ValueTask<TReply>> handler) => (request, cancellation) =>
    {
        Interlocked.Increment(ref _handled);
        try
        {
            if (_failures is { } failures && failures.Strikes())
            {
                throw new InjectedFailureException(failures.Message);
            }
            ValueTask<TReply> pending = handler(request, cancellation);
            return pending.IsCompletedSuccessfully ? pending : CountedAsync(pending);
        }
        catch
        {
            Interlocked.Increment(ref _failed);
            throw;
        }
    };

    private async ValueTask<TReply> CountedAsync<TReply>(ValueTask<TReply> pending)
    {
        try
        {
            return await pending.ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Increment(ref _failed);
            throw;
        }
    }
}

/// <summary>Is shown the methods of a contract.</summary>
public interface IMethodVisitor
{
    /// <summary>A method.</summary>
    /// <param name="method">Its name and types.</param>
    /// <param name="handler">Handles a request; what it throws is the caller's answer.</param>
    /// <param name="requestCodec">Decodes requests.</param>
    /// <param name="replyCodec">Encodes replies.</param>
    void Visit<TRequest, TReply>(
        MethodContract method, Func<TRequest, CancellationToken, ValueTask<TReply>> handler, IMessageCodec<TRequest> requestCodec, IMessageCodec<TReply> replyCodec);
}

/// <summary>A failure that a plan asked for.</summary>
public sealed class InjectedFailureException(string message) : Exception(message);
