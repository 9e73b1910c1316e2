using Spectre.Console;

namespace Bench.Cli.Terminal;

/// <summary>Sentences on a terminal, broken between words.</summary>
internal static class WrappedText
{
    /// <summary>A list of sentences.</summary>
    public static void WriteItems(IAnsiConsole console, int width, IEnumerable<string> sentences)
    {
        foreach (string sentence in sentences)
        {
            Write(console, width, $"- {sentence}");
        }
    }

    /// <summary>Text over as many lines as it takes, the later ones under the first.</summary>
    public static void Write(IAnsiConsole console, int width, string text)
    {
        string indent = new(' ', text.TakeWhile(c => c is ' ').Count() + (text.TrimStart().StartsWith('-') ? 2 : 0));
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > indent.Length && line.Length + word.Length >= width)
            {
                console.WriteLine(line.TrimEnd());
                line = indent;
            }
            line += word + " ";
        }
        console.WriteLine(line.TrimEnd());
    }
}
