using Bench.Harness.Load;
using CsCheck;

namespace Bench.Tests.Harness.Load;

public class LoadModelTests
{
    public static TheoryData<string, LoadModel> Forms => new()
    {
        { "closed:1", new ClosedLoad(1) },
        { "closed:100000", new ClosedLoad(100_000) },
        { "closed:200:think=1.5s", new ClosedLoad(200, TimeSpan.FromMilliseconds(1_500)) },
        { "open:2000", new OpenLoad(2000) },
        { "open:0.5", new OpenLoad(0.5) },
        { "open:2000:poisson", new OpenLoad(2000, Poisson: true) },
        { "ramp:0..2000@5s,2000@10s,500@2s", new RampLoad([Phase(0, 2000, 5), Phase(2000, 2000, 10), Phase(500, 500, 2)]) },
        { "ramp:100@500ms:poisson", new RampLoad([Phase(100, 100, 0.5)], Poisson: true) },
        { "capacity:p99<5ms,errors<0.1%", new CapacityLoad("p99<5ms,errors<0.1%") },
        { "capacity:p99<5ms:poisson", new CapacityLoad("p99<5ms", Poisson: true) },
        { "ramp:100..50.5@2m", new RampLoad([Phase(100, 50.5, 120)]) },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_load_reads_as_written(string text, LoadModel expected)
    {
        LoadModel read = LoadModel.Parse(text);
        Assert.Equal(expected, read);
        Assert.Equal(text, read.Text);
    }

    [Theory]
    [InlineData("", "no model ''")]
    [InlineData("close:8", "no model 'close'")]
    [InlineData("closed", "'' is not a number of workers from 1 to 100000")]
    [InlineData("closed:0", "'0' is not a number of workers")]
    [InlineData("closed:100001", "'100001'")]
    [InlineData("closed:8:poisson", "'8:poisson'")]
    [InlineData("closed:-1", "'-1'")]
    [InlineData("closed:4:think=0ms", "'0ms' is not a time to think from 1ms to 1h")]
    [InlineData("closed:4:think=2h", "'2h' is not a time to think")]
    [InlineData("closed:x:think=5ms", "'x' is not a number of workers")]
    [InlineData("open:", "'' is not a rate from 0.001")]
    [InlineData("open:0", "'0' is not a rate")]
    [InlineData("open:1e3", "'1e3'")]
    [InlineData("open:NaN", "'NaN'")]
    [InlineData("open:10000001", "'10000001'")]
    [InlineData("open:5:uniform", "'5:uniform'")]
    [InlineData("capacity:", "names no objective")]
    [InlineData("capacity", "names no objective")]
    [InlineData("capacity: ,p99<5ms", "a comma without one beside it")]
    [InlineData("ramp:", "phase '' has no duration")]
    [InlineData("ramp:100", "phase '100' has no duration")]
    [InlineData("ramp:100@5", "phase '100@5' has no duration")]
    [InlineData("ramp:100@0s", "phase '100@0s' has no duration")]
    [InlineData("ramp:100@1s,", "phase '' has no duration")]
    [InlineData("ramp:-1@1s", "'-1' is not a rate from 0 to")]
    [InlineData("ramp:0@1s", "less than one call")]
    public void A_malformed_load_is_refused_with_the_reason_and_all_forms(string text, string reason)
    {
        LoadSyntaxException e = Assert.Throws<LoadSyntaxException>(() => LoadModel.Parse(text));
        Assert.Contains($"'{text}' is not a load: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.Contains("closed:8", e.Message, StringComparison.Ordinal);
        Assert.Contains("open:2000", e.Message, StringComparison.Ordinal);
        Assert.Contains("ramp:0..2000@5s", e.Message, StringComparison.Ordinal);
        Assert.Contains("capacity:p99<5ms,errors<0.1%", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blanks_in_an_objective_are_left_out() =>
        Assert.Equal("capacity:p99<5ms,errors<0.1%", LoadModel.Parse("capacity: p99 < 5ms, errors < 0.1%").Text);

    [Fact]
    public void Every_ramp_reads_again_from_its_text()
    {
        Gen<LoadPhase> phase = Gen.Select(
            Gen.Int[0, 1_000_000], Gen.Int[1, 1_000_000], Gen.Int[1, 3_600_000],
            (from, to, ms) => new LoadPhase(from / 8.0, to / 8.0, TimeSpan.FromMilliseconds(ms)));
        Gen.Select(phase.Array[1, 5], Gen.Bool).Sample((phases, poisson) =>
        {
            var ramp = new RampLoad([new LoadPhase(1, 1, TimeSpan.FromSeconds(1)), .. phases], poisson);
            Assert.Equal(ramp, LoadModel.Parse(ramp.Text));
        });
    }

    [Fact]
    public void A_load_that_nothing_ends_is_refused()
    {
        var options = new LoadOptions { Model = new OpenLoad(5) };
        Assert.Contains("give a duration or a count", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>((options with { Count = 0 }).Validate);
        Assert.Throws<ArgumentOutOfRangeException>((options with { Duration = TimeSpan.Zero }).Validate);
        (options with { Model = new RampLoad([Phase(1, 1, 1)]) }).Validate();
    }

    private static LoadPhase Phase(double from, double to, double seconds) => new(from, to, TimeSpan.FromSeconds(seconds));
}
