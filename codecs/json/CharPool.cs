using System.Buffers;
using Newtonsoft.Json;

namespace Bench.Codecs.Json;

/// <summary>Lends the shared array pool to Newtonsoft.Json, which otherwise allocates its buffers per message.</summary>
internal sealed class CharPool : IArrayPool<char>
{
    public static CharPool Instance { get; } = new();

    public char[] Rent(int minimumLength) => ArrayPool<char>.Shared.Rent(minimumLength);

    public void Return(char[]? array)
    {
        if (array is not null)
        {
            ArrayPool<char>.Shared.Return(array);
        }
    }
}
