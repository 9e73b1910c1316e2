using System.Net;
using System.Net.Http.Headers;

namespace Bench.Transports.Stacks.Http;

/// <summary>
/// A request's body. Its bytes go back to their pool with the last user: the handler may still be sending them when the answer is there, or the call given up.
/// </summary>
internal sealed class MessageContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Bytes = new("application/octet-stream");

    private readonly EncodedMessage _message;
    private int _users = 1;

    public MessageContent(EncodedMessage message)
    {
        _message = message;
        Headers.ContentType = Bytes;
    }

    /// <summary>Whether there was a connection that it was to be sent on.</summary>
    public bool IsSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Interlocked.Increment(ref _users) == 1, this);
        IsSent = true;
        try
        {
            await stream.WriteAsync(_message.Written, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _message.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Leave();
        }
        base.Dispose(disposing);
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _message.Dispose();
        }
    }
}
