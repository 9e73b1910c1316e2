using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Bench.Harness.Addressing;
using Bench.Harness.Wire;

namespace Bench.Tests.Harness.Wire;

/// <summary>One end of a connection in the hands of a test: any bytes out, frames in. Whatever takes 20 s fails as cancelled.</summary>
internal sealed class RawPeer(PipeReader input, PipeWriter output) : IAsyncDisposable
{
    private readonly CancellationTokenSource _guard = new(TimeSpan.FromSeconds(20));

    public static async Task<RawPeer> ConnectAsync(Endpoint server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        return new RawPeer(PipeReader.Create(stream), PipeWriter.Create(stream));
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await output.WriteAsync(bytes, _guard.Token);

    /// <summary>Sends without waiting for room, for peers that are not being read.</summary>
    public void Post(ReadOnlyMemory<byte> bytes) => _ = output.WriteAsync(bytes, _guard.Token).AsTask();

    /// <summary>No more bytes from here.</summary>
    public ValueTask EndAsync() => output.CompleteAsync();

    /// <summary>The next frame; null at the end of the connection, cut or orderly.</summary>
    public async Task<(FrameHeader Header, byte[] Payload)?> ReadAsync()
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await input.ReadAsync(_guard.Token);
            }
            catch (IOException)
            {
                return null;
            }
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (FrameReader.TryRead(ref buffer, 1 << 24, out FrameHeader header, out ReadOnlySequence<byte> payload))
            {
                byte[] copy = payload.ToArray();
                input.AdvanceTo(buffer.Start);
                return (header, copy);
            }
            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    public async Task<(FrameHeader Header, byte[] Payload)> ReadAsync(FrameKind kind)
    {
        (FrameHeader Header, byte[] Payload)? frame = await ReadAsync();
        Assert.NotNull(frame);
        Assert.Equal(kind, frame.Value.Header.Kind);
        return frame.Value;
    }

    /// <summary>The next frame if it is there.</summary>
    public async Task<(FrameHeader Header, byte[] Payload)?> TryReadAsync()
    {
        if (!input.TryRead(out ReadResult result))
        {
            return null;
        }
        input.AdvanceTo(result.Buffer.Start);
        return result.Buffer.IsEmpty ? null : await ReadAsync();
    }

    /// <summary>Reads frames to the end of the connection.</summary>
    public async Task<List<(FrameHeader Header, byte[] Payload)>> ReadToEndAsync()
    {
        var frames = new List<(FrameHeader, byte[])>();
        while (await ReadAsync() is (FrameHeader, byte[]) frame)
        {
            frames.Add(frame);
        }
        return frames;
    }

    public async ValueTask DisposeAsync()
    {
        await output.CompleteAsync();
        await input.CompleteAsync();
        _guard.Dispose();
    }
}
