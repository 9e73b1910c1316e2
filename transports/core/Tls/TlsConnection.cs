using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Bench.Harness.Calls;
using Bench.Transports.Sockets;

namespace Bench.Transports.Tls;

/// <summary>
/// A connection over TLS. To abort it closes the socket alone, which ends whatever is under way; the TLS stream, which is not to be
/// disposed while in use, goes with its last user.
/// </summary>
internal sealed class TlsConnection : ICarrierConnection
{
    private const int Reading = 1;
    private const int Writing = 2;
    private const int Ended = 4;

    private readonly Socket _socket;
    private readonly SslStream _tls;
    private readonly Func<Task>? _handshake;
    private readonly TaskCompletionSource<bool>? _shaken;
    private volatile bool _isSecure;
    private int _uses;

    /// <param name="socket">The socket.</param>
    /// <param name="tls">TLS over it.</param>
    /// <param name="handshake">What the first read has to do before; null if the handshake is over.</param>
    public TlsConnection(Socket socket, SslStream tls, Func<Task>? handshake)
    {
        _socket = socket;
        _tls = tls;
        _handshake = handshake;
        _isSecure = handshake is null;
        _shaken = handshake is null ? null : new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Input = new TlsInput(this, tls);
        Output = new TlsOutput(this, tls);
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Whether the handshake is over.</summary>
    public bool IsSecure => _isSecure;

    /// <summary>Completes with the handshake; false if it failed.</summary>
    public Task<bool> Shaken => _shaken!.Task;

    public void Finish()
    {
        if (!SocketEnding.TryShutDown(_socket))
        {
            Abort();
        }
    }

    public void Abort() => _socket.Dispose();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (Interlocked.Or(ref _uses, Ended) == 0)
        {
            _tls.Dispose();
        }
        Input.Complete();
        Output.Complete();
        return ValueTask.CompletedTask;
    }

    /// <summary>Does the handshake; for the reader.</summary>
    public async Task ShakeAsync()
    {
        try
        {
            await _handshake!().ConfigureAwait(false);
            _isSecure = true;
        }
        finally
        {
            _shaken!.SetResult(_isSecure);
        }
    }

    public void BeginReading() => Begin(Reading);

    public void EndReading() => End(Reading);

    public void BeginWriting() => Begin(Writing);

    public void EndWriting() => End(Writing);

    private void Begin(int use) => ObjectDisposedException.ThrowIf((Interlocked.Or(ref _uses, use) & Ended) != 0, this);

    private void End(int use)
    {
        if ((Interlocked.And(ref _uses, ~use) & ~use) == Ended)
        {
            _tls.Dispose();
        }
    }
}
