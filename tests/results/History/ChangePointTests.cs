using Bench.Results.History;

namespace Bench.Tests.Results.History;

public sealed class ChangePointTests
{
    [Fact]
    public void A_step_is_found_where_it_is()
    {
        ChangePoint found = Assert.Single(ChangePoints.Of([.. Noise(seed: 1, 8).Select(v => 100 * v), .. Noise(seed: 2, 12).Select(v => 130 * v)])!);
        Assert.Equal(8, found.At);
        Assert.InRange(found.Before, 95, 105);
        Assert.InRange(found.After, 124, 136);
        Assert.InRange(found.Chance, 0, 0.001);
    }

    [Fact]
    public void Several_steps_are_found() =>
        Assert.Equal(
            [10, 20],
            ChangePoints.Of([.. Noise(3, 10), .. Noise(4, 10).Select(v => 1.5 * v), .. Noise(5, 10)])!.Select(c => c.At));

    [Fact]
    public void Noise_alone_is_seldom_taken_for_a_change()
    {
        // ED-PELT alone finds a change in more than a quarter of them.
        int[] lengths = [10, 14, 20, 30];
        int alarms = Enumerable.Range(0, 2000).Count(seed => ChangePoints.Of(Noise(seed, lengths[seed % lengths.Length]))!.Count > 0);
        Assert.InRange(alarms, 0, 40);
    }

    [Fact]
    public void A_step_of_five_times_the_noise_is_nearly_always_found()
    {
        int found = Enumerable.Range(0, 500).Count(seed => ChangePoints.Of([.. Noise(seed, 10), .. Noise(seed + 10_000, 10).Select(v => 1.15 * v)])!.Count == 1);
        Assert.InRange(found, 470, 500);
    }

    [Fact]
    public void Too_few_points_say_nothing()
    {
        Assert.Null(ChangePoints.Of([.. Enumerable.Repeat(1.0, ChangePoints.MinPoints - 1)]));
        Assert.NotNull(ChangePoints.Of([.. Enumerable.Repeat(1.0, ChangePoints.MinPoints)]));
    }

    [Fact]
    public void Equal_values_and_zeros_have_no_change()
    {
        Assert.Empty(ChangePoints.Of([.. Enumerable.Repeat(7.0, 20)])!);
        Assert.Empty(ChangePoints.Of([.. Enumerable.Repeat(0.0, 10), .. Enumerable.Repeat(5.0, 10)])!);
    }

    /// <summary>Log-normal values around 1 with a spread of 3 %, as launch medians have on a quiet machine.</summary>
    internal static double[] Noise(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Exp(0.03 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
    }
}
