using Bench.Harness.Run;

namespace Bench.Tests.Harness.Run;

/// <summary>Faults on a schedule, as they are written.</summary>
public sealed class ScheduledFaultTests
{
    [Theory]
    [InlineData("at 3s kill provider 2", 3_000, 2, ProviderFault.Kill, null)]
    [InlineData("at 500ms stop provider 1", 500, 1, ProviderFault.Stop, null)]
    [InlineData("at 0s restart provider 64", 0, 64, ProviderFault.Restart, null)]
    [InlineData("at 1.5m pause provider 3", 90_000, 3, ProviderFault.Pause, null)]
    [InlineData("  at 3s   pause provider 2 for 250ms ", 3_000, 2, ProviderFault.Pause, 250)]
    public void Faults_of_a_provider(string text, int atMs, int provider, ProviderFault kind, int? lengthMs)
    {
        var fault = ScheduledFault.Parse(text);

        Assert.Equal(TimeSpan.FromMilliseconds(atMs), fault.At);
        Assert.Equal(provider, fault.Provider);
        Assert.Equal(kind, fault.Kind);
        Assert.Equal(lengthMs, fault.Length?.TotalMilliseconds);
    }

    [Theory]
    [InlineData("at 3s kill provider 2")]
    [InlineData("at 1.5s pause provider 2 for 10s")]
    [InlineData("at 5s reset 50%")]
    public void A_fault_reads_as_it_is_written(string text) => Assert.Equal(text, ScheduledFault.Parse(text).ToString());

    [Fact]
    public void A_fault_of_the_link_has_no_provider()
    {
        var fault = ScheduledFault.Parse("at 5s reset 50%");

        Assert.Null(fault.Provider);
        Assert.Equal("reset 50%", fault.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("kill provider 2")]
    [InlineData("at 3s")]
    [InlineData("at soon kill provider 2")]
    [InlineData("at -3s kill provider 2")]
    [InlineData("at 3s murder provider 2")]
    [InlineData("at 3s kill provider two")]
    [InlineData("at 3s kill provider 99999")]
    [InlineData("at 3s kill provider 2 and 3")]
    public void What_is_none_is_named_with_the_forms(string text)
    {
        PlanException e = Assert.Throws<PlanException>(() => ScheduledFault.Parse(text));
        Assert.Contains($"The fault '{text}' can't be read", e.Message, StringComparison.Ordinal);
        Assert.Contains("at TIME pause provider N", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("at 3s kill provider 2 for 5s")]
    [InlineData("at 3s pause provider 2 for ever")]
    public void A_length_is_a_time_and_belongs_to_a_pause(string text) =>
        Assert.Contains("'for TIME' belongs to a pause", Assert.Throws<PlanException>(() => ScheduledFault.Parse(text)).Message, StringComparison.Ordinal);
}
