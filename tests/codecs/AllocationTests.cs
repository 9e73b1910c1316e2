using System.Buffers;
using Bench.Codecs;
using Bench.Harness.Contracts;
using Bench.Scenarios;
using Bench.Tests.Scenarios;

namespace Bench.Tests.Codecs;

public sealed class AllocationTests
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 20);

    /// <summary>Codecs whose libraries leave nothing behind when they encode, with every scenario.</summary>
    public static TheoryData<string, string> Frugal
    {
        get
        {
            var matrix = new TheoryData<string, string>();
            foreach (string codec in (string[])["messagepack", "stj", "memorypack", "nerdbank", "bytes"])
            {
                foreach (IScenario scenario in TestScenarios.All)
                {
                    matrix.Add(codec, scenario.Name);
                }
            }
            return matrix;
        }
    }

    [Theory, MemberData(nameof(Frugal))]
    public void Encoding_allocates_nothing(string codecName, string scenario)
    {
        ICodec codec = TestCodecs.Find(codecName);
        foreach ((Type type, object message) in TestScenarios.Messages(TestScenarios.Find(scenario), seed: 1).Where(m => codec.WhyNot(m.Type) is null))
        {
            AnyCodec ofType = TestCodecs.For(codec, type);
            Assert.Equal(0, AllocatedBy(() =>
            {
                _buffer.ResetWrittenCount();
                ofType.Encode(message, _buffer);
            }));
        }
    }

    [Theory, InlineData("messagepack"), InlineData("memorypack"), InlineData("nerdbank")]
    public void Decoding_allocates_the_message_only(string name)
    {
        Order order = TestScenarios.Messages(TestScenarios.Find("order"), seed: 1).Select(m => m.Message).OfType<Order>().First();
        IMessageCodec<Order> codec = TestCodecs.Find(name).For<Order>();
        var input = new ReadOnlySequence<byte>(TestCodecs.Encode(TestCodecs.Find(name), order));
        long message = AllocatedBy(() => Copy(order));
        Assert.InRange(message, 2000, 10_000);
        Assert.Equal(message, AllocatedBy(() => codec.Decode(input)));
    }

    /// <summary>Newtonsoft.Json's reader, writer and numbers cost a few hundred bytes per message, but no copy of the text.</summary>
    [Fact]
    public void Json_encodes_text_and_bytes_without_a_copy_of_them()
    {
        IMessageCodec<Sample> codec = new JsonCodec().For<Sample>();
        var small = new Sample { Text = "x" };
        var large = new Sample { Text = new string('ü', 50_000), Bytes = new byte[100_000] };
        Assert.InRange(AllocatedBy(() => Encode(codec, large)) - AllocatedBy(() => Encode(codec, small)), -500, 500);
    }

    private void Encode<T>(IMessageCodec<T> codec, T message)
    {
        _buffer.ResetWrittenCount();
        codec.Encode(message, _buffer);
    }

    /// <summary>The least of several runs, as tiered compilation and array pools allocate now and then.</summary>
    private static long AllocatedBy(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private static Order Copy(Order order) => new()
    {
        Id = order.Id,
        PlacedAt = order.PlacedAt,
        Customer = new Customer { Id = 1, Name = Copy(order.Customer!.Name)!, Email = Copy(order.Customer.Email)!, Phone = Copy(order.Customer.Phone) },
        Billing = Copy(order.Billing),
        Shipping = Copy(order.Shipping),
        Lines = Copy(order.Lines!),
    };

    private static Address? Copy(Address? address) => address is null ? null : new()
    {
        Street = Copy(address.Street)!,
        City = Copy(address.City)!,
        PostalCode = Copy(address.PostalCode)!,
        Country = Copy(address.Country)!,
    };

    private static OrderLine[] Copy(OrderLine[] lines)
    {
        var copy = new OrderLine[lines.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = new OrderLine { Sku = Copy(lines[i].Sku)!, Title = Copy(lines[i].Title)! };
        }
        return copy;
    }

    private static string? Copy(string? text) => text is null ? null : new string(text.AsSpan());
}
