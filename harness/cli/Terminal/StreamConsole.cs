using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>Tables and colours on standard output, as far as it can show them.</summary>
internal static class StreamConsole
{
    public static IAnsiConsole Of(Streams streams)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(streams.Out),
            Ansi = streams.IsOutLive ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = streams.IsOutLive ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = streams.OutWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
