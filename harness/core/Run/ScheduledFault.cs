using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Harness.Links;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>What a fault does to a provider's process.</summary>
public enum ProviderFault
{
    /// <summary>Ends it at once.</summary>
    Kill,

    /// <summary>Asks it to deregister, finish its calls and end.</summary>
    Stop,

    /// <summary>Halts it, as a long pause would.</summary>
    Pause,

    /// <summary>Lets it go on after a pause.</summary>
    Resume,

    /// <summary>Ends it as <see cref="Stop"/> does, and starts it anew under its old id at its old endpoint.</summary>
    Restart,
}

/// <summary>A fault at a time: <c>at 3s kill provider 2</c>, <c>at 3s pause provider 2 for 10s</c>, <c>at 5s reset 50%</c>.</summary>
/// <param name="At">Time from the start of the window.</param>
/// <param name="Text">What is to happen, without the time.</param>
/// <param name="Provider">Number of the provider it happens to, from 1; null if it happens to the link.</param>
/// <param name="Kind">What happens to the provider.</param>
/// <param name="Length">How long a pause lasts; null for as long as the launch.</param>
public sealed partial record ScheduledFault(TimeSpan At, string Text, int? Provider, ProviderFault Kind, TimeSpan? Length)
{
    private const string Forms = "at TIME kill|stop|restart provider N, at TIME pause provider N [for TIME], or at TIME followed by a fault of the link (reset 50%, black-hole for 5s, stall 2s, half-open, slow-reader 10kb/s for 5s, refuse for 2s)";

    /// <summary>Reads a fault.</summary>
    /// <exception cref="PlanException">It is none; the message lists the forms.</exception>
    public static ScheduledFault Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Match match = Scheduled().Match(text.Trim());
        if (!match.Success || !DurationText.TryParse(match.Groups["at"].ValueSpan, out TimeSpan at))
        {
            throw new PlanException($"The fault '{text}' can't be read: use {Forms}.");
        }
        string what = match.Groups["what"].Value;
        Match provider = OfProvider().Match(what);
        if (!provider.Success)
        {
            return what.Contains("provider", StringComparison.Ordinal)
                ? throw new PlanException($"The fault '{text}' can't be read: use {Forms}.")
                : new ScheduledFault(at, LinkFaultOf(what).Text, null, default, null);
        }
        TimeSpan? length = null;
        ProviderFault kind = Enum.Parse<ProviderFault>(provider.Groups["kind"].Value, ignoreCase: true);
        if (provider.Groups["for"] is { Success: true, ValueSpan: var span })
        {
            length = kind == ProviderFault.Pause && DurationText.TryParse(span, out TimeSpan read)
                ? read
                : throw new PlanException($"The fault '{text}' can't be read: 'for TIME' belongs to a pause, with a time such as 500ms or 10s.");
        }
        return new ScheduledFault(at, what, int.Parse(provider.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), kind, length);
    }

    private static LinkFault LinkFaultOf(string text)
    {
        try
        {
            return LinkFault.Parse(text);
        }
        catch (LinkSyntaxException e)
        {
            throw new PlanException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"at {DurationText.Format(At)} {Text}";

    [GeneratedRegex(@"^at\s+(?<at>\S+)\s+(?<what>\S.*)$")]
    private static partial Regex Scheduled();

    [GeneratedRegex(@"^(?<kind>kill|stop|pause|restart)\s+provider\s+(?<number>[0-9]{1,4})(\s+for\s+(?<for>\S+))?$")]
    private static partial Regex OfProvider();
}
