using Bench.Results.Store;

namespace Bench.Saving;

/// <summary>Saves files again and again, to be killed in the middle of it, or to meet a disk that fails.</summary>
internal static class Saver
{
    /// <summary>Writes the texts of two files in turn, to all paths at once. Says "saving" after the first time, and how it failed.</summary>
    public static async Task<int> RunAsync(string[] paths, string first, string second, int times)
    {
        string[] texts = [await File.ReadAllTextAsync(first).ConfigureAwait(false), await File.ReadAllTextAsync(second).ConfigureAwait(false)];
        try
        {
            await Task.WhenAll(paths.Select(path => Task.Run(() => AtomicFile.WriteAsync(path, texts[0])))).ConfigureAwait(false);
            Console.WriteLine("saving");
            await Task.WhenAll(paths.Select(path => Task.Run(() => SaveAsync(path)))).ConfigureAwait(false);
            return 0;
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }

        async Task SaveAsync(string path)
        {
            for (int i = 1; i < times; i++)
            {
                await AtomicFile.WriteAsync(path, texts[i % 2]).ConfigureAwait(false);
            }
        }
    }
}
