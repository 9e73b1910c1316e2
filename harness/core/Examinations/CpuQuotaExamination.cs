using System.Globalization;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>
/// No container limits the CPU time: a process that has used up its quota stands still to the end of the period, 100 ms as a rule, which shows in
/// every high percentile. Control groups of both versions, this process's own and those around it.
/// </summary>
public sealed class CpuQuotaExamination : IExamination
{
    private const string V2Root = "sys/fs/cgroup";
    private const string V1Root = "sys/fs/cgroup/cpu";

    private sealed record Quota(double Cores, long Throttled);

    /// <inheritdoc/>
    public string Name => "cpu-quota";

    /// <inheritdoc/>
    public string Summary => "no quota of a container that would stop a process in its tracks";

    /// <inheritdoc/>
    public int Rank => 1;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(needs);
        Quota? tightest = Quotas(machine.Files).MinBy(q => q.Cores);
        if (tightest is null)
        {
            return Task.FromResult(Diagnosis.Fit("no quota"));
        }
        string throttled = tightest.Throttled > 0 ? $", {tightest.Throttled.ToString("#,0", CultureInfo.InvariantCulture)} periods cut short so far" : "";
        string found = string.Create(CultureInfo.InvariantCulture, $"a quota of {tightest.Cores:0.##} cores{throttled}");
        return Task.FromResult(tightest.Cores < needs.Processes
            ? Diagnosis.Unfit(found, $"at least {needs.Processes} cores, one for each process", "Load worker and server will be stopped for the rest of each period once it is used up: raise the quota, or pin the container to cores instead.")
            : Diagnosis.Note(found, "no quota", "As long as it isn't used up nothing happens: look at the pauses of each run, or pin the container to cores instead."));
    }

    /// <summary>The quotas of every group that this process is in, from its own outwards.</summary>
    private static IEnumerable<Quota> Quotas(MachineFiles files)
    {
        foreach (string line in (files.Text("proc/self/cgroup") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // hierarchy:controllers:path; version 2 has hierarchy 0 and names no controllers.
            string[] parts = line.Split(':', 3);
            if (parts.Length < 3)
            {
                continue;
            }
            foreach (string path in Outwards(parts[2].Trim('/')))
            {
                Quota? quota = parts[0] == "0" && parts[1].Length == 0 ? V2(files, $"{V2Root}/{path}")
                    : parts[1].Split(',').Contains("cpu") ? V1(files, $"{V1Root}/{path}") ?? V1(files, $"{V2Root}/{parts[1]}/{path}")
                    : null;
                if (quota is not null)
                {
                    yield return quota;
                }
            }
        }
    }

    private static IEnumerable<string> Outwards(string path)
    {
        for (string at = path; ; at = at[..Math.Max(0, at.LastIndexOf('/'))])
        {
            yield return at;
            if (at.Length == 0)
            {
                yield break;
            }
        }
    }

    private static Quota? V2(MachineFiles files, string folder) =>
        files.Word($"{folder}/cpu.max")?.Split(' ') is [var quota, var period]
        && long.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out long most)
        && long.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out long of) && of > 0
            ? new Quota((double)most / of, files.Number($"{folder}/cpu.stat", "nr_throttled") ?? 0)
            : null;

    private static Quota? V1(MachineFiles files, string folder) =>
        files.Number($"{folder}/cpu.cfs_quota_us") is > 0 and long most && files.Number($"{folder}/cpu.cfs_period_us") is > 0 and long of
            ? new Quota((double)most / of, files.Number($"{folder}/cpu.stat", "nr_throttled") ?? 0)
            : null;
}
