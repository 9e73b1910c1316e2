using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bench.Harness.Calls;

namespace Bench.Transports.Stacks.Clients;

/// <summary>
/// The socket below the client of a stack: counts its bytes, and notices that it breaks. Stacks read and write asynchronously; nothing else is counted.
/// </summary>
internal sealed class StackConnection(Socket socket, StackConnections owner, WireCounter wire) : NetworkStream(socket, ownsSocket: true), ICountedConnection
{
    private bool _isClosing;

    /// <inheritdoc/>
    public long OpenedNs { get; set; }

    /// <summary>None: calls are counted where they are made, as streams of one connection can't be told apart from here.</summary>
    public long Sent => 0;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int received;
        try
        {
            received = await base.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            Broke();
            throw;
        }
        wire.Read(received);
        if (received == 0 && buffer.Length > 0)
        {
            Broke();
        }
        return received;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await base.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            Broke();
            throw;
        }
        wire.Wrote(buffer.Length);
    }

    protected override void Dispose(bool disposing)
    {
        _isClosing = true;
        base.Dispose(disposing);
        owner.Ended(this, isLost: false);
    }

    private void Broke()
    {
        if (!_isClosing)
        {
            owner.Ended(this, isLost: true);
        }
    }
}
