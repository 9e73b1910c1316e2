using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Tests.Support;
using Bench.Transports.Carriers;

namespace Bench.Tests.Harness.Bindings;

/// <summary>An interface that a contract inherits from, unmarked itself.</summary>
public interface ICounts<TMessage>
{
    ValueTask<int> CountAsync(TMessage request, CancellationToken cancellation);
}

/// <summary>Another one, with a method for those that have none of their own.</summary>
public interface IDoubles
{
    ValueTask<long> DoubleAsync(long request, CancellationToken cancellation) => new(request * 2);
}

/// <summary>A service without a method of its own for <see cref="IDoubles"/>.</summary>
public sealed class UncommonService : UncommonContractTests.IUncommon
{
    public ValueTask<string> @class(string[] request, CancellationToken cancellation) => new(string.Join('+', request));

    public ValueTask<int?> MaybeAsync(int? request, CancellationToken cancellation) => new(request is null ? 1 : null);

    ValueTask<int> ICounts<List<string?>>.CountAsync(List<string?> request, CancellationToken cancellation) => new(request.Count);
}

/// <summary>Contracts that the language allows and few write: every binding serves them.</summary>
public sealed class UncommonContractTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(MemoryCarrier).Assembly);

    /// <summary>Nested, inherits twice, and has a keyword, nullables and values among its members.</summary>
    [RpcContract]
    public interface IUncommon : ICounts<List<string?>>, IDoubles
    {
        ValueTask<string> @class(string[] request, CancellationToken cancellation);

        ValueTask<int?> MaybeAsync(int? request, CancellationToken cancellation = default);
    }

    public static TheoryData<string> Names => [.. Plugs.All<IBinding>().Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task They_are_served(string name)
    {
        var contract = ServiceContract.Of(typeof(IUncommon));
        IBinding binding = Plugs.Find<IBinding>("binding", name);
        ICarrier carrier = Plugs.Find<ICarrier>("carrier", "memory");
        Assert.Null(binding.WhyNot(contract));
        await using RpcServer server = await RpcServer.StartAsync(
            new RpcServerOptions { Services = [(contract, new UncommonService())], Codecs = [new PlainCodec()], Binding = binding }, carrier, carrier.LocalEndpoint("unused"));
        await using var client = new RpcClient(
            new RpcTarget(server.Endpoint, carrier, Plugs.Find<IConnectionStrategy>("strategy", "pooled"), new PlainCodec(), binding, contract));
        IUncommon uncommon = client.CreateClient<IUncommon>();

        Assert.Equal("a+b", await uncommon.@class(["a", "b"], CancellationToken.None));
        Assert.Equal(2, await uncommon.CountAsync(["a", null], CancellationToken.None));
        Assert.Equal(14L, await uncommon.DoubleAsync(7, CancellationToken.None));
        Assert.Equal(1, await uncommon.MaybeAsync(null));
        Assert.Null(await uncommon.MaybeAsync(5));
    }
}
