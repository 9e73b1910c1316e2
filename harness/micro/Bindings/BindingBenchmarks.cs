using Bench.Harness.Bindings;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using BenchmarkDotNet.Attributes;

namespace Bench.Micro.Bindings;

/// <summary>
/// A call of <see cref="IEcho"/> from the typed client to the service, by binding, without encoding, frames or sockets in between. What
/// a binding costs is its figure less that of <see cref="Caller"/>, which makes the same call with neither client nor dispatch of a binding.
/// </summary>
[MemoryDiagnoser]
public class BindingBenchmarks
{
    private readonly EchoMessage _message = new() { Id = 1, Text = "about 24 letters of text", Number = 0.5 };
    private readonly EchoPath[] _paths;
    private readonly IEcho _service;
    private readonly EchoCaller _caller;
    private readonly IEcho _generated;
    private readonly IEcho _emitted;
    private readonly IEcho _reflection;

    /// <summary>Makes the clients.</summary>
    public BindingBenchmarks()
    {
        _paths = [new EchoPath(new CallerBinding()), new EchoPath(new GeneratedBinding()), new EchoPath(new EmittedBinding()), new EchoPath(new ReflectionBinding())];
        _service = _paths[0].Service;
        _caller = (EchoCaller)_paths[0].Client;
        _generated = (IEcho)_paths[1].Client;
        _emitted = (IEcho)_paths[2].Client;
        _reflection = (IEcho)_paths[3].Client;
    }

    /// <summary>Ends the clients.</summary>
    [GlobalCleanup]
    public async Task CleanUpAsync()
    {
        foreach (EchoPath path in _paths)
        {
            await path.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The service itself: no call at all.</summary>
    [Benchmark(Baseline = true)]
    public EchoMessage Direct() => Answer(_service.EchoAsync(_message, CancellationToken.None));

    /// <summary>What every call takes: a method's caller, and a delegate to the service.</summary>
    [Benchmark]
    public EchoMessage Caller() => Answer(_caller.InvokeAsync(_message, CancellationToken.None));

    /// <summary>The binding <c>generated</c>.</summary>
    [Benchmark]
    public EchoMessage Generated() => Answer(_generated.EchoAsync(_message, CancellationToken.None));

    /// <summary>The binding <c>emitted</c>.</summary>
    [Benchmark]
    public EchoMessage Emitted() => Answer(_emitted.EchoAsync(_message, CancellationToken.None));

    /// <summary>The binding <c>reflection</c>.</summary>
    [Benchmark]
    public EchoMessage Reflection() => Answer(_reflection.EchoAsync(_message, CancellationToken.None));

    private static EchoMessage Answer(ValueTask<EchoMessage> call) =>
        call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("A call that leaves no thread has to end at once.");
}
