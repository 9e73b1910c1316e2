using Bench.Harness.Balancing;
using Bench.Harness.Bindings;
using Bench.Harness.Calls;
using Bench.Harness.Catalog;

namespace Bench.Tests.Harness.Balancing;

/// <summary>How calls are spread over providers.</summary>
public sealed class BalancingTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly);

    public static TheoryData<string> All => [.. Plugs.All<IBalancing>().Select(b => b.Name)];

    [Fact]
    public void Round_robin_comes_first_and_needs_no_choice() =>
        Assert.Equal(["round-robin", "random", "least-pending"], Plugs.All<IBalancing>().Select(b => b.Name));

    [Theory]
    [MemberData(nameof(All))]
    public void Providers_alike_get_alike_shares(string name)
    {
        const int Picks = 20_000;
        foreach (int providers in (int[])[2, 3, 7])
        {
            int[] counts = Counts(Plugs.Find<IBalancing>("balancing", name).Create(11), new Providers(new int[providers]), Picks);

            // 5 standard deviations of a fair draw; what takes turns is exact to one.
            double fair = Picks / (double)providers;
            double room = name == "round-robin" ? 1 : 5 * Math.Sqrt(fair * (1 - (1.0 / providers)));
            Assert.All(counts, count => Assert.InRange(count, fair - room, fair + room));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void The_seed_decides_the_picks(string name)
    {
        IBalancing balancing = Plugs.Find<IBalancing>("balancing", name);
        int[] Picks(ulong seed)
        {
            IBalancer balancer = balancing.Create(seed);
            return [.. Enumerable.Range(0, 50).Select(_ => balancer.Pick(new Providers(new int[5])))];
        }

        Assert.Equal(Picks(3), Picks(3));
        Assert.NotEqual(Picks(3), Picks(4));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Picks_of_many_threads_at_once_are_all_in_range_and_fair(string name)
    {
        const int Picks = 25_000;
        IBalancer balancer = Plugs.Find<IBalancing>("balancing", name).Create(5);
        int[][] counts = new int[4][];
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() => counts[i] = Counts(balancer, new Providers(new int[4]), Picks)))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.All(Enumerable.Range(0, 4), provider => Assert.InRange(counts.Sum(c => c[provider]), Picks * 0.95, Picks * 1.05));
    }

    [Fact]
    public void Least_pending_prefers_the_idle_one_of_two()
    {
        IBalancer balancer = new LeastPendingBalancing().Create(1);
        Assert.Equal([0, 1_000], Counts(balancer, new Providers([5, 0]), 1_000));
        Assert.Equal([1_000, 0], Counts(balancer, new Providers([5, 6]), 1_000));
    }

    [Fact]
    public void Least_pending_never_picks_the_busiest_of_many()
    {
        int[] counts = Counts(new LeastPendingBalancing().Create(1), new Providers([3, 9, 0, 3]), 10_000);

        // The idle one is drawn in half of the pairs, and wins each.
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[2], 4_700, 5_300);
    }

    private static int[] Counts(IBalancer balancer, Providers providers, int picks)
    {
        int[] counts = new int[providers.Count];
        for (int i = 0; i < picks; i++)
        {
            counts[balancer.Pick(providers)]++;
        }
        return counts;
    }

    private sealed class Providers(int[] pending) : ICandidates
    {
        public int Count => pending.Length;

        public int Pending(int index) => pending[index];
    }
}
