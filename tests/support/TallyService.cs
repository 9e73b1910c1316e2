using System.Collections.Concurrent;

namespace Bench.Tests.Support;

/// <summary>A probe that counts how often each number was handled.</summary>
internal sealed class TallyService : IProbe
{
    private readonly ProbeService _probe = new();
    private readonly ConcurrentDictionary<int, int> _handled = new();

    /// <summary>How often a number was handled.</summary>
    public int Of(int number) => _handled.GetValueOrDefault(number);

    /// <summary>Numbers that were handled more than once.</summary>
    public int[] Doubled => [.. _handled.Where(n => n.Value > 1).Select(n => n.Key)];

    public ValueTask<ProbeReply> AskAsync(ProbeRequest request, CancellationToken cancellation)
    {
        _handled.AddOrUpdate(request.Number, 1, (_, times) => times + 1);
        return _probe.AskAsync(request, cancellation);
    }

    public ValueTask<ProbeReply> OtherAsync(ProbeRequest request, CancellationToken cancellation) => AskAsync(request, cancellation);
}
