using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Harness.Links;
using Bench.Harness.Time;

namespace Bench.Harness.Run;

/// <summary>
/// A fault at a time: <c>at 3s kill provider 2</c>, <c>at 3s pause provider 2 for 10s</c>, <c>at 1s fail 5%</c>, <c>at 2s restart directory</c>,
/// <c>at 5s reset 50%</c>.
/// </summary>
/// <param name="At">Time from the start of the window.</param>
/// <param name="Text">What is to happen, without the time.</param>
/// <param name="Kind">What kind of thing that is.</param>
/// <param name="Provider">Number of the provider it happens to, from 1; null if it happens to the link, the directory, or all providers.</param>
/// <param name="Length">How long a pause or failures last; null for as long as the launch.</param>
/// <param name="Share">Share of requests that fail, 0 to 1; 0 for other faults, and for the end of failures.</param>
public sealed partial record ScheduledFault(TimeSpan At, string Text, FaultKind Kind, int? Provider = null, TimeSpan? Length = null, double Share = 0)
{
    private const string Forms = "at TIME kill|stop|restart provider N, at TIME pause provider N [for TIME], at TIME fail SHARE% [provider N] [for TIME], "
        + "at TIME restart directory, or at TIME followed by a fault of the link "
        + "(reset 50%, black-hole for 5s, stall 2s, half-open, slow-reader 10kb/s for 5s, refuse for 2s)";

    /// <summary>Whether it makes its provider unreachable, so that not to answer is no failure of the provider's.</summary>
    public bool DoomsProvider => Provider is not null && Kind != FaultKind.Fail;

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
        return RestartOfDirectory().IsMatch(what) ? new ScheduledFault(at, what, FaultKind.RestartDirectory)
            : OfProvider().Match(what) is { Success: true } provider ? Whole(text, at, what, Enum.Parse<FaultKind>(provider.Groups["kind"].Value, ignoreCase: true), provider)
            : OfRequests().Match(what) is { Success: true } requests ? Whole(text, at, what, FaultKind.Fail, requests)
            : OfThisHouse().IsMatch(what) ? throw new PlanException($"The fault '{text}' can't be read: use {Forms}.")
            : new ScheduledFault(at, LinkFaultOf(what).Text, FaultKind.Link);
    }

    /// <summary>The steps of it: what lasts for a time has an end.</summary>
    public IEnumerable<ScheduledFault> Steps()
    {
        yield return this;
        if (Length is TimeSpan length && Kind is FaultKind.Pause)
        {
            yield return new ScheduledFault(At + length, $"provider {Provider} goes on", FaultKind.Resume, Provider);
        }
        else if (Length is TimeSpan failing && Kind is FaultKind.Fail)
        {
            yield return new ScheduledFault(At + failing, $"{(Provider is null ? "no provider fails" : $"provider {Provider} fails no")} longer", FaultKind.Fail, Provider);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"at {DurationText.Format(At)} {Text}";

    private static ScheduledFault Whole(string text, TimeSpan at, string what, FaultKind kind, Match match)
    {
        TimeSpan? length = null;
        if (match.Groups["for"] is { Success: true, ValueSpan: var span })
        {
            length = kind is FaultKind.Pause or FaultKind.Fail && DurationText.TryParse(span, out TimeSpan read)
                ? read
                : throw new PlanException($"The fault '{text}' can't be read: 'for TIME' belongs to a pause or to failures, with a time such as 500ms or 10s.");
        }
        double share = 0;
        if (kind == FaultKind.Fail && !ShareText.TryParse(match.Groups["share"].ValueSpan, out share))
        {
            throw new PlanException($"The fault '{text}' can't be read: give the share of requests that fail, above 0% to 100%.");
        }
        Group number = match.Groups["number"];
        return new ScheduledFault(at, what, kind, number.Success ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : null, length, share);
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

    [GeneratedRegex(@"^at\s+(?<at>\S+)\s+(?<what>\S.*)$")]
    private static partial Regex Scheduled();

    [GeneratedRegex(@"^(?<kind>kill|stop|pause|restart)\s+provider\s+(?<number>[0-9]{1,4})(\s+for\s+(?<for>\S+))?$")]
    private static partial Regex OfProvider();

    [GeneratedRegex(@"^fail\s+(?<share>\S+)(\s+provider\s+(?<number>[0-9]{1,4}))?(\s+for\s+(?<for>\S+))?$")]
    private static partial Regex OfRequests();

    [GeneratedRegex(@"provider|directory|^fail\b|^restart\b")]
    private static partial Regex OfThisHouse();

    [GeneratedRegex(@"^restart\s+directory$")]
    private static partial Regex RestartOfDirectory();
}
