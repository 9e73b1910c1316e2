using System.Globalization;
using Bench.Harness.Addressing;
using Bench.Harness.Measure;

namespace Bench.Harness.Examinations;

/// <summary>
/// There are ports for a connection per call. A closed connection keeps its port in TIME_WAIT: for about a second where Linux may take it again
/// (<c>tcp_tw_reuse</c> 1, or 2 on loopback), else for a minute. Half of the range per that time is what connections can go on at: beyond it the
/// kernel searches for free ports, and the rate collapses long before there are none.
/// </summary>
public sealed class PortsExamination : IExamination
{
    /// <summary>Part of the ports that may be in TIME_WAIT before anything is measured.</summary>
    public const double MaximumTaken = 0.10;

    private const double ReusedAfterSeconds = 1;
    private const double WaitSeconds = 60;

    /// <inheritdoc/>
    public string Name => "ports";

    /// <inheritdoc/>
    public string Summary => "local ports for plans that open a connection per call";

    /// <inheritdoc/>
    public int Rank => 13;

    /// <inheritdoc/>
    public Task<Diagnosis> ExamineAsync(Machine machine, MachineNeeds needs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(machine);
        ArgumentNullException.ThrowIfNull(needs);
        MachineFiles files = machine.Files;
        if (!needs.ConnectsPerCall)
        {
            return Task.FromResult(Diagnosis.Fit("not asked for: no cell opens a TCP connection per call"));
        }
        if (PortRange.Parse(files.Text("proc/sys/net/ipv4/ip_local_port_range") ?? "") is not { } range)
        {
            return Task.FromResult(Diagnosis.Fit("not told by this system"));
        }
        long? reuse = files.Number("proc/sys/net/ipv4/tcp_tw_reuse");
        bool reused = reuse == 1 || (reuse == 2 && needs.StaysOnMachine);
        double sustained = range.Count / 2.0 / (reused ? ReusedAfterSeconds : WaitSeconds);
        if (files.Number("proc/sys/net/ipv4/tcp_max_tw_buckets") is long most)
        {
            // With the table of waiting connections full the kernel closes at once, and no port waits.
            sustained = most < range.Count / 2 ? double.PositiveInfinity : sustained;
        }
        long taken = MachineSnapshot.Parse(null, files.Text("proc/net/sockstat")).TimeWait ?? 0;
        return Task.FromResult(Judge(range.Count, taken, reuse, sustained, needs.ConnectionsPerSecond));
    }

    private static Diagnosis Judge(int ports, long taken, long? reuse, double sustained, double? wanted)
    {
        string rate = double.IsFinite(sustained) ? string.Create(CultureInfo.InvariantCulture, $"good for {sustained:#,0} connections/s") : "none of which waits";
        string found = string.Create(CultureInfo.InvariantCulture, $"{ports:#,0} ports, {rate} (tcp_tw_reuse {reuse?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}), {taken:#,0} in TIME_WAIT now");
        if (wanted > sustained)
        {
            return Diagnosis.Unfit(
                found,
                string.Create(CultureInfo.InvariantCulture, $"at least the plan's {wanted:#,0} connections/s"),
                "Lower the rate, use a pooled or multiplexed transport, or as root set net.ipv4.tcp_tw_reuse to 1 and widen net.ipv4.ip_local_port_range.");
        }
        if (taken > MaximumTaken * ports)
        {
            return Diagnosis.Note(found, string.Create(CultureInfo.InvariantCulture, $"at most {MaximumTaken * 100:0} % of the ports in TIME_WAIT"), "They are left from earlier connections: wait a minute.");
        }
        return wanted is null && sustained < ports / 2.0
            ? Diagnosis.Note(
                found,
                string.Create(CultureInfo.InvariantCulture, $"{ports / 2.0:#,0} connections/s, with ports that are taken again after a second"),
                "A closed load goes on faster than that, and slows down once half of the ports wait: keep --duration short, or as root set net.ipv4.tcp_tw_reuse to 1.")
            : Diagnosis.Fit(found);
    }
}
