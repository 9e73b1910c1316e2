using Microsoft.Win32.SafeHandles;

namespace Bench.Harness.Run;

/// <summary>
/// File handles set aside while a load runs: one that uses up all the others ("too many open files") is still measured to its end, and
/// reported, for which code may have to be loaded.
/// </summary>
internal sealed class HandleReserve : IDisposable
{
    private const int Size = 16;

    private readonly List<SafeFileHandle> _handles = [];

    public HandleReserve()
    {
        try
        {
            while (_handles.Count < Size)
            {
                _handles.Add(File.OpenHandle(Environment.ProcessPath!));
            }
        }
        catch (IOException)
        {
            // Some are better than none.
        }
    }

    public void Dispose() => _handles.ForEach(h => h.Dispose());
}
