using Bench.Harness.Record;
using Bench.Tests.Support;

namespace Bench.Tests.Cli;

/// <summary>The bindings from the command line, in processes of their own.</summary>
[Collection(ProcessTests.Name)]
public sealed class BindingTests
{
    [Fact]
    public async Task They_are_listed_with_the_default_first()
    {
        Command.Result result = await Command.RunAsync("list", "bindings");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["emitted", "generated", "reflection"], result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')[0]));
    }

    [Theory]
    [InlineData("emitted")]
    [InlineData("generated")]
    [InlineData("reflection")]
    public async Task Each_measures_several_methods_and_is_named_in_the_record(string binding)
    {
        using var folder = new TemporaryFolder();

        Command.Result result = await Command.RunAsync(
            "run", "--scenarios", "mixed", "--transports", "multiplexed", "--codecs", "messagepack", "--binding", binding,
            "--load", "closed:4", "--count", "400", "--warmup", "50ms", "--rounds", "1", "--json", "--out", folder.Path);

        Assert.True(result.ExitCode is 0 or 3, result.Error);
        CellRecord cell = Assert.Single(result.Record.Cells);
        Assert.Equal(binding, cell.Binding);
        Assert.Equal((400, 0), (cell.Rounds[0].Counts.Ok, cell.Rounds[0].Counts.Error));
    }
}
