using Bench.Harness.Addressing;
using Bench.Harness.Balancing;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Time;
using Bench.Tests.Support;

namespace Bench.Tests.Harness.Calls;

/// <summary>Which provider a call goes to, as providers come, fail and go: in virtual time.</summary>
public sealed class CallRouterTests : IAsyncDisposable
{
    private static readonly CallOutcome Lost = CallOutcome.Failed(ErrorKind.ConnectionLost, "lost");

    private readonly VirtualTime _time = new();
    private readonly List<Way> _ways = [];
    private readonly List<Sweeper> _sweepers = [];

    [Fact]
    public void It_follows_the_providers_as_they_are_known()
    {
        var providers = new ListedProviders();
        CallRouter router = Router(providers);
        Assert.Empty(CalledOf(router, 10));

        providers.Set(ListedProviders.Of(1));
        Assert.Equal(["1"], CalledOf(router, 10));
        providers.Set(ListedProviders.Of(1), ListedProviders.Of(2));
        Assert.Equal(["1", "2"], CalledOf(router, 10));
        providers.Set(ListedProviders.Of(2), ListedProviders.Of(3));
        Assert.Equal(["2", "3"], CalledOf(router, 10));
        Assert.Equal(3, _ways.Count);
    }

    [Fact]
    public void A_provider_that_vanishes_finishes_its_calls_and_is_closed_after_the_last()
    {
        var providers = new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2));
        CallRouter router = Router(providers);
        CallOf(router);
        CallOf(router);
        Way one = WayOf("1");
        CallOf(router);
        CallOf(router);

        providers.Set(ListedProviders.Of(2));
        Assert.Equal(2, one.Calls.Count);
        Assert.Equal(0, one.Closed);
        one.Calls[0].End(CallOutcome.Ok);
        Assert.Equal(0, one.Closed);
        one.Calls[1].End(Lost);

        Assert.Equal(1, one.Closed);
        Assert.Equal(0, WayOf("2").Closed);
    }

    [Fact]
    public void A_provider_without_calls_is_closed_as_it_vanishes_and_one_that_registers_anew_is_another()
    {
        var providers = new ListedProviders(ListedProviders.Of(1));
        CallRouter router = Router(providers);

        providers.Set(ListedProviders.Of(1, epoch: 2));
        CallOf(router);

        Assert.Equal([(1, 1), (2, 0)], _ways.Select(w => ((int)w.Provider.Epoch, w.Closed)));
        Assert.Single(_ways[1].Calls);
    }

    [Fact]
    public async Task Closing_closes_every_provider_and_ends_what_comes_later_as_cancelled()
    {
        CallRouter router = Router(new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2)));

        await router.DisposeAsync();

        Assert.All(_ways, way => Assert.Equal(1, way.Closed));
        Assert.Equal(OutcomeKind.Cancelled, Ended(router).Kind);
    }

    [Fact]
    public void Nobody_to_call_is_an_error_that_says_why()
    {
        var providers = new ListedProviders();
        CallRouter router = Router(providers);

        CallOutcome nobody = Ended(router);
        providers.Set(ProviderSet.Empty with { IsStale = true });
        CallOutcome unknown = Ended(router);

        Assert.Equal((ErrorKind.NoProvider, true), (nobody.Error, nobody.IsUnsent));
        Assert.Contains("no provider of Probe is registered: start one", nobody.Message, StringComparison.Ordinal);
        Assert.Contains("the directory can't be reached", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_that_fails_so_often_in_a_row_is_left_out_and_comes_back()
    {
        CallRouter router = Router(new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2)));

        Fail(router, "1", 2);
        CallOf(router, "1").End(CallOutcome.Ok);
        Fail(router, "1", 2);
        Assert.Equal(["1", "2"], CalledOf(router, 10));
        CallOf(router, "1").End(CallOutcome.Ok);
        Fail(router, "1", 3);

        Assert.Equal(["2"], CalledOf(router, 10));
        _time.Advance(990);
        Assert.Equal(["2"], CalledOf(router, 10));
        _time.Advance(110);
        Assert.Equal(["1", "2"], CalledOf(router, 10));
    }

    [Theory]
    [InlineData(ErrorKind.ConnectionLost, true)]
    [InlineData(ErrorKind.ConnectFailed, true)]
    [InlineData(ErrorKind.Remote, false)]
    [InlineData(ErrorKind.Overloaded, false)]
    [InlineData(ErrorKind.None, true)]
    public void Lost_and_refused_connections_and_timeouts_count_against_it(ErrorKind kind, bool counts)
    {
        CallRouter router = Router(new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2)));

        Fail(router, "1", 3, kind == ErrorKind.None ? CallOutcome.Timeout : CallOutcome.Failed(kind, "no"));

        Assert.Equal(counts ? ["2"] : ["1", "2"], CalledOf(router, 10));
        Assert.Equal(counts ? 3 : 0, router.Uses.Single(u => u.Provider.Id == "1").Failed);
    }

    [Fact]
    public void Each_time_in_a_row_it_is_left_out_for_twice_as_long_up_to_a_limit_until_a_call_succeeds()
    {
        CallRouter router = Router(new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2)));

        double[] seconds = [.. Enumerable.Range(0, 5).Select(_ => SecondsLeftOut())];
        CallOf(router, "1").End(CallOutcome.Ok);

        Assert.Equal([1, 2, 4, 5, 5], seconds.Select(s => Math.Round(s)));
        Assert.Equal(1, Math.Round(SecondsLeftOut()));

        double SecondsLeftOut()
        {
            Fail(router, "1", 3);
            Assert.Equal(["2"], CalledOf(router, 10));
            return _time.AdvanceUntil(() => CalledOf(router, 10).Length == 2, TimeSpan.FromMinutes(1)).TotalSeconds;
        }
    }

    [Fact]
    public void Many_calls_lost_at_once_are_one_reason_to_leave_it_out()
    {
        CallRouter router = Router(new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2)));
        Call[] underWay = [.. Enumerable.Range(0, 60).Select(_ => CallOf(router, "1"))];
        _time.Advance(1);

        Array.ForEach(underWay, call => call.End(Lost));

        Assert.InRange(_time.AdvanceUntil(() => CalledOf(router, 10).Length == 2, TimeSpan.FromMinutes(1)).TotalSeconds, 0.9, 1.2);
    }

    [Fact]
    public void The_last_provider_is_never_left_out()
    {
        CallRouter alone = Router(new ListedProviders(ListedProviders.Of(1)));
        Fail(alone, "1", 100);
        Assert.Equal(["1"], CalledOf(alone, 10));

        CallRouter both = Router(new ListedProviders(ListedProviders.Of(2), ListedProviders.Of(3)));
        Fail(both, "2", 3);
        Fail(both, "3", 3);
        Assert.Equal(["2", "3"], CalledOf(both, 10));
    }

    [Fact]
    public void The_provider_of_another_attempt_is_avoided_where_there_is_a_choice()
    {
        var providers = new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2), ListedProviders.Of(3));
        CallRouter router = Router(providers);
        CallRoute failed = router.Choose(new CountedCall(), 0, null)!;

        Assert.DoesNotContain(failed, Enumerable.Range(0, 30).Select(_ => router.Choose(new CountedCall(), 0, failed)));
        providers.Set(failed.Provider);
        Assert.Same(failed, router.Choose(new CountedCall(), 0, failed));
    }

    [Fact]
    public void What_each_provider_was_used_for_is_counted()
    {
        var providers = new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2));
        CallRouter router = Router(providers);
        long startNs = _time.GetTimestamp();
        CallOf(router, "1").End(CallOutcome.Ok);
        _time.Advance(10);
        CallOf(router, "1").End(Lost);
        providers.Set(ListedProviders.Of(2), ListedProviders.Of(3));

        Dictionary<string, ProviderUse> uses = router.Uses.ToDictionary(u => u.Provider.Id);
        Assert.Equal(new ProviderUse(ListedProviders.Of(1), 2, 1, startNs, startNs + 10_000_000), uses["1"]);
        Assert.Equal(0, uses["3"].Calls);
        Assert.Equal(0, uses["3"].FirstCallNs);
    }

    [Fact]
    public Task A_call_given_up_before_it_is_sent_does_not_keep_its_provider_open() => VirtualTime.RunAsync(async time =>
    {
        var providers = new ListedProviders(ListedProviders.Of(1), ListedProviders.Of(2));
        var transport = new ScriptedStrategy(attempt => attempt.Reply(1));
        await using RpcClient client = transport.Client(time, new ClientOptions(), providers);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(OutcomeKind.Cancelled, (await client.OutcomeAsync(new ProbeRequest(i), cancellation: new CancellationToken(canceled: true))).Kind);
        }

        providers.Set(ListedProviders.Of(2));

        Assert.Equal(1, transport.Closed);
    });

    public async ValueTask DisposeAsync()
    {
        foreach (Sweeper sweeper in _sweepers)
        {
            await sweeper.DisposeAsync();
        }
    }

    private CallRouter Router(ListedProviders providers)
    {
        var sweeper = new Sweeper(_time.Clock, TimeSpan.FromMilliseconds(100));
        _sweepers.Add(sweeper);
        var ejection = new EjectionOptions { Failures = 3, Time = TimeSpan.FromSeconds(1), LongestTime = TimeSpan.FromSeconds(5) };
        return new CallRouter(
            providers,
            "Probe",
            provider =>
            {
                _ways.Add(new Way(provider));
                return _ways[^1];
            },
            new RoundRobinBalancing().Create(0),
            ejection,
            _time.Clock,
            sweeper);
    }

    /// <summary>A call under way to whichever provider is chosen.</summary>
    private Call CallOf(CallRouter router)
    {
        var call = new CountedCall();
        long ticket = call.Open(_time.GetTimestamp());
        CallRoute route = router.Choose(call, ticket, null)!;
        route.Dispatch(call, ticket);
        return new Call(route.Provider.Id, call, ticket);
    }

    /// <summary>A call under way to one provider; those that go elsewhere end well.</summary>
    private Call CallOf(CallRouter router, string id)
    {
        for (int i = 0; i < 10; i++)
        {
            Call call = CallOf(router);
            if (call.Provider == id)
            {
                return call;
            }
            call.End(CallOutcome.Ok);
        }
        throw new InvalidOperationException($"provider {id} is not called");
    }

    private void Fail(CallRouter router, string id, int times, CallOutcome? outcome = null)
    {
        for (int i = 0; i < times; i++)
        {
            _time.Advance(1);
            CallOf(router, id).End(outcome ?? Lost);
        }
    }

    /// <summary>The providers that so many calls go to; the calls are given up.</summary>
    private string[] CalledOf(CallRouter router, int calls)
    {
        var called = new SortedSet<string>();
        for (int i = 0; i < calls; i++)
        {
            var call = new CountedCall();
            long ticket = call.Open(_time.GetTimestamp());
            if (router.Choose(call, ticket, null) is CallRoute route)
            {
                called.Add(route.Provider.Id);
                call.End(ticket, CallOutcome.Cancelled);
            }
        }
        return [.. called];
    }

    private static CallOutcome Ended(CallRouter router)
    {
        var call = new CountedCall();
        Assert.Null(router.Choose(call, call.Open(), null));
        Assert.Equal(1, call.TakeSignals());
        return call.Ended;
    }

    private Way WayOf(string id) => _ways.Single(w => w.Provider.Id == id);

    private sealed record Call(string Provider, CountedCall Counted, long Ticket)
    {
        public void End(in CallOutcome outcome) => Assert.True(Counted.End(Ticket, outcome));
    }

    private sealed class Way(Provider provider) : IConnectionSource
    {
        public Provider Provider => provider;

        public List<Call> Calls { get; } = [];

        public int Closed { get; private set; }

        public void Dispatch(OutgoingCall call, long ticket) => Calls.Add(new Call(provider.Id, (CountedCall)call, ticket));

        public ValueTask DisposeAsync()
        {
            Closed++;
            return ValueTask.CompletedTask;
        }
    }
}
