using Bench.Harness.Run;

namespace Bench.Tests.Harness.Run;

/// <summary>Faults as words.</summary>
public sealed class ScheduledFaultTests
{
    [Theory]
    [InlineData("at 3s kill provider 2", FaultKind.Kill, 2, null, 0)]
    [InlineData("at 3s pause provider 2 for 10s", FaultKind.Pause, 2, 10.0, 0)]
    [InlineData("at 1s fail 5%", FaultKind.Fail, null, null, 0.05)]
    [InlineData("at 500ms fail 0.1%", FaultKind.Fail, null, null, 0.001)]
    [InlineData("at 1s fail 100% provider 2 for 1.5s", FaultKind.Fail, 2, 1.5, 1)]
    [InlineData("at 2s restart provider 1", FaultKind.Restart, 1, null, 0)]
    [InlineData("at 2s restart directory", FaultKind.RestartDirectory, null, null, 0)]
    [InlineData("at 2s reset 50%", FaultKind.Link, null, null, 0)]
    public void A_fault_reads_as_it_is_spelled(string text, FaultKind kind, int? provider, double? seconds, double share)
    {
        var fault = ScheduledFault.Parse(text);

        Assert.Equal((kind, provider, seconds, share), (fault.Kind, fault.Provider, fault.Length?.TotalSeconds, fault.Share));
        Assert.Equal(text, fault.ToString());
    }

    [Theory]
    [InlineData("at 1s fail", "fail SHARE%")]
    [InlineData("at 1s fail 0%", "above 0% to 100%")]
    [InlineData("at 1s fail 101%", "above 0% to 100%")]
    [InlineData("at 1s fail half", "above 0% to 100%")]
    [InlineData("at 1s fail 5% for ever", "'for TIME' belongs to")]
    [InlineData("at 1s restart provider 1 for 5s", "'for TIME' belongs to")]
    [InlineData("at 1s restart provider", "restart provider N")]
    public void What_is_none_is_refused_with_the_forms(string text, string words) =>
        Assert.Contains(words, Assert.Throws<PlanException>(() => ScheduledFault.Parse(text)).Message, StringComparison.Ordinal);

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
    public void What_is_none_is_named(string text) =>
        Assert.Contains($"The fault '{text}' can't be read: use at TIME kill", Assert.Throws<PlanException>(() => ScheduledFault.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Spaces_do_not_matter()
    {
        var fault = ScheduledFault.Parse("  at 1.5m   pause provider 3 for 250ms ");

        Assert.Equal((FaultKind.Pause, 3), (fault.Kind, fault.Provider!.Value));
        Assert.Equal((90_000, 250), (fault.At.TotalMilliseconds, fault.Length!.Value.TotalMilliseconds));
    }

    [Fact]
    public void What_lasts_for_a_time_has_an_end()
    {
        ScheduledFault[] failing = [.. ScheduledFault.Parse("at 1s fail 100% provider 2 for 2s").Steps()];
        Assert.Equal([(TimeSpan.FromSeconds(1), 1.0), (TimeSpan.FromSeconds(3), 0.0)], failing.Select(f => (f.At, f.Share)));
        Assert.All(failing, f => Assert.Equal((FaultKind.Fail, 2), (f.Kind, f.Provider!.Value)));
        Assert.Single(ScheduledFault.Parse("at 1s fail 100%").Steps());
        Assert.Equal(FaultKind.Resume, ScheduledFault.Parse("at 1s pause provider 1 for 2s").Steps().Last().Kind);
    }

    [Fact]
    public void Only_what_makes_a_provider_unreachable_excuses_its_silence()
    {
        Assert.True(ScheduledFault.Parse("at 1s stop provider 1").DoomsProvider);
        Assert.False(ScheduledFault.Parse("at 1s fail 100% provider 1").DoomsProvider);
        Assert.False(ScheduledFault.Parse("at 1s restart directory").DoomsProvider);
    }
}
