using Bench.Harness.Time;
using CsCheck;

namespace Bench.Tests.Harness.Time;

public class DurationTextTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("0.5s", 500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    public void It_reads_all_units(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1 s")]
    [InlineData("1e3s")]
    [InlineData("1,000s")]
    [InlineData("5S")]
    [InlineData("99999999h")]
    public void It_refuses_anything_else(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData(500, "500ms")]
    [InlineData(1500, "1.5s")]
    [InlineData(90_000, "1.5m")]
    [InlineData(3_600_000, "1h")]
    [InlineData(0, "0ms")]
    public void It_writes_the_largest_unit_that_fits(double milliseconds, string text) =>
        Assert.Equal(text, DurationText.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void What_it_writes_it_reads() => Gen.Long[0, 36_000_000_000_000].Sample(ticks =>
        Assert.True(DurationText.TryParse(DurationText.Format(new TimeSpan(ticks)), out TimeSpan read) && read.Ticks == ticks));
}
