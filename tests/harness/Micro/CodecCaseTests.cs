using Bench.Codecs;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using Bench.Harness.Record;
using Bench.Micro.Codecs;
using Bench.Scenarios;

namespace Bench.Tests.Harness.Micro;

/// <summary>What the suites of codecs are repeated for, and that the work is what it says.</summary>
public sealed class CodecCaseTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    private static readonly Dictionary<string, CodecCase> Cases = CodecCase.All(Plugs).ToDictionary(c => $"{c}");

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Fact]
    public void Every_codec_has_every_request_and_reply_of_every_scenario()
    {
        string[] expected =
        [
            .. from codec in Plugs.All<ICodec>()
               from scenario in Plugs.All<IScenario>()
               from operation in scenario.CreateOperations(1)
               from message in (string[])["request", "reply"]
               select $"{codec.Name}/{scenario.Name}/{operation.Method}/{message}",
        ];

        Assert.Equal(expected.Order(), Cases.Keys.Order());
        Assert.Equal(90, Cases["json/mixed/EchoAsync/reply"].Parameters.Weight);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Its_work_can_be_done_warm_and_cold(string name)
    {
        CodecWork warm = await Cases[name].PrepareAsync();
        warm.WarmUp();
        int[] fresh = [.. Enumerable.Range(0, 48).Select(_ => warm.EncodeFresh())];
        int[] reused = [.. Enumerable.Range(0, 48).Select(_ => warm.EncodeReused())];
        warm.Decode();
        CodecWork cold = await Cases[name].PrepareAsync();
        int first = cold.FirstEncode();
        CodecWork again = await Cases[name].PrepareAsync();
        again.FirstRoundTrip();

        Assert.Equal(fresh.Order(), reused.Order());
        Assert.All(fresh, length => Assert.True(length > 0));
        Assert.Contains(first, fresh);
    }

    [Fact]
    public async Task A_decoded_message_is_the_one_that_was_encoded_and_messages_take_turns()
    {
        CodecWork<Order> work = Assert.IsType<CodecWork<Order>>(await Cases["messagepack/order/PlaceAsync/request"].PrepareAsync());
        work.WarmUp();
        Order?[] decoded = [.. Enumerable.Range(0, 16).Select(_ => Next(work))];

        Assert.True(decoded.Select(o => o!.Id).Distinct().Count() > 1);
        Assert.All(decoded, o => Assert.Equal(20, o!.Lines!.Length));
    }

    [Fact]
    public void A_program_that_is_written_for_a_case_finds_it_again()
    {
        CodecCase sought = Cases["protobuf/mixed/ReadPageAsync/reply"];
        var parameter = new CodecCaseParameter(sought);

        Assert.Equal("global::Bench.Micro.Codecs.CodecCase.Of(\"protobuf\", \"mixed\", \"ReadPageAsync\", \"reply\")", parameter.ToSourceCode());
        Assert.Same(sought, parameter.Value);
        CodecCase found = CodecCase.Of("protobuf", "mixed", "ReadPageAsync", "reply");
        Assert.Equal((sought.Parameters, sought.MessageType), (found.Parameters, found.MessageType));
    }

    [Theory]
    [InlineData("messagepack/order/PlaceAsync/request")]
    [InlineData("messagepack/page/ReadPageAsync/reply")]
    public async Task MessagePack_allocates_nothing_when_it_encodes_into_a_reused_buffer(string name)
    {
        CodecWork work = await Cases[name].PrepareAsync();
        work.WarmUp();

        Assert.Equal(0, LeastAllocated(() => work.EncodeReused()));
        Assert.NotEqual(0, LeastAllocated(() => work.EncodeFresh()));
    }

    private static Order? Next(CodecWork<Order> work)
    {
        work.Decode();
        return work.Decoded;
    }

    /// <summary>The fewest bytes that this thread allocated; more are those of somebody who compiles or initialises.</summary>
    private static long LeastAllocated(Func<int> encode)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            encode();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
