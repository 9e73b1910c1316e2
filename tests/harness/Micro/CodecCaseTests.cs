using System.Buffers;
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

    public static TheoryData<string> Names => [.. Cases.Values.Where(c => c.WhyNot is null).Select(c => $"{c}")];

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
    [InlineData("stj/page/ReadPageAsync/reply")]
    [InlineData("memorypack/page/ReadPageAsync/reply")]
    [InlineData("nerdbank/page/ReadPageAsync/reply")]
    [InlineData("bytes/raw-1k/ReadAsync/reply")]
    public async Task Encoding_into_a_reused_buffer_allocates_nothing(string name)
    {
        CodecWork work = await Cases[name].PrepareAsync();
        work.WarmUp();

        Assert.Equal(0, LeastAllocated(() => work.EncodeReused()));
        Assert.NotEqual(0, LeastAllocated(() => work.EncodeFresh()));
    }

    [Theory]
    [InlineData("bytes/raw-1k/ReadAsync/reply", true)]
    [InlineData("messagepack/raw-1k/ReadAsync/reply", false)]
    public async Task Decoding_allocates_nothing_where_messages_are_filled_anew(string name, bool nothing)
    {
        CodecWork work = await Cases[name].PrepareAsync();
        work.WarmUp();

        long least = LeastAllocated(() =>
        {
            work.Decode();
            return 0;
        });

        Assert.True(nothing == (least == 0), $"{least} B were allocated");
    }

    [Theory]
    [InlineData("messagepack/order/PlaceAsync/request", 0.3, 0.99)]
    [InlineData("json/order/PlaceAsync/request", 0.2, 0.7)]
    [InlineData("bytes/raw-1k/ReadAsync/reply", 1.001, 1.1)]
    public async Task Sizes_are_those_of_the_encoded_messages_and_of_each_compressed_by_itself(string name, double least, double most)
    {
        CodecWork work = await Cases[name].PrepareAsync();
        work.WarmUp();
        int[] lengths = [.. Enumerable.Range(0, 16).Select(_ => work.EncodeFresh()).Order()];

        CodecVerdict verdict = (await Cases[name].PrepareAsync()).Judge();

        Assert.Null(verdict.Failure);
        Assert.Equal((lengths[7] + lengths[8]) / 2.0, verdict.EncodedBytes);
        Assert.InRange(verdict.GzipBytes!.Value / verdict.EncodedBytes!.Value, least, most);
    }

    [Theory]
    [InlineData("forgetful", "does not give back what it was given: sent …")]
    [InlineData("failing", "fails on these messages: never")]
    public async Task A_codec_that_changes_messages_or_fails_is_found_out(string codec, string words)
    {
        CodecCase codecCase = CodecCase.All(Plugs.With(new ForgetfulCodec(), new FailingCodec())).Single(c => $"{c}" == $"{codec}/echo/EchoAsync/request");

        CodecVerdict verdict = (await codecCase.PrepareAsync()).Judge();

        Assert.Contains($"the codec '{codec}' {words}", verdict.Failure, StringComparison.Ordinal);
        Assert.Null(verdict.EncodedBytes);
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

    /// <summary>Gives back messages as they are when they are new.</summary>
    private sealed class ForgetfulCodec : ICodec
    {
        public string Name => "forgetful";

        public string Summary => "loses all";

        public IMessageCodec<T> For<T>() => new Messages<T>();

        private sealed class Messages<T> : IMessageCodec<T>
        {
            public void Encode(T message, IBufferWriter<byte> output) => output.Write((ReadOnlySpan<byte>)[1]);

            public T Decode(in ReadOnlySequence<byte> input) => Activator.CreateInstance<T>();
        }
    }

    private sealed class FailingCodec : ICodec
    {
        public string Name => "failing";

        public string Summary => "fails";

        public IMessageCodec<T> For<T>() => throw new NotSupportedException("never");
    }
}
