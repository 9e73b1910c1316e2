using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Time;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>One connection to one server, attached to a session: requests with their answers matched by number, and watch events.</summary>
internal sealed class ZooKeeperConnection : IAsyncDisposable
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(2);

    private const int WatchEventNumber = -1;
    private const int PingNumber = -2;
    private const int MaxFrame = 16 << 20;

    private readonly Endpoint _host;
    private readonly NetworkStream _stream;
    private readonly Clock _clock;
    private readonly Action<WatchEvent> _watched;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Dictionary<int, (ZooKeeperRequest Request, TaskCompletionSource<ZooKeeperReply?> Answer)> _awaited = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _number;
    private Exception? _ending;

    private ZooKeeperConnection(Endpoint host, Socket socket, Clock clock, Action<WatchEvent> watched)
    {
        (_host, _clock, _watched) = (host, clock, watched);
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>The session, with the timeout that the server granted.</summary>
    public SessionTicket Session { get; private set; } = SessionTicket.New(default);

    /// <summary>Completes when the connection is over.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Whether it still works, as far as is known.</summary>
    public bool IsOpen => !_closed.Task.IsCompleted;

    /// <summary>Connects and attaches to the session, or starts one.</summary>
    /// <param name="host">The server.</param>
    /// <param name="session">The session.</param>
    /// <param name="clock">The time source.</param>
    /// <param name="watched">Called with each watch event; must not block.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ZooKeeperException">The server can't be reached, or the session has expired.</exception>
    public static async Task<ZooKeeperConnection> ConnectAsync(
        Endpoint host, SessionTicket session, Clock clock, Action<WatchEvent> watched, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(host.Host, host.Port), cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is SocketException cause ? Unreachable(host, cause) : e;
        }
        var connection = new ZooKeeperConnection(host, socket, clock, watched);
        try
        {
            await connection.AttachAsync(session, cancellation).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            connection.Close(e);
            throw e is IOException ? new ZooKeeperException(ZooKeeperError.ConnectionLoss, $"{host} closed the connection instead of greeting: it is still starting, its maxClientCnxns are in use, or it is no ZooKeeper", e) : e;
        }
        _ = connection.ReadAsync();
        return connection;
    }

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="ZooKeeperException">The connection broke, or there was no answer in time, upon which it is closed.</exception>
    public async Task<ZooKeeperReply> SendAsync(ZooKeeperRequest request, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<ZooKeeperReply?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(request, answer, cancellation).ConfigureAwait(false);
        try
        {
            return await answer.Task.WaitAsync(AnswerLimit, _clock.Provider, cancellation).ConfigureAwait(false) ?? throw Lost();
        }
        catch (TimeoutException)
        {
            var silent = new ZooKeeperException(ZooKeeperError.Timeout, $"{_host} did not answer within {AnswerLimit.TotalSeconds:0} s");
            Close(silent);
            throw silent;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Close(new ObjectDisposedException(nameof(ZooKeeperConnection)));
        return ValueTask.CompletedTask;
    }

    private static ZooKeeperException Unreachable(Endpoint host, SocketException cause) => new(
        ZooKeeperError.ConnectionLoss,
        cause.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => $"nothing listens at {host} (connection refused)",
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => $"the host '{host.Host}' is not known",
            _ => $"can't connect to {host}: {cause.Message}",
        },
        cause);

    private async Task AttachAsync(SessionTicket session, CancellationToken cancellation)
    {
        // The last transaction seen is given as 0: a server that lost its data, or lags, would else refuse for ever. Reads sync instead.
        byte[] greeting = new JuteWriter().Int(0).Long(0).Int((int)session.Timeout.TotalMilliseconds).Long(session.Id).Buffer(session.Password).Bool(false).ToFrame();
        await _stream.WriteAsync(greeting, cancellation).ConfigureAwait(false);
        Session = ReadGreeting(await ReadFrameAsync(cancellation).ConfigureAwait(false));
        if (Session.Timeout <= TimeSpan.Zero)
        {
            throw new ZooKeeperException(ZooKeeperError.SessionExpired, $"{_host} says that the session has expired");
        }
    }

    private static SessionTicket ReadGreeting(byte[] frame)
    {
        var reader = new JuteReader(frame);
        _ = reader.Int(); // protocol version
        var timeout = TimeSpan.FromMilliseconds(reader.Int());
        return new SessionTicket(reader.Long(), reader.Buffer().ToArray(), timeout);
    }

    private async Task WriteAsync(ZooKeeperRequest request, TaskCompletionSource<ZooKeeperReply?> answer, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            int number = request.Operation == ZooKeeperOperation.Ping ? PingNumber : NextNumber();
            lock (_awaited)
            {
                if (!IsOpen)
                {
                    throw Lost();
                }
                _awaited[number] = (request, answer);
            }
            JuteWriter frame = new JuteWriter().Int(number).Int((int)request.Operation);
            request.Write(frame);
            // Not with the caller's token: half a frame would be worse than one nobody waits for.
            using var limit = new CancellationTokenSource(AnswerLimit, _clock.Provider);
            await _stream.WriteAsync(frame.ToFrame(), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            Close(e);
            throw Lost();
        }
        finally
        {
            _writing.Release();
        }
    }

    private int NextNumber() => _number = _number == int.MaxValue ? 1 : _number + 1;

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                Handle(await ReadFrameAsync(CancellationToken.None).ConfigureAwait(false));
            }
        }
        catch (Exception e)
        {
            Close(e);
        }
    }

    private async ValueTask<byte[]> ReadFrameAsync(CancellationToken cancellation)
    {
        byte[] prefix = new byte[sizeof(int)];
        await _stream.ReadExactlyAsync(prefix, cancellation).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 0 or > MaxFrame)
        {
            throw new ZooKeeperException(ZooKeeperError.Marshalling, $"{_host} announces an answer of {length} bytes: that is no ZooKeeper");
        }
        byte[] frame = new byte[length];
        await _stream.ReadExactlyAsync(frame, cancellation).ConfigureAwait(false);
        return frame;
    }

    private void Handle(byte[] frame)
    {
        const int header = sizeof(int) + sizeof(long) + sizeof(int);
        var reader = new JuteReader(frame);
        int number = reader.Int();
        _ = reader.Long(); // transaction
        var error = (ZooKeeperError)reader.Int();
        if (number == WatchEventNumber)
        {
            _watched(WatchEvent.Read(ref reader));
            return;
        }
        (ZooKeeperRequest Request, TaskCompletionSource<ZooKeeperReply?> Answer) awaited;
        lock (_awaited)
        {
            if (!_awaited.Remove(number, out awaited))
            {
                throw new ZooKeeperException(ZooKeeperError.Marshalling, $"{_host} answers {number}, which was not asked");
            }
        }
        awaited.Answer.TrySetResult(new ZooKeeperReply(awaited.Request, error, frame.AsMemory(header)));
    }

    private void Close(Exception why)
    {
        TaskCompletionSource<ZooKeeperReply?>[] left;
        lock (_awaited)
        {
            left = [.. _awaited.Values.Select(a => a.Answer)];
            _awaited.Clear();
            _ending ??= why;
            _closed.TrySetResult();
        }
        _stream.Dispose();
        foreach (TaskCompletionSource<ZooKeeperReply?> answer in left)
        {
            answer.TrySetResult(null);
        }
    }

    private ZooKeeperException Lost() => new(ZooKeeperError.ConnectionLoss, $"the connection to {_host} was lost: {_ending?.Message}", _ending);
}
