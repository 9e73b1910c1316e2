using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Runtime.CompilerServices;
using Bench.Transports.Sockets;

namespace Bench.Transports.Tls;

/// <summary>Encrypts segments in as few records as possible: what is not a whole number of records is gathered with what follows.</summary>
internal sealed class TlsOutput(TlsConnection connection, SslStream tls) : SegmentedOutput
{
    // Two records of the largest size: SslStream encrypts and sends that much at once.
    private const int BlockBytes = 32 << 10;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (!connection.IsSecure && !await connection.Shaken.ConfigureAwait(false))
        {
            throw new IOException("the TLS handshake failed");
        }
        connection.BeginWriting();
        try
        {
            if (Committed.Count == 1)
            {
                await tls.WriteAsync(Committed[0], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await GatherAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            connection.EndWriting();
        }
        Recycle();
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask GatherAsync(CancellationToken cancellation)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        int gathered = 0;
        foreach (ArraySegment<byte> segment in Committed)
        {
            ReadOnlyMemory<byte> rest = segment;
            while (rest.Length > 0)
            {
                int whole = gathered == 0 ? rest.Length - (rest.Length % BlockBytes) : 0;
                if (whole > 0)
                {
                    await tls.WriteAsync(rest[..whole], cancellation).ConfigureAwait(false);
                    rest = rest[whole..];
                    continue;
                }
                int taken = Math.Min(rest.Length, BlockBytes - gathered);
                rest[..taken].CopyTo(block.AsMemory(gathered));
                rest = rest[taken..];
                gathered += taken;
                if (gathered == BlockBytes)
                {
                    await tls.WriteAsync(block.AsMemory(0, gathered), cancellation).ConfigureAwait(false);
                    gathered = 0;
                }
            }
        }
        if (gathered > 0)
        {
            await tls.WriteAsync(block.AsMemory(0, gathered), cancellation).ConfigureAwait(false);
        }
        ArrayPool<byte>.Shared.Return(block);
    }
}
