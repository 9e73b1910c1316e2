using Bench.Harness.Calls;
using Bench.Harness.Outcome;
using Bench.Harness.Retries;
using Bench.Harness.Wire;
using Bench.Tests.Harness.Wire;
using Bench.Tests.Support;

namespace Bench.Tests.Cases;

/// <summary>A call is given up at every point of its way at which it waits: in virtual time.</summary>
public sealed class CancelCaseTests
{
    private const int Seeds = 3;

    [Theory]
    [InlineData("per-call")]
    [InlineData("pooled")]
    [InlineData("multiplexed")]
    public async Task Case20_a_call_given_up_at_any_point_ends_once_as_cancelled_and_the_next_one_succeeds(string strategy)
    {
        int points = 0;
        for (ulong seed = 0; seed < Seeds; seed++)
        {
            bool over = false;
            for (int point = 0; !over; point++, points++)
            {
                await VirtualTime.RunAsync(async time => over = await GiveUpAtAsync(time, strategy, seed, point));
            }
        }

        // To connect, to wait for a second attempt millisecond by millisecond, to connect again, to be flushed, to be answered, half and whole.
        Assert.InRange(points, Seeds * 8, Seeds * 100);
    }

    [Fact]
    public async Task Case20_a_call_given_up_in_line_for_a_connection_is_cancelled()
    {
        await using ProbeHost host = await ProbeHost.StartAsync();
        await using RpcClient client = host.Client("pooled", new ClientOptions { Pool = 1 });
        using var giveUp = new CancellationTokenSource();
        Task<CallOutcome> held = client.OutcomeAsync(new ProbeRequest(1, null, "hold"));
        await Eventually.HoldsAsync(() => host.Server.Handled == 1, "the first call is handled");

        Task<CallOutcome> inLine = client.OutcomeAsync(new ProbeRequest(2), cancellation: giveUp.Token);
        Assert.False(inLine.IsCompleted);
        await giveUp.CancelAsync();

        Assert.Equal(OutcomeKind.Cancelled, (await inLine).Kind);
        host.Service.Held.SetResult();
        Assert.True((await held).IsOk);
        Assert.True((await client.OutcomeAsync(new ProbeRequest(3))).IsOk);
        Assert.Equal(2, host.Server.Handled);
    }

    /// <returns>True if the call had ended before that point.</returns>
    private static async Task<bool> GiveUpAtAsync(VirtualTime time, string strategy, ulong seed, int point)
    {
        var way = new Way(time);
        var options = new ClientOptions { Connections = 1, Pool = 1, Heartbeat = TimeSpan.Zero, Seed = seed, Retry = new RetryOptions { Attempts = 2 } };
        await using RpcClient client = way.Carrier.Client(strategy, options, time.Clock);
        using var giveUp = new CancellationTokenSource();
        int outcomes = 0;
        Task<CallOutcome> call = client.OutcomeAsync(new ProbeRequest(1, new string('x', 100_000)), cancellation: giveUp.Token);
        Task counted = call.ContinueWith(_ => Interlocked.Increment(ref outcomes), TaskContinuationOptions.ExecuteSynchronously);

        bool over = false;
        for (int step = 0; step < point && !over; step++)
        {
            over = !await way.StepAsync();
        }
        bool wasOver = call.IsCompleted;
        await giveUp.CancelAsync();

        CallOutcome outcome = await call.WaitAsync(TimeSpan.FromSeconds(20));
        await counted;
        Assert.Equal((1, wasOver ? OutcomeKind.Ok : OutcomeKind.Cancelled), (outcomes, outcome.Kind));
        Task<CallOutcome> next = client.OutcomeAsync(new ProbeRequest(2));
        await way.AnswerAllAsync(next);
        CallOutcome second = await next;
        Assert.True(second.IsOk, $"point {point}: {second.Message}");
        Assert.Equal(0, client.Statistics.UnwantedAnswers.Duplicate);
        return over;
    }

    /// <summary>The way of a call, in steps: no connection, a wait, a connection, a flush that has to wait, an answer in two halves.</summary>
    private sealed class Way
    {
        private readonly VirtualTime _time;
        private readonly Queue<Func<Task>> _steps = new();
        private TaskCompletionSource? _connecting;
        private RawPeer? _server;
        private ulong _id;
        private byte[] _rest = [];
        private bool _open;

        public Way(VirtualTime time)
        {
            _time = time;
            Carrier = new HeldCarrier { Connecting = _ => _open ? Task.CompletedTask : (_connecting = new TaskCompletionSource()).Task };
            Add(() =>
            {
                Interlocked.Exchange(ref _connecting, null)!.SetException(new ConnectException(ErrorKind.ConnectFailed, "nobody there"));
                return Task.CompletedTask;
            });
            for (int ms = 0; ms < 20; ms++)
            {
                Add(() =>
                {
                    _time.Advance(1);
                    return Task.CompletedTask;
                });
            }
            Add(() =>
            {
                _connecting!.SetResult();
                return Task.CompletedTask;
            });
            Add(async () =>
            {
                _server = await Carrier.PeerAsync();
                await _server.ReadAsync(FrameKind.Hello);
                _id = (await _server.ReadAsync(FrameKind.Request)).Header.Correlation;
            });
            Add(() =>
            {
                _rest = Frames.Reply(_id, 1)[25..];
                return _server!.SendAsync(Frames.Join([Frames.HelloAck(), Frames.Reply(_id, 1)[..25]]));
            });
            Add(SendRestAsync);
        }

        public HeldCarrier Carrier { get; }

        /// <summary>Takes the next step. False if there is none.</summary>
        public async Task<bool> StepAsync()
        {
            if (!_steps.TryDequeue(out Func<Task>? step))
            {
                return false;
            }
            await step();
            return true;
        }

        /// <summary>From now on connections open and requests are answered, until the call has ended.</summary>
        public async Task AnswerAllAsync(Task call)
        {
            _open = true;
            Interlocked.Exchange(ref _connecting, null)?.TrySetResult();
            Task<RawPeer> peer = Carrier.PeerAsync();
            var answering = new List<Task>();
            if (_server is not null)
            {
                await SendRestAsync();
                answering.Add(AnswerAsync(_server));
            }
            for (int i = 0; i < 5_000 && !call.IsCompleted; i++)
            {
                if (peer.IsCompletedSuccessfully)
                {
                    answering.Add(AnswerAsync(await peer));
                    peer = Carrier.PeerAsync();
                }
                _time.Advance(1);
                await Task.Delay(1);
            }
        }

        private Task SendRestAsync() => _server!.SendAsync(Interlocked.Exchange(ref _rest, []));

        private void Add(Func<Task> step) => _steps.Enqueue(step);

        private static async Task AnswerAsync(RawPeer server)
        {
            while (await server.ReadAsync() is { } frame)
            {
                if (frame.Header.Kind == FrameKind.Request)
                {
                    await server.SendAsync(Frames.Reply(frame.Header.Correlation, 2));
                }
            }
        }
    }
}
