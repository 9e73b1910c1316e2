using System.Net.Security;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Transports.Carriers;
using Bench.Transports.Sockets;
using Bench.Transports.Tls;

namespace Bench.Transports.Stacks.Clients;

/// <summary>Opens the connections that a stack asks for, to one provider, and tells statistics what becomes of them.</summary>
/// <param name="connections">Where to, with which options.</param>
/// <param name="protocol">What is spoken above TLS.</param>
/// <param name="isLongLived">Whether connections outlive their calls, so that it is a loss if the server ends one.</param>
internal sealed class StackConnections(ConnectionFactory connections, SslApplicationProtocol protocol, bool isLongLived)
{
    private readonly List<SslApplicationProtocol> _protocols = [protocol];
    private readonly HashSet<StackConnection> _open = [];
    private int _broken;

    /// <summary>Whether one is open.</summary>
    public bool IsConnected
    {
        get
        {
            lock (_open)
            {
                return _open.Count > 0;
            }
        }
    }

    /// <summary>Opens a connection within the deadline of a call, handshake included.</summary>
    /// <exception cref="ConnectException">It can't be opened.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellation)
    {
        long startNs = connections.Clock.NowNs;
        using var timeout = new CancellationTokenSource(connections.Options.Deadline, connections.Clock.Provider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            var connection = new StackConnection(await DialAsync(both.Token).ConfigureAwait(false), this, connections.Statistics.Wire);
            Stream stream = connections.Carrier.IsPinned
                ? await TlsHandshake.AsClientAsync(connection, connections.Endpoint, connections.Carrier.Name, _protocols, resume: false, both.Token).ConfigureAwait(false)
                : connection;
            Opened(connection, startNs);
            return stream;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw Unconnected();
        }
    }

    /// <summary>What ends a call whose time is over before there was a connection to send it on: it has not timed out, it never began.</summary>
    public ConnectException Unconnected() => new(connections.Unconnected.Error, connections.Unconnected.Message!);

    /// <summary>A connection is over; only the first word of it counts.</summary>
    public void Ended(StackConnection connection, bool isLost)
    {
        lock (_open)
        {
            if (!_open.Remove(connection))
            {
                return;
            }
            _broken += isLost && isLongLived ? 1 : 0;
        }
        connections.Statistics.Closed(connection, isLost && isLongLived ? connections.Clock.NowNs : null);
    }

    private ValueTask<Socket> DialAsync(CancellationToken cancellation) => connections.Carrier switch
    {
        { Scheme: "unix" } => UnixSockets.ConnectAsync(connections.Endpoint, cancellation),
        { IsPinned: true } => TcpSockets.ConnectAsync(connections.Endpoint, cancellation),
        ICarrier carrier => TcpSockets.ConnectAsync(TcpCarrier.Plain(connections.Endpoint), cancellation, (carrier as TcpCarrier)?.Ports),
    };

    private void Opened(StackConnection connection, long startNs)
    {
        bool replacesBroken;
        connection.OpenedNs = connections.Clock.NowNs;
        lock (_open)
        {
            replacesBroken = _broken > 0;
            _broken -= replacesBroken ? 1 : 0;
            _open.Add(connection);
        }
        connections.Statistics.Opened(connection, connection.OpenedNs - startNs, replacesBroken);
    }
}
