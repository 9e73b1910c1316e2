using Bench.Harness.Time;

namespace Bench.Harness.Addressing;

/// <summary>
/// What a consumer believes after each read of a directory's records: one provider per id, the highest epoch counts, and those that vanish
/// together, or with the directory's return, are kept until that is confirmed. Knows no directory and no timer. Not for several threads at once.
/// </summary>
internal sealed class Membership(ProviderViewOptions options)
{
    private const long Never = long.MaxValue;

    // Long enough for any late write or lagging replica to be over, short enough to accept a directory that started its epochs anew.
    private static readonly long EpochMemoryNs = Clock.ToNs(TimeSpan.FromMinutes(1));

    private readonly Dictionary<string, Member> _members = new(StringComparer.Ordinal);
    private readonly long _guardNs = Clock.ToNs(options.Guard);
    private readonly long _guardAfterReturnNs = Clock.ToNs(options.GuardAfterReturn);
    private long _returnedNs = long.MinValue / 2;

    /// <summary>What is believed now.</summary>
    public ProviderSet Current { get; private set; } = ProviderSet.Empty;

    /// <summary>When the next of those that are kept can be confirmed gone, ns of the clock; far ahead if none is kept.</summary>
    public long ConfirmNs => _members.Values.Where(m => m.Standing == Standing.Kept).Select(ConfirmableNs).DefaultIfEmpty(Never).Min();

    /// <summary>The directory is away: what it said last stands.</summary>
    public void Away() => Current = Current with { IsStale = true };

    /// <summary>Takes in what the directory listed.</summary>
    /// <param name="records">The records as they stand.</param>
    /// <param name="askedNs">When they were asked for, ns of the clock.</param>
    /// <param name="nowNs">When they were there.</param>
    public void Read(IReadOnlyList<string> records, long askedNs, long nowNs)
    {
        if (Current.IsStale)
        {
            _returnedNs = nowNs;
        }
        int skipped = 0;
        var listed = new Dictionary<string, Provider>(StringComparer.Ordinal);
        foreach (string record in records)
        {
            if (Provider.FromRecord(record) is not { } provider || _members.GetValueOrDefault(provider.Id)?.Provider.Epoch > provider.Epoch)
            {
                skipped++;
            }
            else if (!listed.TryAdd(provider.Id, provider))
            {
                skipped++;
                listed[provider.Id] = Newer(provider, listed[provider.Id]);
            }
        }
        MarkVanished(listed, nowNs);
        Confirm(askedNs);
        foreach (Provider provider in listed.Values)
        {
            _members[provider.Id] = new Member(provider, Standing.Listed, nowNs);
        }
        Forget(nowNs);
        Member[] shown = [.. _members.Values.Where(m => m.Standing != Standing.Gone).OrderBy(m => m.Provider.Id, StringComparer.Ordinal)];
        Current = new ProviderSet([.. shown.Select(m => m.Provider)], IsStale: false, shown.Any(m => m.Standing == Standing.Kept), skipped);
    }

    private void MarkVanished(Dictionary<string, Provider> listed, long nowNs)
    {
        Member[] before = [.. _members.Values.Where(m => m.Standing == Standing.Listed)];
        Member[] vanished = [.. before.Where(m => !listed.ContainsKey(m.Provider.Id))];
        bool keep = nowNs < _returnedNs + _guardAfterReturnNs || (vanished.Length >= 2 && vanished.Length > options.GuardShare * before.Length);
        foreach (Member member in vanished)
        {
            _members[member.Provider.Id] = member with { Standing = keep ? Standing.Kept : Standing.Gone, SinceNs = nowNs };
        }
    }

    private void Confirm(long askedNs)
    {
        foreach (Member member in _members.Values.Where(m => m.Standing == Standing.Kept && askedNs >= ConfirmableNs(m)).ToArray())
        {
            _members[member.Provider.Id] = member with { Standing = Standing.Gone };
        }
    }

    private void Forget(long nowNs)
    {
        foreach (Member member in _members.Values.Where(m => m.Standing == Standing.Gone && nowNs - m.SinceNs > EpochMemoryNs).ToArray())
        {
            _members.Remove(member.Provider.Id);
        }
    }

    private long ConfirmableNs(Member member) => Math.Max(member.SinceNs + _guardNs, _returnedNs + _guardAfterReturnNs);

    /// <summary>Of two records of one epoch, which can't be, always the same one: the order of a list may change from read to read.</summary>
    private static Provider Newer(Provider a, Provider b) => a.Epoch != b.Epoch ? (a.Epoch > b.Epoch ? a : b)
        : string.CompareOrdinal(a.Endpoint.ToString(), b.Endpoint.ToString()) <= 0 ? a : b;

    private enum Standing
    {
        Listed,
        Kept,
        Gone,
    }

    private sealed record Member(Provider Provider, Standing Standing, long SinceNs);
}
