using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bench.Harness.Calls;

namespace Bench.Transports.Tls;

/// <summary>The socket below TLS: counts the ciphertext, and notices a peer that speaks something else by the first byte that it sends.</summary>
internal sealed class TlsWire(Socket socket, WireCounter? wire) : Stream
{
    // Content types of records (RFC 8446, 5.1): alerts and handshakes are what a peer may begin with.
    private const byte Alert = 21;
    private const byte Handshake = 22;

    private bool _begun;

    /// <summary>Whether the peer sent something that is not TLS.</summary>
    public bool IsStranger { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int received = await socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        wire?.Read(received);
        if (!_begun && received > 0)
        {
            _begun = true;
            IsStranger = buffer.Span[0] is not (Alert or Handshake);
            if (IsStranger)
            {
                throw new IOException("the peer does not speak TLS");
            }
        }
        return received;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            int sent = await socket.SendAsync(buffer, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            wire?.Wrote(sent);
            buffer = buffer[sent..];
        }
    }

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
