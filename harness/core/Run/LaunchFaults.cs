using Bench.Harness.Record;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>Lets the faults of a cell befall its servers, link and directory, each at its time.</summary>
/// <param name="faults">What is to happen, in any order.</param>
/// <param name="fleet">What it happens to.</param>
/// <param name="clock">The time source.</param>
internal sealed class LaunchFaults(IReadOnlyList<ScheduledFault> faults, ServerFleet fleet, Clock clock)
{
    private readonly List<FaultInfo> _happened = [];

    /// <summary>What has happened so far, in order.</summary>
    public IReadOnlyList<FaultInfo> Happened => _happened;

    /// <summary>Lets them happen.</summary>
    /// <param name="windowStartNs">Start of the window, ns of the clock.</param>
    /// <param name="end">The launch is over.</param>
    public async Task SufferAsync(long windowStartNs, CancellationToken end)
    {
        try
        {
            foreach (ScheduledFault fault in faults.SelectMany(f => f.Steps()).OrderBy(f => f.At))
            {
                long leftNs = windowStartNs + Clock.ToNs(fault.At) - clock.NowNs;
                if (leftNs > 0)
                {
                    await Task.Delay(TimeSpan.FromTicks(leftNs / TimeSpan.NanosecondsPerTick), clock.Provider, end).ConfigureAwait(false);
                }
                double atMs = SinceMs(clock.NowNs);
                Effect effect = await ApplyAsync(fault, end).ConfigureAwait(false);
                _happened.Add(new FaultInfo(atMs, fault.Text, effect.Did, effect.IsBack ? SinceMs(clock.NowNs) : null, effect.AskedNs is long ns ? SinceMs(ns) : null));
            }
        }
        catch (OperationCanceledException)
        {
            // The launch ended before the next fault was due.
        }

        double SinceMs(long ns) => Math.Max(0, ns - windowStartNs) / 1e6;
    }

    private async Task<Effect> ApplyAsync(ScheduledFault fault, CancellationToken end)
    {
        switch (fault.Kind)
        {
            case FaultKind.Link:
                return new Effect(await fleet.Relay!.ApplyAsync(fault.Text, end).ConfigureAwait(false));
            case FaultKind.Fail:
                return new Effect(await fleet.FailAsync(fault.Provider, fault.Share, end).ConfigureAwait(false));
            case FaultKind.RestartDirectory:
                string? why = await fleet.RestartDirectoryAsync(end).ConfigureAwait(false);
                return new Effect(why, IsBack: why is null);
            case FaultKind.Restart:
                (string? failure, long? askedNs) = await fleet.RestartAsync(fault.Provider!.Value, end).ConfigureAwait(false);
                return new Effect(failure, IsBack: failure is null, askedNs);
            default:
                return new Effect(Signal(fault.Kind, fleet[fault.Provider!.Value]) ? null : "it had ended before");
        }
    }

    private static bool Signal(FaultKind kind, ServerProcess server)
    {
        switch (kind)
        {
            case FaultKind.Kill:
                return server.Kill();
            case FaultKind.Pause:
                return server.Pause();
            case FaultKind.Resume:
                return server.Resume();
            default:
                server.Stop();
                return true;
        }
    }

    /// <summary>What came of a fault.</summary>
    /// <param name="Did">In words, if there is anything to say.</param>
    /// <param name="IsBack">Whether what was ended is there again.</param>
    /// <param name="AskedNs">When a provider asked to be registered anew, ns of the clock.</param>
    private readonly record struct Effect(string? Did, bool IsBack = false, long? AskedNs = null);
}
