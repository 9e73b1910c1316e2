using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Harness.Wire;
using Bench.Tests.Support;
using Bench.Transports.Carriers;

namespace Bench.Tests.Transports;

/// <summary>What TLS adds to a connection: who the server is, sessions, records, and peers that speak something else.</summary>
public sealed class TlsTests
{
    /// <summary>Bytes a record of TLS 1.3 adds to its content: header 5, type 1, tag 16 (RFC 8446, 5.2).</summary>
    private const int RecordOverhead = 22;

    private const int LargestRecord = 16_384;

    public static TheoryData<string> Carriers => ["tls", "tls-resumed"];

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_server_with_another_certificate_than_the_pinned_one_is_refused_with_both(string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        string wrong = Endpoint.PinOf(new byte[32]);
        await using RpcClient client = host.Client("pooled", endpoint: host.Server.Endpoint with { Pin = wrong });

        CallOutcome outcome = await OutcomeAsync(client);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains(wrong, outcome.Message, StringComparison.Ordinal);
        Assert.Contains(host.Server.Endpoint.Pin!, outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task An_endpoint_without_a_pin_is_refused_with_the_one_that_the_server_has(string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client("multiplexed", endpoint: host.Server.Endpoint.Unpinned);

        CallOutcome outcome = await OutcomeAsync(client);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains("has no pin", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(host.Server.Endpoint.ToString(), outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("per-call", "tls")]
    [InlineData("pooled", "tls-resumed")]
    [InlineData("multiplexed", "tls")]
    public async Task A_plain_client_is_told_that_the_server_speaks_tls(string strategy, string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using ProbeHost plain = await ProbeHost.StartAsync();
        await using RpcClient client = plain.Client(strategy, endpoint: host.Server.Endpoint.Unpinned);
        await using RpcClient pinned = plain.Client(strategy, endpoint: host.Server.Endpoint);

        CallOutcome outcome = await OutcomeAsync(client);
        CallOutcome outcomePinned = await OutcomeAsync(pinned);

        Assert.Equal(ErrorKind.Refused, outcome.Error);
        Assert.Contains("multiplexed+tls", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.ConnectFailed, outcomePinned.Error);
        Assert.Contains("TLS server", outcomePinned.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_tls_client_is_told_that_the_server_does_not_speak_tls(string carrier)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using ProbeHost plain = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("multiplexed", endpoint: plain.Server.Endpoint with { Pin = host.Server.Endpoint.Pin });

        CallOutcome outcome = await OutcomeAsync(client);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains($"{plain.Server.Endpoint} does not speak TLS", outcome.Message, StringComparison.Ordinal);
        Assert.Contains($"--transports multiplexed+{carrier}", outcome.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls", "tls-resumed")]
    [InlineData("tls-resumed", "tls")]
    public async Task A_server_that_resumes_and_a_client_that_does_not_are_not_taken_for_one_another(string served, string called)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(served);
        await using ProbeHost other = await ProbeHost.StartAsync(called);
        await using RpcClient client = other.Client("pooled", endpoint: host.Server.Endpoint);

        CallOutcome outcome = await OutcomeAsync(client);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains($"'{called}'", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up_with_the_deadline()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using ProbeHost host = await ProbeHost.StartAsync("tls");
        var endpoint = new Endpoint("tcp", "127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port) { Pin = host.Server.Endpoint.Pin };
        await using RpcClient client = host.Client("per-call", new ClientOptions { Deadline = TimeSpan.FromMilliseconds(300) }, endpoint: endpoint);

        CallOutcome outcome = await OutcomeAsync(client);

        Assert.Equal(ErrorKind.ConnectFailed, outcome.Error);
        Assert.Contains("did not accept a connection within", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case7_a_client_that_never_begins_its_handshake_is_cut_and_holds_up_nobody()
    {
        await using ProbeHost host = await ProbeHost.StartAsync("tls", o => o with { Limits = new() { HandshakeTimeout = TimeSpan.FromMilliseconds(300) } });
        using var silent = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(host.Server.Endpoint.Host, host.Server.Endpoint.Port);
        await using RpcClient client = host.Client("pooled");

        Assert.True((await OutcomeAsync(client)).IsOk);

        Assert.Equal(0, await ReceiveOrEndAsync(silent));
    }

    [Fact]
    public async Task Every_handshake_of_tls_is_a_full_one()
    {
        long[] bytesIn = await BytesInPerConnectionAsync(new TlsCarrier(), 6);

        // Signatures vary by a few bytes, and a goodbye of 24 is read before the next connection or after; a certificate is some hundred.
        Assert.InRange(bytesIn.Max() - bytesIn.Min(), 0, 70);
    }

    [Fact]
    public async Task Handshakes_of_tls_resumed_show_no_certificate_after_the_first()
    {
        long[] bytesIn = await BytesInPerConnectionAsync(new TlsResumedCarrier(), 6);

        Assert.All(bytesIn[1..], later => Assert.InRange(later, 1, bytesIn[0] - 400));
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task A_flush_makes_no_more_records_than_its_bytes_need(string name)
    {
        ICarrier carrier = ProbeHost.Plugs.Find<ICarrier>("carrier", name);
        await using ICarrierListener listener = await carrier.ListenAsync(carrier.LocalEndpoint("unused"), CancellationToken.None);
        var wire = new WireCounter();
        (Task<ICarrierConnection> connecting, ICarrierConnection server) = await OpenAsync(carrier, listener, wire);
        int[][] flushes = [[10], [.. Enumerable.Repeat(100, 1_000)], [5, 40_000, 5, 100_000, 70], [32_768, 32_768], [1, 1_000_000, 1]];
        Task<long> draining = DrainAsync(server, flushes.Sum(f => f.Sum()));
        ICarrierConnection client = await connecting;
        var output = (CommittingPipeWriter)client.Output;

        foreach (int[] pieces in flushes)
        {
            long before = wire.BytesOut;
            foreach (int piece in pieces)
            {
                output.GetSpan(piece)[..piece].Fill((byte)piece);
                output.Advance(piece);
            }
            output.Commit();
            await output.FlushAsync();

            int total = pieces.Sum();
            Assert.Equal(total + (RecordOverhead * ((total + LargestRecord - 1) / LargestRecord)), wire.BytesOut - before);
        }
        await draining;
        await client.DisposeAsync();
        await server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Carriers))]
    public async Task Aborting_at_any_time_from_another_thread_ends_reads_and_flushes(string name)
    {
        ICarrier carrier = ProbeHost.Plugs.Find<ICarrier>("carrier", name);
        await using ICarrierListener listener = await carrier.ListenAsync(carrier.LocalEndpoint("unused"), CancellationToken.None);
        var random = new Random(11);
        for (int i = 0; i < 150; i++)
        {
            int spins = random.Next(20_000);
            (Task<ICarrierConnection> connecting, ICarrierConnection server) = await OpenAsync(carrier, listener, new WireCounter());
            if (i % 3 == 0)
            {
                // Within the handshake, most likely.
                await Task.WhenAll(AbortAsync(server, spins), ReadAndDisposeAsync(server), EndingOf(connecting)).WaitAsync(TimeSpan.FromSeconds(20));
                continue;
            }
            Task serving = EchoAsync(server);
            ICarrierConnection client = await connecting;

            await Task.WhenAll(AbortAsync(client, spins), ReadAndDisposeAsync(client), EndingOf(WriteAsync(client)), EndingOf(serving)).WaitAsync(TimeSpan.FromSeconds(20));
            await server.DisposeAsync();
        }
    }

    private static async Task<(Task<ICarrierConnection> Connecting, ICarrierConnection Server)> OpenAsync(ICarrier carrier, ICarrierListener listener, WireCounter wire)
    {
        Task<ICarrierConnection> connecting = carrier.ConnectAsync(listener.Endpoint, wire, CancellationToken.None).AsTask();
        return (connecting, (await listener.AcceptAsync(CancellationToken.None))!);
    }

    private static Task AbortAsync(ICarrierConnection connection, int spins) => Task.Run(() =>
    {
        Thread.SpinWait(spins);
        connection.Abort();
        connection.Abort();
    });

    /// <summary>As connections are used: whoever reads disposes in the end, be a flush still under way or not.</summary>
    private static async Task ReadAndDisposeAsync(ICarrierConnection connection)
    {
        await EndingOf(DrainAsync(connection));
        await connection.DisposeAsync();
    }

    private static async Task EndingOf(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<long> DrainAsync(ICarrierConnection connection, long atMost = long.MaxValue)
    {
        await Task.Yield();
        long read = 0;
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync();
            read += result.Buffer.Length;
            connection.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted || read >= atMost)
            {
                return read;
            }
        }
    }

    private static async Task EchoAsync(ICarrierConnection connection)
    {
        await Task.Yield();
        var output = (CommittingPipeWriter)connection.Output;
        while (true)
        {
            ReadResult result = await connection.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in result.Buffer)
            {
                output.Write(segment.Span);
            }
            connection.Input.AdvanceTo(result.Buffer.End);
            output.Commit();
            await output.FlushAsync();
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private static async Task WriteAsync(ICarrierConnection connection)
    {
        await Task.Yield();
        var output = (CommittingPipeWriter)connection.Output;
        while (true)
        {
            output.Write(new byte[50_000]);
            output.Commit();
            await output.FlushAsync();
        }
    }

    private static async Task<int> ReceiveOrEndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[100]).WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private static async Task<CallOutcome> OutcomeAsync(RpcClient client)
    {
        var scope = new CallScope();
        await client.CreateClient<IProbe>(scope).AskAsync(new ProbeRequest(1), CancellationToken.None);
        return scope.Outcome;
    }

    /// <param name="carrier">One of its own, as one that others have used may have sessions to resume.</param>
    /// <param name="connections">How many to open, one after another.</param>
    private static async Task<long[]> BytesInPerConnectionAsync(ICarrier carrier, int connections)
    {
        await using ProbeHost host = await ProbeHost.StartAsync(carrier);
        await using RpcClient client = host.Client("per-call");
        var bytes = new long[connections];
        for (int i = 0; i < connections; i++)
        {
            long before = client.Statistics.Wire.BytesIn;
            Assert.True((await OutcomeAsync(client)).IsOk);
            bytes[i] = client.Statistics.Wire.BytesIn - before;
        }
        return bytes;
    }
}
