using System.Reflection;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Tests.Support;
using Bench.Transports.Carriers;
using Bench.Transports.Strategies;

namespace Bench.Tests.Harness.Generator;

/// <summary>Tries a contract with every binding, as far as that goes without calling anything.</summary>
internal static class EveryBinding
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly);

    // Never connects, as nothing is called.
    private static readonly RpcClient Client = new(new RpcTarget(
        new Endpoint("tcp", "127.0.0.1", 1), new TcpCarrier(), new MultiplexedStrategy(), new PlainCodec(), new EmittedBinding(), ProbeHost.Contract));

    /// <summary>Every binding makes a client of that contract and a handler of each method.</summary>
    public static void Serves(Type type)
    {
        var contract = ServiceContract.Of(type);
        foreach (IBinding binding in Plugs.All<IBinding>())
        {
            Assert.Null(binding.WhyNot(contract));
            object client = binding.CreateClient(contract, new NoCallers());
            Assert.IsAssignableFrom(type, client);
            foreach (MethodContract method in contract.Methods)
            {
                // Any implementation does for a service: nothing is called.
                Assert.NotNull(typeof(IBinding).GetMethod(nameof(IBinding.CreateHandler))!
                    .MakeGenericMethod(method.RequestType, method.ReplyType)
                    .Invoke(binding, BindingFlags.DoNotWrapExceptions, null, [contract, method, client], null));
            }
        }
    }

    private sealed class NoCallers : IMethodCallers
    {
        public MethodCaller<TRequest, TReply> For<TRequest, TReply>(MethodContract method) => new(Client, method, null!, null!, null);
    }
}
