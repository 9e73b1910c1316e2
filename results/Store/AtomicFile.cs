using System.Text;

namespace Bench.Results.Store;

/// <summary>Files that are either the old one or the new one, never half.</summary>
public static class AtomicFile
{
    private const int NamesTried = 100;
    private const int UnixFileExists = 17;
    private const int WindowsFileExists = unchecked((int)0x80070050);

    /// <summary>
    /// Writes text as UTF-8 to a temporary file in the same folder (made if need be), flushes it to disk, then renames it.
    /// On any failure an existing file stays as it was and the temporary one is removed.
    /// </summary>
    /// <exception cref="IOException">It can't be written; the message names the path and the cause.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellation = default)
    {
        string? temporary = null;
        try
        {
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Directory.CreateDirectory(folder);
            FileStream stream = Open(folder, Path.GetFileName(path));
            temporary = stream.Name;
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).ConfigureAwait(false);
                DiskFlush.ToDisk(stream);
            }

            File.Move(temporary, path, overwrite: true);
            temporary = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"Can't write {path}: {e.Message} Choose another folder, free space on the disk, or mend the permissions.", e);
        }
        finally
        {
            Remove(temporary);
        }
    }

    // Two runs may save at once, and a killed one may have left its file: a name that exists is never taken over.
    private static FileStream Open(string folder, string name)
    {
        for (int i = 0; ; i++)
        {
            string path = Path.Combine(folder, $".{name}.{Environment.ProcessId}-{i}.tmp");
            try
            {
                return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
            catch (IOException e) when (e.HResult is UnixFileExists or WindowsFileExists && i < NamesTried)
            {
            }
        }
    }

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The failure that left it behind is on its way to the user already.
        }
    }
}
