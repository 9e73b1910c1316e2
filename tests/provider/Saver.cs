using Bench.Results.Store;

namespace Bench.Saving;

/// <summary>Saves one file again and again, to be killed in the middle of it, or to meet a disk that fails.</summary>
internal static class Saver
{
    /// <summary>Writes the texts of two files in turn. Says "saving" after the first time, and how it failed.</summary>
    public static async Task<int> RunAsync(string path, string first, string second, int times)
    {
        string[] texts = [await File.ReadAllTextAsync(first).ConfigureAwait(false), await File.ReadAllTextAsync(second).ConfigureAwait(false)];
        try
        {
            for (int i = 0; i < times; i++)
            {
                await AtomicFile.WriteAsync(path, texts[i % 2]).ConfigureAwait(false);
                if (i == 0)
                {
                    Console.WriteLine("saving");
                }
            }
            return 0;
        }
        catch (IOException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }
}
