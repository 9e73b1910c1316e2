namespace Bench.Harness.Links;

/// <summary>A link or a fault of it that can't be read; the message says what is wrong and lists the forms, and is meant for the user.</summary>
public sealed class LinkSyntaxException : FormatException
{
    private const string ProfileForms =
        "A link is a name, or KEY=VALUE,… with the keys delay, jitter, bandwidth and stall, each for both directions or with -up or -down for one "
        + "(e.g. delay=20ms,jitter=2ms,bandwidth-down=100mbit,stall=200ms@1%). Delays are one way and take ms or s, up to 1m; bandwidths take "
        + RateText.Forms + "; a stall is its length and the share of packets that meet it.";

    private const string FaultForms =
        "A fault is 'reset SHARE' (e.g. reset 50%), 'half-open', 'stall TIME', 'black-hole', 'refuse', 'slow-reader RATE' (e.g. slow-reader 10kb/s), "
        + "'slice BYTES' or 'limit-data BYTES [up|down]'. The last five last until 'NAME off', or for a time: 'black-hole for 5s'.";

    internal LinkSyntaxException(string message)
        : base(message)
    {
    }

    internal static LinkSyntaxException ForProfile(string text, string reason) => new($"'{text}' is not a link: {reason}. {ProfileForms}");

    internal static LinkSyntaxException ForFault(string text, string reason) => new($"'{text}' is not a fault of a link: {reason}. {FaultForms}");
}
