using Bench.Results.Quantities;
using Xunit;

namespace Bench.Tests.Results;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, Unit.Nanoseconds, "0 ns")]
    [InlineData(812, Unit.Nanoseconds, "812 ns")]
    [InlineData(81_300, Unit.Nanoseconds, "81.3 µs")]
    [InlineData(999_960, Unit.Nanoseconds, "1.00 ms")]
    [InlineData(1_234_567, Unit.Nanoseconds, "1.23 ms")]
    [InlineData(90e9, Unit.Nanoseconds, "90.0 s")]
    [InlineData(512, Unit.Bytes, "512 B")]
    [InlineData(2000, Unit.Bytes, "1.95 KiB")]
    [InlineData(0, Unit.PerSecond, "0/s")]
    [InlineData(998, Unit.PerSecond, "998/s")]
    [InlineData(81_000, Unit.PerSecond, "81.0 k/s")]
    [InlineData(1_877_000, Unit.PerSecond, "1.88 M/s")]
    [InlineData(12_345, Unit.Count, "12,345")]
    [InlineData(0.5, Unit.Count, "0.5")]
    [InlineData(0.0012, Unit.Share, "0.12 %")]
    [InlineData(0.00001234, Unit.Share, "0.0012 %")]
    [InlineData(0.123, Unit.Share, "12.3 %")]
    [InlineData(0, Unit.Share, "0.00 %")]
    public void A_value_reads_well(double value, Unit unit, string text) => Assert.Equal(text, Quantity.Text(value, unit));

    [Fact]
    public void What_was_not_measured_is_never_zero() => Assert.Equal("–", Quantity.Text((double?)null, Unit.Bytes));

    [Fact]
    public void A_rate_has_three_digits() => Assert.Equal("81,300 calls/s", Quantity.Rate(81_273.4));
}
