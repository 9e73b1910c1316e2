using Bench.Harness.Addressing;
using CsCheck;

namespace Bench.Tests.Harness.Addressing;

/// <summary>What a consumer believes after reads of any content.</summary>
public sealed class MembershipTests
{
    private const long Second = 1_000_000_000;

    private readonly Membership _membership = new(new ProviderViewOptions());

    [Fact]
    public void Providers_come_in_the_order_of_their_ids_one_each()
    {
        Read(0, Record("b", 1), Record("a", 7, 2), Record("a", 9, 3), Record("B", 1), Record("a", 8, 4));

        Assert.Equal(["B:1:1", "a:9:3", "b:1:1"], Shown);
        Assert.Equal(2, _membership.Current.Skipped);
    }

    [Fact]
    public void Case44_an_epoch_lower_than_one_that_was_seen_is_ignored_for_a_minute()
    {
        Read(0, Record("a", 5), Record("b", 1));
        Read(1, Record("a", 4, 2), Record("b", 1));
        Assert.Equal(["b:1:1"], Shown);
        Assert.Equal(1, _membership.Current.Skipped);

        Read(60, Record("a", 4, 2), Record("b", 1));
        Assert.Equal(["b:1:1"], Shown);
        Read(62, Record("b", 1));
        Read(63, Record("a", 4, 2), Record("b", 1));
        Assert.Equal(["a:4:2", "b:1:1"], Shown);
    }

    [Fact]
    public void Two_records_of_one_epoch_give_the_same_provider_in_whichever_order()
    {
        Read(0, Record("a", 5, 3), Record("a", 5, 2));
        Assert.Equal(["a:5:2"], Shown);
        Read(1, Record("a", 5, 2), Record("a", 5, 3));
        Assert.Equal(["a:5:2"], Shown);
    }

    [Theory]
    [InlineData(2, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(10, 1, false)]
    [InlineData(10, 2, true)]
    [InlineData(20, 3, false)]
    [InlineData(20, 4, true)]
    [InlineData(100, 15, false)]
    [InlineData(100, 16, true)]
    public void Case52_many_that_vanish_at_once_are_kept_until_a_later_read_confirms_it(int before, int vanish, bool guarded)
    {
        string[] records = [.. Enumerable.Range(0, before).Select(i => Record($"p{i:000}", 1))];
        Read(0, records);

        Read(5, records[vanish..]);
        Assert.Equal(guarded, _membership.Current.IsGuarded);
        Assert.Equal(guarded ? before : before - vanish, Shown.Count);
        Assert.Equal(guarded ? 6 * Second : long.MaxValue, _membership.ConfirmNs);

        Read(5.9, records[vanish..]);
        Assert.Equal(guarded ? before : before - vanish, Shown.Count);
        Read(6, records[vanish..]);
        Assert.Equal(before - vanish, Shown.Count);
        Assert.False(_membership.Current.IsGuarded);
    }

    [Fact]
    public void Case52_those_that_come_back_are_no_longer_kept_and_the_rest_goes()
    {
        string[] records = [.. Enumerable.Range(0, 4).Select(i => Record($"p{i}", 1))];
        Read(0, records);
        Read(5, records[3]);
        Read(5.5, Record("p0", 2), records[3]);
        Assert.Equal(["p0:2:1", "p1:1:1", "p2:1:1", "p3:1:1"], Shown);
        Assert.True(_membership.Current.IsGuarded);

        Read(6, Record("p0", 2), records[3]);

        Assert.Equal(["p0:2:1", "p3:1:1"], Shown);
    }

    [Fact]
    public void Case52_a_single_one_goes_at_once_even_while_others_are_kept()
    {
        string[] records = [.. Enumerable.Range(0, 5).Select(i => Record($"p{i}", 1))];
        Read(0, records);
        Read(5, records[2..]);
        Read(5.2, records[3..]);

        Assert.Equal(["p0:1:1", "p1:1:1", "p3:1:1", "p4:1:1"], Shown);
    }

    [Fact]
    public void Case52_after_the_directorys_return_nobody_goes_for_a_while_as_it_may_have_lost_its_data()
    {
        Read(0, Record("a", 1), Record("b", 1), Record("c", 1));
        _membership.Away();
        Assert.True(_membership.Current.IsStale);
        Read(10, Record("b", 1), Record("c", 1));
        Assert.Equal(13 * Second, _membership.ConfirmNs);
        Assert.True(_membership.Current.IsGuarded);

        Read(11, Record("c", 1));
        Read(12.9);
        Assert.Equal(["a:1:1", "b:1:1", "c:1:1"], Shown);
        Assert.False(_membership.Current.IsStale);
        Read(13, Record("c", 2));
        Assert.Equal(["c:2:1"], Shown);
        Read(14);
        Assert.Empty(Shown);
    }

    [Fact]
    public void A_read_that_was_asked_for_before_the_guard_was_over_confirms_nothing()
    {
        Read(0, Record("a", 1), Record("b", 1));
        Read(5);

        _membership.Read([], (long)(5.5 * Second), 7 * Second);

        Assert.Equal(2, Shown.Count);
    }

    [Fact]
    public void Case53_what_is_no_record_is_skipped_and_counted_and_the_rest_shown()
    {
        Gen<string?> hostile = Gen.OneOf<string?>(
            Gen.String,
            Gen.Const((string?)null),
            Gen.String[Gen.Char, 1_025, 10_000],
            Gen.OneOf(
                "", "null", "[]", "{}", "1", "{\"id\":\"a\"}", "{\"id\":\"a\",\"epoch\":1}", new string('[', 1_000), "\"\\ud800\"", "\ud800", "{\"id\":\"\\ud800\"}",
                Raw("<script>alert(1)</script>", "1", "127.0.0.1:1"), Raw("a", "1", "<script>alert(1)</script>:80"), Raw("a", "1", "unix:/tmp/<img src=x>"),
                Raw("a", "0", "127.0.0.1:1"), Raw("a", "-5", "127.0.0.1:1"), Raw("a", "1e300", "127.0.0.1:1"), Raw("a", "9223372036854775808", "127.0.0.1:1"),
                Raw("a", "1.5", "127.0.0.1:1"), Raw("a", "NaN", "127.0.0.1:1"), Raw("a", "1", "127.0.0.1:0"), Raw("a", "1", "127.0.0.1:65536"),
                Raw("a", "1", "127.0.0.1"), Raw("a", "1", "unix:"), Raw("a", "1", "unix:/a\\u0000b"), Raw("a", "1", "unix:/a\\u202eb"), Raw("a", "1", ":1"),
                Raw("a", "1", "[]:1"), Raw("", "1", "127.0.0.1:1"), Raw("a b", "1", "127.0.0.1:1"), Raw("a\\u0007", "1", "127.0.0.1:1"), Raw("../../x", "1", "127.0.0.1:1"),
                Raw(new string('a', 129), "1", "127.0.0.1:1"), Raw("\\ud800", "1", "127.0.0.1:1"), Raw("=cmd()", "1", "127.0.0.1:1"), Raw("é", "1", "127.0.0.1:1")));
        Gen<string> honest = Gen.Select(Gen.Int[0, 5], Gen.Int[1, 9], (id, epoch) => Record($"p{id}", epoch));

        Gen.Select(hostile.Array[0, 20], honest.Array[0, 20]).SelectMany((bad, good) => Gen.Shuffle((string?[])[.. bad, .. good]).Select(all => (all, good))).Sample(lists =>
        {
            var membership = new Membership(new ProviderViewOptions());
            membership.Read(lists.all!, 0, 0);
            string[] wanted = [.. lists.good.Select(r => Provider.FromRecord(r)!).GroupBy(p => p.Id).Select(g => g.MaxBy(p => p.Epoch)!).OrderBy(p => p.Id, StringComparer.Ordinal).Select(Show)];
            Assert.Equal(wanted, membership.Current.Providers.Select(Show));
            Assert.Equal(lists.all.Length - wanted.Length, membership.Current.Skipped);
        });
    }

    [Fact]
    public void Case53_records_of_random_members_never_do_harm() =>
        Gen.Select(Gen.String, Gen.Long, Gen.String).Select(r => System.Text.Json.JsonSerializer.Serialize(new { id = r.Item1, epoch = r.Item2, endpoint = r.Item3 }))
            .Array[0, 10].Array[1, 5].Sample(reads =>
            {
                var membership = new Membership(new ProviderViewOptions());
                foreach ((int i, string[] records) in reads.Index())
                {
                    membership.Read(records, i * Second, i * Second);
                    Assert.All(membership.Current.Providers, p => Assert.True(Provider.IsId(p.Id) && p.Epoch > 0 && Provider.CanBeListed(p.Endpoint)));
                }
            });

    [Fact]
    public void What_a_provider_writes_its_readers_read() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 128], Gen.Long[1, long.MaxValue], Gen.OneOf("127.0.0.1:1", "[::1]:65535", "[fe80::1%eth0]:9", "host_1.example-2.org:80", "unix:/tmp/some dir/ü (1).sock", "memory:x"))
            .Sample((id, epoch, endpoint) =>
            {
                var provider = new Provider(id, epoch, Endpoint.Parse(endpoint));
                Assert.Equal(provider, Provider.FromRecord(provider.ToRecord()));
            });

    private IReadOnlyList<string> Shown => [.. _membership.Current.Providers.Select(Show)];

    private static string Show(Provider provider) => $"{provider.Id}:{provider.Epoch}:{provider.Endpoint.Port}";

    private static string Record(string id, long epoch, int port = 1) => new Provider(id, epoch, new Endpoint("tcp", "127.0.0.1", port)).ToRecord();

    private static string Raw(string id, string epoch, string endpoint) => $$"""{"id":"{{id}}","epoch":{{epoch}},"endpoint":"{{endpoint}}"}""";

    private void Read(double seconds, params string[] records) => _membership.Read(records, (long)(seconds * Second), (long)(seconds * Second));
}
