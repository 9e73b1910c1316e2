using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Bench.Harness.Calls;
using Bench.Harness.Contracts;
using Bench.Harness.Outcome;
using Bench.Transports.Stacks.Clients;

namespace Bench.Transports.Stacks.Http;

/// <summary>Calls as POSTs of .NET's own client, one version of HTTP and no other.</summary>
internal sealed class HttpSource : StackSource
{
    private readonly ConcurrentDictionary<ushort, Uri> _uris = new();
    private readonly SocketsHttpHandler _handler;
    private readonly HttpMessageInvoker _invoker;
    private readonly Uri _address;
    private readonly Version _version;
    private readonly bool _closes;
    private readonly int _mostBytes;

    /// <param name="connections">Where to.</param>
    /// <param name="sockets">Its connections.</param>
    /// <param name="version">1.1 or 2.0.</param>
    /// <param name="closes">Whether each request asks for the connection to be closed after it.</param>
    public HttpSource(ConnectionFactory connections, StackConnections sockets, Version version, bool closes = false)
        : base(connections, sockets)
    {
        _handler = StackHandler.Create(sockets, connections.Options, isHttp2: version == HttpVersion.Version20);
        _invoker = new HttpMessageInvoker(_handler, disposeHandler: true);
        _address = StackHandler.AddressOf(connections);
        _version = version;
        _closes = closes;
        _mostBytes = connections.Options.Limits.MaxFrameBytes;
    }

    public override ValueTask OpenAllAsync() => _closes ? ValueTask.CompletedTask : StackHandler.OpenAsync(_handler, _address, _version, Closing);

    protected override async ValueTask<StackAnswer<TReply>> SendAsync<TRequest, TReply>(StackCall<TRequest, TReply> call)
    {
        var content = new MessageContent(Encoded(call));
        using HttpRequestMessage request = RequestOf(call.Method, content);
        using CancellationTokenSource limit = Limit(call.Remaining, call.Cancellation);
        try
        {
            using HttpResponseMessage response = await _invoker.SendAsync(request, limit.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? new StackAnswer<TReply>(CallOutcome.Ok, await ReadAsync(call, response, limit.Token).ConfigureAwait(false))
                : new StackAnswer<TReply>(await HttpErrors.ReadAsync(response, limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!content.IsSent)
        {
            throw Sockets.Unconnected();
        }
    }

    protected override CallOutcome OutcomeOf(Exception failure) => failure switch
    {
        _ when MessageException.Within(failure) is CallOutcome message => message,
        OperationCanceledException => CallOutcome.Timeout,
        _ => ConnectionErrors.Within(failure) ?? CallOutcome.Failed(ErrorKind.Internal, failure.Message),
    };

    protected override ValueTask CloseAsync()
    {
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }

    private EncodedMessage Encoded<TRequest, TReply>(in StackCall<TRequest, TReply> call)
    {
        var encoded = new EncodedMessage();
        try
        {
            call.RequestCodec.Encode(call.Request, encoded);
        }
        catch (Exception e)
        {
            encoded.Dispose();
            throw new MessageException(ErrorKind.Encode, $"the request of {call.Method.Name} can't be encoded: {e.Message}", e);
        }
        if (encoded.Length > _mostBytes)
        {
            int length = encoded.Length;
            encoded.Dispose();
            throw new MessageException(ErrorKind.TooLarge, $"the request of {call.Method.Name} has {length} bytes, the limit is {_mostBytes}");
        }
        return encoded;
    }

    private HttpRequestMessage RequestOf(MethodContract method, MessageContent content)
    {
        Uri uri = _uris.GetOrAdd(method.Id, static (_, at) => new Uri(at.Address, HttpPaths.Of(at.Method)), (Address: _address, Method: method));
        var request = new HttpRequestMessage(HttpMethod.Post, uri) { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = content };
        if (_closes)
        {
            request.Headers.ConnectionClose = true;
        }
        return request;
    }

    private async ValueTask<TReply> ReadAsync<TRequest, TReply>(StackCall<TRequest, TReply> call, HttpResponseMessage response, CancellationToken cancellation)
    {
        long length = response.Content.Headers.ContentLength ?? throw new MessageException(ErrorKind.Protocol, "the server did not say how long its answer is");
        if (length > _mostBytes)
        {
            throw new MessageException(ErrorKind.TooLarge, $"the reply of {call.Method.Name} has {length} bytes, the limit is {_mostBytes}");
        }
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)length + 1);
        await using (Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false))
        {
            // To the end, and not only to the last byte: a response that is left before is reset.
            await stream.ReadAtLeastAsync(bytes.AsMemory(0, (int)length + 1), (int)length + 1, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        }
        TReply decoded = Decode(call.Method, call.ReplyCodec, bytes.AsMemory(0, (int)length));
        // Only what was read to its end goes back: nobody else writes to it any more.
        ArrayPool<byte>.Shared.Return(bytes);
        return decoded;
    }

    private static TReply Decode<TReply>(MethodContract method, IMessageCodec<TReply> codec, ReadOnlyMemory<byte> reply)
    {
        try
        {
            return codec.Decode(new ReadOnlySequence<byte>(reply));
        }
        catch (Exception e)
        {
            throw new MessageException(ErrorKind.Decode, $"the reply of {method.Name} can't be decoded: {e.Message}", e);
        }
    }
}
