using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Links;

/// <summary>Faults as words.</summary>
internal static class FaultSyntax
{
    public const string Reset = "reset";
    public const string HalfOpen = "half-open";
    public const string Stall = "stall";
    public const string BlackHole = "black-hole";
    public const string Refuse = "refuse";
    public const string SlowReader = "slow-reader";
    public const string Slice = "slice";
    public const string LimitData = "limit-data";
    public const string For = "for";
    public const string Off = "off";

    public static LinkFault Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        TimeSpan? length = null;
        if (words is [.., For, string lasting])
        {
            length = TimeOf(text, lasting);
            words = words[..^2];
        }
        LinkFault fault = words switch
        {
            [Reset, string share] => new ResetFault(ShareText.TryParse(share, out double of) ? of : throw LinkSyntaxException.ForFault(text, $"'{share}' is no share above 0% up to 100%")),
            [HalfOpen] => new HalfOpenFault(),
            [Stall, string time] => new StallFault(TimeOf(text, time)),
            [BlackHole] => new BlackHoleFault(length),
            [Refuse] => new RefuseFault(length),
            [BlackHole or Refuse or SlowReader or Slice or LimitData, Off] => new EndOfFault(words[0]),
            [SlowReader, string rate] => new SlowReaderFault(RateText.TryParse(rate, out long of) ? of : throw LinkSyntaxException.ForFault(text, $"'{rate}' is no rate such as 10kb/s"), length),
            [Slice, string bytes] => new SliceFault((int)BytesOf(text, bytes, int.MaxValue), length),
            [LimitData, string bytes] => new LimitDataFault(BytesOf(text, bytes, long.MaxValue), null, length),
            [LimitData, string bytes, "up"] => new LimitDataFault(BytesOf(text, bytes, long.MaxValue), LinkDirection.Up, length),
            [LimitData, string bytes, "down"] => new LimitDataFault(BytesOf(text, bytes, long.MaxValue), LinkDirection.Down, length),
            _ => throw LinkSyntaxException.ForFault(text, "there is no such fault, or it lacks a value"),
        };
        return length is null || fault is LastingFault ? fault : throw LinkSyntaxException.ForFault(text, $"'{words[0]}' takes no '{For}'");
    }

    private static TimeSpan TimeOf(string text, string time) =>
        DurationText.TryParse(time, out TimeSpan length) && length > TimeSpan.Zero
            ? length
            : throw LinkSyntaxException.ForFault(text, $"'{time}' is no time above 0 such as 500ms or 5s");

    private static long BytesOf(string text, string bytes, long most) =>
        long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= 1 && number <= most
            ? number
            : throw LinkSyntaxException.ForFault(text, $"'{bytes}' is no number of bytes from 1 up");
}
