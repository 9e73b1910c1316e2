using Bench.Harness.Measure;
using Bench.Harness.Time;

namespace Bench.Tests.Harness.Measure;

public class RecordingCostTests
{
    [Fact]
    public void Two_readings_of_a_clock_that_goes_a_step_a_reading_cost_two_steps()
    {
        // In each batch every latency reads twice, and the batch itself once more.
        Assert.Equal(2 * 25 + 25e-3, RecordingCost.MeasureNs(new Clock(new SteppingTime(25))), 1e-9);
    }

    [Fact]
    public void On_this_machine_it_is_above_nothing() => Assert.InRange(RecordingCost.MeasureNs(Clock.System), 1, 1e6);

    private sealed class SteppingTime(long stepNs) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => _now += stepNs;
    }
}
