namespace Bench.Harness.Load;

/// <summary>The course of a window: what all lanes recorded, by seconds and by halves.</summary>
/// <param name="Seconds">From 0; the last one may be cut short by the window's end.</param>
/// <param name="Halves">First and second half, of whole slices and equally long; empty if there are too few slices to compare.</param>
internal sealed record LoadTimeline(LoadSecond[] Seconds, LoadHalf[] Halves)
{
    /// <summary>Whole slices below which a half is too short to mean anything.</summary>
    private const int FewestSlices = 4;

    public static LoadTimeline Of(RecordingLane[] lanes, TimelineScale scale, long windowNs)
    {
        var slices = new TimelineRecorder.Cell[(int)((windowNs + scale.SliceNs - 1) / scale.SliceNs)];
        for (int s = 0; s < slices.Length; s++)
        {
            foreach (RecordingLane lane in lanes)
            {
                if (s < lane.Timeline.Cells.Length)
                {
                    slices[s] = slices[s].Plus(lane.Timeline.Cells[s]);
                }
            }
        }
        int perSecond = (int)(TimelineScale.SecondNs / scale.SliceNs);
        int whole = (int)(windowNs / scale.SliceNs);
        int half = whole / 2;
        return new LoadTimeline(
            [.. slices.Chunk(perSecond).Select(second => OfSecond(Sum(second)))],
            whole < FewestSlices ? [] : [OfHalf(Sum(slices[..half]), half * scale.SliceNs), OfHalf(Sum(slices[(whole - half)..whole]), half * scale.SliceNs)]);
    }

    private static TimelineRecorder.Cell Sum(TimelineRecorder.Cell[] slices) => slices.Aggregate(default(TimelineRecorder.Cell), (sum, one) => sum.Plus(one));

    private static LoadSecond OfSecond(TimelineRecorder.Cell sum) =>
        new(sum.Ok, sum.Failed, sum.Timed > 0 ? sum.MaxNs : null, sum.Timed > 0 ? (double)sum.SumNs / sum.Timed : null);

    private static LoadHalf OfHalf(TimelineRecorder.Cell sum, long lengthNs) =>
        new((sum.Ok + sum.Failed) * 1e9 / lengthNs, sum.Timed > 0 ? (double)sum.SumNs / sum.Timed : null);
}
