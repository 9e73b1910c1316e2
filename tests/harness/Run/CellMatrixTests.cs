using Bench.Codecs;
using Bench.Harness.Addressing;
using Bench.Harness.Bindings;
using Bench.Harness.Catalog;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Scenarios;
using Bench.Transports.Carriers;

namespace Bench.Tests.Harness.Run;

/// <summary>Plans turned into cells.</summary>
public sealed class CellMatrixTests
{
    private static readonly PlugCatalog Plugs = new(typeof(EmittedBinding).Assembly, typeof(TcpCarrier).Assembly, typeof(JsonCodec).Assembly, typeof(EchoScenario).Assembly);

    private static readonly RunPlan One = new() { Scenarios = ["echo"], Transports = ["pooled"], Codecs = ["json"], Loads = ["closed:2"] };

    [Fact]
    public void An_empty_plan_is_three_codecs_over_three_strategies_whatever_else_there_is()
    {
        var matrix = CellMatrix.Of(new RunPlan(), Plugs);

        Assert.Equal(
            from t in new[] { "per-call", "pooled", "multiplexed" } from c in new[] { "json", "messagepack", "protobuf" } select $"echo/{t}/{c}/closed:16",
            matrix.Cells.Select(c => c.Id));
        Assert.Empty(matrix.Absent);
        Assert.Equal(TimeSpan.FromSeconds(5), matrix.Cells[0].Settings.Duration);
        Assert.True(matrix.Cells[0].Settings.UntilSteady);
        Assert.False(CellMatrix.Of(One with { Warmup = "2s" }, Plugs).Cells[0].Settings.UntilSteady);
        Assert.Equal(3, matrix.Settings.Rounds);
        Assert.Equal(4, matrix.Cells[0].Settings.Client.Connections);
        Assert.Equal(4, matrix.Cells[0].Settings.Client.Pool);
        Assert.Equal("emitted", matrix.Cells[0].Binding.Name);
    }

    [Fact]
    public void The_plan_of_a_matrix_is_whole()
    {
        RunPlan plan = CellMatrix.Of(One, Plugs).Plan;
        Assert.Equal(["echo"], plan.Scenarios!);
        Assert.Equal("5s", plan.Duration);
        Assert.Equal(1ul, plan.Seed);
        Assert.Equal("10s", plan.Deadline);
    }

    [Fact]
    public void What_is_named_twice_is_measured_once()
    {
        var matrix = CellMatrix.Of(One with { Transports = ["pooled", "pooled+tcp", "pooled"], Codecs = ["json", "json"], Loads = ["closed:2", "closed:2"] }, Plugs);
        Assert.Equal(["echo/pooled/json/closed:2"], matrix.Cells.Select(c => c.Id));
    }

    [Fact]
    public void Cells_that_cannot_be_measured_are_absent_with_the_reason()
    {
        var matrix = CellMatrix.Of(One with { Transports = ["pooled", "pooled+memory", "pooled+unix"], Endpoint = "127.0.0.1:5000" }, Plugs);

        Assert.Equal(["echo/pooled/json/closed:2"], matrix.Cells.Select(c => c.Id));
        Assert.Equal(["echo/pooled+memory/json/closed:2", "echo/pooled+unix/json/closed:2"], matrix.Absent.Select(a => a.Id));
        Assert.Contains("--in-process", matrix.Absent[0].Reason, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:5000 can't be reached over the carrier 'unix'", matrix.Absent[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pinned_endpoint_is_for_the_carriers_that_check_it_and_no_other()
    {
        string pinned = $"127.0.0.1:5000#{Endpoint.PinOf(new byte[32])}";

        var withPin = CellMatrix.Of(One with { Transports = ["pooled", "pooled+tls", "pooled+tls-resumed"], Endpoint = pinned }, Plugs);
        var without = CellMatrix.Of(One with { Transports = ["pooled", "pooled+tls"], Endpoint = "127.0.0.1:5000" }, Plugs);

        Assert.Equal(["echo/pooled+tls/json/closed:2", "echo/pooled+tls-resumed/json/closed:2"], withPin.Cells.Select(c => c.Id));
        Assert.Contains($"{pinned} is that of a TLS server", Assert.Single(withPin.Absent).Reason, StringComparison.Ordinal);
        Assert.Equal(["echo/pooled/json/closed:2"], without.Cells.Select(c => c.Id));
        Assert.Contains("127.0.0.1:5000 lacks the pin", Assert.Single(without.Absent).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_without_a_cell_to_measure_is_refused_with_the_first_reason()
    {
        PlanException e = Assert.Throws<PlanException>(() => CellMatrix.Of(One with { Transports = ["pooled+memory"] }, Plugs));
        Assert.Contains("echo/pooled+memory/json/closed:2: the memory carrier", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scenarios")]
    [InlineData("transports")]
    [InlineData("codecs")]
    [InlineData("loads")]
    public void An_empty_list_is_refused(string axis)
    {
        RunPlan plan = PlanFile.Parse($$"""{"{{axis}}": []}""", "empty");
        Assert.Contains($"{axis} is an empty list", Assert.Throws<PlanException>(() => CellMatrix.Of(plan, Plugs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_name_lists_the_right_ones()
    {
        PlugException e = Assert.Throws<PlugException>(() => CellMatrix.Of(One with { Codecs = ["jason"] }, Plugs));
        Assert.Contains("jason", e.Message, StringComparison.Ordinal);
        Assert.Contains("json, messagepack, protobuf", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"duration\": \"1ms\"}", "duration is '1ms'")]
    [InlineData("{\"warmup\": \"soon\"}", "warmup is 'soon'")]
    [InlineData("{\"rounds\": 0}", "rounds is 0")]
    [InlineData("{\"rounds\": 1001}", "rounds is 1001")]
    [InlineData("{\"count\": 0}", "count is 0")]
    [InlineData("{\"connections\": 1001}", "connections is 1001")]
    [InlineData("{\"pool\": 10001}", "pool is 10001")]
    [InlineData("{\"deadline\": \"0ms\"}", "deadline is '0ms'")]
    [InlineData("{\"endpoint\": \"nowhere\"}", "endpoint is 'nowhere'")]
    [InlineData("{\"endpoint\": \"127.0.0.1:0\"}", "endpoint is '127.0.0.1:0'")]
    [InlineData("{\"loads\": [\"closed:0\"]}", "closed:0")]
    public void A_number_out_of_range_is_named_with_its_value(string json, string message)
    {
        PlanException e = Assert.Throws<PlanException>(() => CellMatrix.Of(One.With(PlanFile.Parse(json, "wrong")), Plugs));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Floors_come_after_the_transports_that_they_are_floors_of_under_closed_loads()
    {
        var matrix = CellMatrix.Of(
            One with { Floor = true, Transports = ["multiplexed", "pooled+unix", "pooled+tls", "floor-pipelined"], Loads = ["closed:2", "closed:2:think=1ms", "open:10"] }, Plugs);

        string[] own = ["multiplexed", "pooled+unix", "pooled+tls", "floor-pipelined"];
        Assert.Equal(
            [.. own.Concat(["floor-blocking+unix", "floor-events+unix"]).Select(t => $"echo/{t}/json/closed:2"), .. own[..3].Select(t => $"echo/{t}/json/closed:2:think=1ms"), .. own[..3].Select(t => $"echo/{t}/json/open:10")],
            matrix.Cells.Select(c => c.Id));
        Assert.Equal(["echo/floor-pipelined/json/closed:2:think=1ms", "echo/floor-pipelined/json/open:10"], matrix.Absent.Select(a => a.Id));
        Assert.True(matrix.Plan.Floor);
        Assert.False(CellMatrix.Of(One, Plugs).Plan.Floor);
    }

    [Theory]
    [InlineData("{\"loads\": [\"open:10\"]}", "driven by closed loads without time to think alone, such as closed:16")]
    [InlineData("{\"loads\": [\"capacity:p99<5ms\"]}", "driven by closed loads")]
    [InlineData("{\"loads\": [\"closed:2:think=1ms\"]}", "driven by closed loads")]
    [InlineData("{\"loads\": [\"closed:1001\"]}", "'floor-blocking' takes at most 1000 workers")]
    [InlineData("{\"providers\": 2}", "it can't be measured with 2 providers")]
    [InlineData("{\"directory\": \"embedded\"}", "it can't be measured with the directory embedded")]
    [InlineData("{\"faults\": [\"at 1s reset 50%\"]}", "it can't be measured with faults")]
    [InlineData("{\"endpoint\": \"127.0.0.1:5000\"}", "leave out --endpoint")]
    public void What_a_floor_can_t_do_is_absent_with_the_reason(string json, string reason)
    {
        var matrix = CellMatrix.Of(One.With(PlanFile.Parse(json, "floors")) with { Transports = ["pooled", "floor-blocking"] }, Plugs);

        Assert.StartsWith("echo/pooled/", Assert.Single(matrix.Cells).Id, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(matrix.Absent).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_floor_runs_over_a_link_and_says_what_it_opens()
    {
        CellOptions[] options = [.. CellMatrix.Of(One with { Transports = ["floor-pipelined", "floor-events", "floor-connect"], Link = "lan", Preconnect = true, Attempts = 3, Io = "threads" }, Plugs).Cells.Select(c => c.DescribeOptions())];

        Assert.Equal([1, null, null], options.Select(o => o.Connections));
        Assert.StartsWith("keeps a connection per worker", options[1].BudgetNote, StringComparison.Ordinal);
        Assert.StartsWith("opens a connection per call", options[2].BudgetNote, StringComparison.Ordinal);
        Assert.All(options, o => Assert.True(o is { HeartbeatMs: null, Preconnect: null, Attempts: null, Io: null, Link: not null }));
    }

    [Fact]
    public void Duration_and_count_exclude_each_other()
    {
        PlanException e = Assert.Throws<PlanException>(() => CellMatrix.Of(One with { Duration = "1s", Count = 5 }, Plugs));
        Assert.Contains("both duration (1s) and count (5)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_search_needs_windows_of_a_given_length()
    {
        PlanException e = Assert.Throws<PlanException>(() => CellMatrix.Of(One with { Loads = ["closed:2", "capacity:p99<5ms"], Count = 500 }, Plugs));
        Assert.Contains("count is 500, and the load capacity:p99<5ms", e.Message, StringComparison.Ordinal);
        Assert.Contains("--duration", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_estimate_of_a_search_is_the_most_that_it_takes()
    {
        var matrix = CellMatrix.Of(One with { Loads = ["capacity:p99<5ms"], Warmup = "1s", Duration = "2s", Rounds = 3 }, Plugs);

        Assert.True(matrix.HasSearch);
        Assert.Equal(3 * ((25 * (TimeSpan.FromSeconds(1) + CellMatrix.LaunchOverhead)) + (31 * TimeSpan.FromSeconds(2))), matrix.EstimatedTime);
        Assert.False(CellMatrix.Of(One, Plugs).HasSearch);
    }

    [Fact]
    public void The_estimate_is_every_launch_with_its_overhead()
    {
        RunPlan plan = One with { Codecs = ["json", "protobuf"], Loads = ["closed:2", "ramp:0..100@3s,100@1s"], Warmup = "1s", Duration = "2s", Rounds = 5 };

        TimeSpan launches = 5 * 2 * (TimeSpan.FromSeconds(1 + 2) + TimeSpan.FromSeconds(1 + 4) + (2 * CellMatrix.LaunchOverhead));
        Assert.Equal(launches, CellMatrix.Of(plan, Plugs).EstimatedTime);
        Assert.Null(CellMatrix.Of(plan with { Duration = null, Count = 10 }, Plugs).EstimatedTime);
    }
}
