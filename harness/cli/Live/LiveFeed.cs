using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;
using Bench.Harness.Time;

namespace Bench.Cli.Live;

/// <summary>
/// What goes on in a run as events for readers, each of whom gets those before as well. Nobody is waited for: who reads too slowly loses the
/// oldest events.
/// </summary>
internal sealed class LiveFeed(Clock clock) : IRunObserver
{
    /// <summary>Events that are kept, about half an hour.</summary>
    private const int Kept = 3600;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly long _startNs = clock.NowNs;
    private readonly Lock _gate = new();
    private readonly Queue<string> _events = [];
    private readonly HashSet<Channel<string>> _readers = [];
    private readonly OutcomeIncrements _increments = new();
    private long _lastNs;
    private bool _ended;

    /// <summary>An event; what it does not have is left out.</summary>
    private sealed record Event(string Type, double AtSeconds)
    {
        public string? Cell { get; init; }

        public int? Number { get; init; }

        public int? Of { get; init; }

        public int? Round { get; init; }

        public string? Stage { get; init; }

        public double? RatePerSecond { get; init; }

        public double? FailuresPerSecond { get; init; }

        public long? InFlight { get; init; }

        public long? P50Ns { get; init; }

        public long? P90Ns { get; init; }

        public long? P99Ns { get; init; }

        public long? P999Ns { get; init; }
    }

    public void Launching(int number, int of, int round, Cell cell)
    {
        _increments.Begin();
        _lastNs = clock.NowNs;
        Publish(Now("launch") with { Cell = cell.Id, Number = number, Of = of, Round = round });
    }

    public void Probing(Cell cell, CapacityProbe probe)
    {
        _increments.Begin();
        _lastNs = clock.NowNs;
    }

    public void Progressed(Cell cell, LoadProgress progress)
    {
        long nowNs = clock.NowNs;
        double failures = _increments.Add(progress).Failed * 1e9 / Math.Max(1, nowNs - _lastNs);
        _lastNs = nowNs;
        Publish(Now("progress") with
        {
            Cell = cell.Id,
            Stage = progress.Stage.ToString().ToLowerInvariant(),
            RatePerSecond = progress.RatePerSecond,
            FailuresPerSecond = failures,
            InFlight = progress.InFlight,
            P50Ns = progress.P50Ns,
            P90Ns = progress.P90Ns,
            P99Ns = progress.P99Ns,
            P999Ns = progress.P999Ns,
        });
    }

    public void Launched(Cell cell, RoundRecord round) => Publish(Now("launched") with { Cell = cell.Id, Round = round.Round });

    /// <summary>The last event; readers end after it.</summary>
    public void End()
    {
        Publish(Now("end"));
        lock (_gate)
        {
            _ended = true;
            foreach (Channel<string> reader in _readers)
            {
                reader.Writer.Complete();
            }
        }
    }

    /// <summary>A reader of the events so far and of those to come, each as JSON on one line.</summary>
    public Channel<string> Subscribe()
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(Kept + 1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            foreach (string one in _events)
            {
                channel.Writer.TryWrite(one);
            }
            if (_ended)
            {
                channel.Writer.Complete();
            }
            else
            {
                _readers.Add(channel);
            }
        }
        return channel;
    }

    /// <summary>A reader goes away.</summary>
    public void Unsubscribe(Channel<string> reader)
    {
        lock (_gate)
        {
            _readers.Remove(reader);
        }
    }

    private Event Now(string type) => new(type, (clock.NowNs - _startNs) / 1e9);

    private void Publish(Event one)
    {
        string json = JsonSerializer.Serialize(one, Json);
        lock (_gate)
        {
            if (_events.Count == Kept)
            {
                _events.Dequeue();
            }
            _events.Enqueue(json);
            foreach (Channel<string> reader in _readers)
            {
                reader.Writer.TryWrite(json);
            }
        }
    }
}
