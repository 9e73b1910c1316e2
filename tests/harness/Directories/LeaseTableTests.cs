using Bench.Harness.Addressing;
using Bench.Harness.Directories;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Directories;

/// <summary>The embedded directory's memory, in virtual time.</summary>
public sealed class LeaseTableTests
{
    private const string Service = "Some.IService";

    private static readonly Endpoint Here = Endpoint.Parse("127.0.0.1:5000");
    private static readonly TimeSpan Lease = TimeSpan.FromMilliseconds(900);

    private readonly VirtualTime _time = new();
    private readonly LeaseTable _table;

    public LeaseTableTests() => _table = new LeaseTable(_time.Clock);

    [Fact]
    public void A_lease_ends_exactly_when_it_is_over_and_not_before()
    {
        Provider provider = _table.Register(Service, "a", Here, Lease);
        _time.Advance(899);
        Assert.Equal([provider.ToRecord()], _table.List(Service));
        Assert.Equal(LeaseState.Renewed, _table.Renew(Service, "a", provider.Epoch, Lease));
        _time.Advance(899);
        Assert.Single(_table.List(Service));
        _time.Advance(1);

        Assert.Empty(_table.List(Service));
        Assert.Equal(LeaseState.Gone, _table.Renew(Service, "a", provider.Epoch, Lease));
    }

    [Fact]
    public void Epochs_rise_over_removal_expiry_and_a_new_table()
    {
        var epochs = new List<long>();
        Provider first = Note(_table.Register(Service, "a", Here, Lease));
        Note(_table.Register(Service, "a", Here, Lease));
        _table.Remove(Service, "a", first.Epoch);
        Assert.Single(_table.List(Service));
        _table.Remove(Service, "a", epochs[^1]);
        Assert.Empty(_table.List(Service));
        Note(_table.Register(Service, "a", Here, Lease));
        _time.Advance(900);
        Note(_table.Register(Service, "a", Here, Lease));
        _time.Advance(1);
        Note(new LeaseTable(_time.Clock).Register(Service, "a", Here, Lease));

        Assert.Equal(epochs.Distinct().Order(), epochs);

        Provider Note(Provider provider)
        {
            epochs.Add(provider.Epoch);
            return provider;
        }
    }

    [Fact]
    public void Only_the_record_of_the_epoch_is_renewed_or_removed()
    {
        Provider old = _table.Register(Service, "a", Here, Lease);
        Provider young = _table.Register(Service, "a", Here, Lease);

        Assert.Equal(LeaseState.Superseded, _table.Renew(Service, "a", old.Epoch, Lease));
        Assert.Equal(LeaseState.Gone, _table.Renew(Service, "a", young.Epoch + 1, Lease));
        Assert.Equal(LeaseState.Gone, _table.Renew(Service, "b", old.Epoch, Lease));
        Assert.Equal(LeaseState.Gone, _table.Renew("Other.IService", "a", young.Epoch, Lease));
        Assert.Equal([young.ToRecord()], _table.List(Service));
    }

    [Fact]
    public void Versions_move_with_registering_removing_and_expiry_and_with_nothing_else()
    {
        var versions = new List<long> { _table.Version(Service) };
        Provider a = _table.Register(Service, "a", Here, Lease);
        versions.Add(_table.Version(Service));
        _table.Renew(Service, "a", a.Epoch, Lease);
        _table.Remove(Service, "a", a.Epoch + 1);
        _table.Register("Other.IService", "a", Here, Lease);
        Assert.Equal(versions[^1], _table.Version(Service));
        _table.Register(Service, "b", Here, Lease);
        versions.Add(_table.Version(Service));
        _table.Remove(Service, "a", a.Epoch);
        versions.Add(_table.Version(Service));
        _time.Advance(900);
        versions.Add(_table.Version(Service));

        _time.Advance(1);
        versions.Add(new LeaseTable(_time.Clock).Version(Service));
        Assert.Equal(versions.Distinct().Order(), versions);
        Assert.Equal(6, versions.Count);
    }

    [Fact]
    public void Time_in_which_the_process_stood_still_does_not_count()
    {
        _table.Register(Service, "a", Here, Lease);
        _time.Advance(500);
        _table.Sweep(_time.GetTimestamp());
        _time.Advance(200_000);
        _table.Sweep(_time.GetTimestamp());
        Assert.Single(_table.List(Service));
        _time.Advance(399);
        Assert.Single(_table.List(Service));
        _time.Advance(1);

        Assert.Empty(_table.List(Service));
    }

    [Fact]
    public async Task Changes_are_answered_when_they_happen_or_after_the_hold()
    {
        await Task.Run(async () =>
        {
            long origin = _table.Version(Service);
            Task<long> held = Changes(origin);
            Assert.False(held.IsCompleted);
            _time.Advance(5_000);
            Assert.Equal(origin, await held);

            held = Changes(origin);
            _table.Register("Other.IService", "a", Here, Lease);
            Assert.False(held.IsCompleted);
            Provider provider = _table.Register(Service, "a", Here, Lease);
            long version = await held;
            Assert.Equal(_table.Version(Service), version);
            Assert.Equal(version, await Changes(origin));

            held = Changes(version);
            _time.Advance(899);
            _table.Sweep(_time.GetTimestamp());
            Assert.False(held.IsCompleted);
            _time.Advance(1);
            _table.Sweep(_time.GetTimestamp());
            Assert.True(await held > version);

            using var cancellation = new CancellationTokenSource();
            Task<long> cancelled = _table.ChangesAsync(Service, _table.Version(Service), TimeSpan.FromSeconds(5), cancellation.Token).AsTask();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

            held = Changes(_table.Version(Service));
            _table.Close();
            await Assert.ThrowsAsync<InvalidOperationException>(() => held);
        }).WaitAsync(TimeSpan.FromSeconds(60));

        Task<long> Changes(long since) => _table.ChangesAsync(Service, since, TimeSpan.FromSeconds(5), CancellationToken.None).AsTask();
    }

    [Fact]
    public void It_holds_no_more_than_its_limits()
    {
        for (int i = 0; i < LeaseTable.MaxServices; i++)
        {
            _table.Register($"s{i}", "a", Here, Lease);
        }
        InvalidOperationException services = Assert.Throws<InvalidOperationException>(() => _table.Register("one more", "a", Here, Lease));
        Assert.Contains("10000 services", services.Message, StringComparison.Ordinal);

        for (int i = LeaseTable.MaxServices; i < LeaseTable.MaxRecords; i++)
        {
            _table.Register("s0", $"b{i}", Here, Lease);
        }
        InvalidOperationException records = Assert.Throws<InvalidOperationException>(() => _table.Register("s1", "b", Here, Lease));
        Assert.Contains("100000 records", records.Message, StringComparison.Ordinal);
        _table.Register("s1", "a", Here, Lease);
        _time.Advance(900);
        _table.Register("s1", "b", Here, Lease);
        Assert.Empty(_table.List("s0"));
    }
}
