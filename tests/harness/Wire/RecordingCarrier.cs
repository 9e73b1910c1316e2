using System.IO.Pipelines;
using System.Threading.Channels;
using Bench.Harness.Addressing;
using Bench.Harness.Calls;

namespace Bench.Tests.Harness.Wire;

/// <summary>Pipes between a real client and a real server that keep every byte.</summary>
internal sealed class RecordingCarrier : ICarrier, ICarrierListener
{
    private readonly Channel<ICarrierConnection> _offered = Channel.CreateUnbounded<ICarrierConnection>();

    public MemoryStream FromClient { get; } = new();

    public MemoryStream FromServer { get; } = new();

    public string Name => "recording";

    public string Summary => "pipes that keep every byte";

    public int Rank => 99;

    public string Scheme => "recording";

    public Endpoint Endpoint => new(Scheme, "test");

    public Endpoint LocalEndpoint(string folder) => Endpoint;

    public ValueTask<ICarrierListener> ListenAsync(Endpoint endpoint, CancellationToken cancellation) => new(this);

    public ValueTask<ICarrierConnection> ConnectAsync(Endpoint endpoint, WireCounter wire, CancellationToken cancellation)
    {
        var up = new Pipe();
        var down = new Pipe();
        _offered.Writer.TryWrite(new Connection(up.Reader, new Recorder(down.Writer, FromServer)));
        return new ValueTask<ICarrierConnection>(new Connection(down.Reader, new Recorder(up.Writer, FromClient)));
    }

    public async ValueTask<ICarrierConnection?> AcceptAsync(CancellationToken cancellation) => await _offered.Reader.ReadAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Connection(PipeReader input, PipeWriter output) : ICarrierConnection
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;

        public void Abort()
        {
            output.CancelPendingFlush();
            input.CancelPendingRead();
        }

        public ValueTask DisposeAsync()
        {
            output.Complete();
            input.Complete();
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Keeps what was written in buffers of its own until the flush, as headers are filled in after their payloads.</summary>
    private sealed class Recorder(PipeWriter output, MemoryStream record) : PipeWriter
    {
        private readonly List<(byte[] Bytes, int Used)> _written = [];
        private byte[] _lent = [];

        public override void Advance(int bytes) => _written.Add((_lent, bytes));

        public override void CancelPendingFlush() => output.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => output.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            int start = (int)record.Length;
            _written.ForEach(w => record.Write(w.Bytes, 0, w.Used));
            _written.Clear();
            return output.WriteAsync(record.GetBuffer().AsMemory(start, (int)record.Length - start), cancellationToken);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => _lent = new byte[Math.Max(sizeHint, 1_024)];

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
