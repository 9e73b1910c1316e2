using Bench.Harness.Measure;
using Bench.Harness.Outcome;

namespace Bench.Harness.Load;

/// <summary>Adds up what the lanes recorded, after every call has ended.</summary>
internal static class LoadResults
{
    public static LoadResult Of(
        LoadSession session, LoadDrive drive, PauseWatchdog watchdog, long windowStartNs, long windowEndNs, bool interrupted)
    {
        RecordingLane[] lanes = session.Lanes.ToArray();
        var response = new LatencyHistogram();
        LatencyHistogram service = drive.SendLag is null ? response : new LatencyHistogram();
        LatencyHistogram? firstAttempt = lanes.Any(l => l.FirstAttempt is not null) ? new LatencyHistogram() : null;
        var errors = new Dictionary<ErrorKind, long>();
        var messages = new Dictionary<ErrorKind, (long AtNs, string Text)>();
        foreach (RecordingLane lane in lanes)
        {
            response.Add(lane.Response);
            if (lane.Service is not null)
            {
                service.Add(lane.Service);
            }
            if (lane.FirstAttempt is not null)
            {
                firstAttempt!.Add(lane.FirstAttempt);
            }
            AddErrors(lane, errors, messages);
        }
        var timeline = LoadTimeline.Of(lanes, session.Lanes.Scale, windowEndNs - windowStartNs);
        return new LoadResult
        {
            Counts = Sum(lanes.Select(l => l.Window), drive.Starts(inWindow: true)),
            Warmup = Sum(lanes.Select(l => l.Warmup), drive.Starts(inWindow: false)),
            Goodput = lanes.Sum(l => l.Goodput),
            Errors = errors,
            Kinds = [.. Enumerable.Range(0, session.Options.Kinds > 1 ? session.Options.Kinds : 0).Select(kind => OfKind(lanes, kind))],
            ErrorMessages = messages.ToDictionary(m => m.Key, m => m.Value.Text),
            Response = response,
            Service = service,
            SendLag = drive.SendLag,
            FirstAttempt = firstAttempt,
            Retries = lanes.Sum(l => l.Retries),
            WarmupAttempts = drive.Starts(inWindow: false).Started + lanes.Sum(l => l.WarmupExtraAttempts - l.WarmupUnsent),
            Hedges = lanes.Sum(l => l.Hedges),
            WindowStartNs = windowStartNs,
            WindowEndNs = windowEndNs,
            Timeline = timeline.Seconds,
            Halves = timeline.Halves,
            Pauses = watchdog.Between(windowStartNs, windowEndNs),
            Interrupted = interrupted,
            DoubleCompletions = session.DoubleCompletions,
            GivenUp = session.GivenUp,
        };
    }

    private static KindResult OfKind(RecordingLane[] lanes, int kind)
    {
        var response = new LatencyHistogram();
        foreach (RecordingLane lane in lanes)
        {
            response.Add(lane.Kinds[kind].Response);
        }
        return new KindResult(lanes.Sum(l => l.Kinds[kind].Ok), lanes.Sum(l => l.Kinds[kind].Failed), response);
    }

    private static LoadCounts Sum(IEnumerable<OutcomeCounts> lanes, (long Scheduled, long Started, long Dropped) starts)
    {
        OutcomeCounts[] counts = [.. lanes];
        return new LoadCounts(
            starts.Scheduled, starts.Started, counts.Sum(c => c.Ok), counts.Sum(c => c.Error), counts.Sum(c => c.Timeout),
            counts.Sum(c => c.Cancelled), starts.Dropped);
    }

    private static void AddErrors(
        RecordingLane lane, Dictionary<ErrorKind, long> errors, Dictionary<ErrorKind, (long AtNs, string Text)> messages)
    {
        for (int i = 0; i < lane.Errors.Length; i++)
        {
            if (lane.Errors[i] == 0)
            {
                continue;
            }
            var kind = (ErrorKind)i;
            errors[kind] = errors.GetValueOrDefault(kind) + lane.Errors[i];
            if (!messages.TryGetValue(kind, out (long AtNs, string Text) first) || lane.FirstMessages[i].AtNs < first.AtNs)
            {
                messages[kind] = lane.FirstMessages[i];
            }
        }
    }
}
