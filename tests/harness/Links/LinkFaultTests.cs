using Bench.Harness.Links;

namespace Bench.Tests.Harness.Links;

/// <summary>Faults as text.</summary>
public sealed class LinkFaultTests
{
    public static TheoryData<string, LinkFault> Faults => new()
    {
        { "reset 50%", new ResetFault(0.5) },
        { "reset 0.1%", new ResetFault(0.001) },
        { "half-open", new HalfOpenFault() },
        { "stall 2s", new StallFault(TimeSpan.FromSeconds(2)) },
        { "black-hole", new BlackHoleFault() },
        { "black-hole for 5s", new BlackHoleFault(TimeSpan.FromSeconds(5)) },
        { "black-hole off", new EndOfFault("black-hole") },
        { "refuse", new RefuseFault() },
        { "refuse for 2s", new RefuseFault(TimeSpan.FromSeconds(2)) },
        { "refuse off", new EndOfFault("refuse") },
        { "slow-reader 80kbit", new SlowReaderFault(10_000) },
        { "slow-reader 80kbit for 5s", new SlowReaderFault(10_000, TimeSpan.FromSeconds(5)) },
        { "slice 1", new SliceFault(1) },
        { "slice 7 for 500ms", new SliceFault(7, TimeSpan.FromMilliseconds(500)) },
        { "limit-data 100", new LimitDataFault(100) },
        { "limit-data 100 up", new LimitDataFault(100, LinkDirection.Up) },
        { "limit-data 100 down for 1s", new LimitDataFault(100, LinkDirection.Down, TimeSpan.FromSeconds(1)) },
        { "limit-data off", new EndOfFault("limit-data") },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_round_trips(string text, LinkFault fault)
    {
        Assert.Equal(fault, LinkFault.Parse(text));
        Assert.Equal(text, fault.ToString());
    }

    [Fact]
    public void Rates_and_spaces_may_be_spelled_otherwise() => Assert.Equal(new SlowReaderFault(10_000, TimeSpan.FromSeconds(5)), LinkFault.Parse(" slow-reader  10kb/s for 5s "));

    [Theory]
    [InlineData("", "there is no such fault")]
    [InlineData("explode", "there is no such fault")]
    [InlineData("reset", "lacks a value")]
    [InlineData("reset 0%", "'0%' is no share")]
    [InlineData("reset 101%", "'101%' is no share")]
    [InlineData("reset half", "'half' is no share")]
    [InlineData("reset 50% for 5s", "'reset' takes no 'for'")]
    [InlineData("half-open for 5s", "'half-open' takes no 'for'")]
    [InlineData("half-open off", "there is no such fault")]
    [InlineData("stall", "lacks a value")]
    [InlineData("stall 0ms", "'0ms' is no time")]
    [InlineData("black-hole for", "there is no such fault")]
    [InlineData("black-hole for ever", "'ever' is no time")]
    [InlineData("black-hole off for 5s", "takes no 'for'")]
    [InlineData("slow-reader fast", "'fast' is no rate")]
    [InlineData("slice 0", "'0' is no number of bytes")]
    [InlineData("slice 3000000000", "'3000000000' is no number of bytes")]
    [InlineData("limit-data 5 left", "there is no such fault")]
    public void What_is_no_fault_is_refused_with_the_value_and_the_forms(string text, string reason)
    {
        LinkSyntaxException e = Assert.Throws<LinkSyntaxException>(() => LinkFault.Parse(text));

        Assert.Contains($"'{text}' is not a fault", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains("'black-hole for 5s'", e.Message, StringComparison.Ordinal);
    }
}
