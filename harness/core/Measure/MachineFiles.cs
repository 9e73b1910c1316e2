using System.Globalization;

namespace Bench.Harness.Measure;

/// <summary>Files of the system below a root, so that an examination can be tried on those of another machine. What can't be read is null, never an error.</summary>
/// <param name="root">The root: <c>/</c>, or a folder that stands for it.</param>
public sealed class MachineFiles(string root = "/")
{
    /// <summary>The text of a file.</summary>
    /// <param name="path">Its path from the root, e.g. <c>proc/stat</c>.</param>
    public string? Text(string path)
    {
        try
        {
            return File.ReadAllText(Path.Combine(root, path.TrimStart('/')));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A file's only word; null if it is empty.</summary>
    public string? Word(string path) => Text(path)?.Trim() is { Length: > 0 } word ? word : null;

    /// <summary>A file's only number.</summary>
    public long? Number(string path) => ToNumber(Word(path));

    /// <summary>The number behind a label at the start of a line, with or without a colon between; a unit behind it is left out.</summary>
    public long? Number(string path, string label)
    {
        string? line = Text(path)?.Split('\n').FirstOrDefault(l => l.StartsWith(label, StringComparison.Ordinal) && l.Length > label.Length && l[label.Length] is ':' or ' ' or '\t');
        return ToNumber(line?[(label.Length + 1)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault());
    }

    /// <summary>Names of the folders in a folder, in order; none if it can't be read.</summary>
    public IReadOnlyList<string> Folders(string path)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Path.Combine(root, path.TrimStart('/'))).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long? ToNumber(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
