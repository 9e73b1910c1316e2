using Bench.Harness.Time;

namespace Bench.Harness.Links;

/// <summary>Profiles as <c>KEY=VALUE,…</c>.</summary>
internal static class ProfileSyntax
{
    private const string Delay = "delay";
    private const string Jitter = "jitter";
    private const string Bandwidth = "bandwidth";
    private const string Stall = "stall";
    private const string UpSuffix = "-up";
    private const string DownSuffix = "-down";

    private static readonly string[] Keys = [Delay, Jitter, Bandwidth, Stall];

    public static LinkProfile Parse(string text)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=', 2);
            string key = pair[0];
            if (pair.Length != 2 || !Keys.Any(k => key == k || key == k + UpSuffix || key == k + DownSuffix))
            {
                throw LinkSyntaxException.ForProfile(text, $"'{part}' has no key that there is");
            }
            if (!values.TryAdd(key, pair[1]))
            {
                throw LinkSyntaxException.ForProfile(text, $"'{key}' is given twice");
            }
        }
        return new LinkProfile(PathOf(text, values, UpSuffix), PathOf(text, values, DownSuffix));
    }

    public static string Format(LinkProfile profile) => string.Join(',', Keys.SelectMany(key => Spelled(key, profile)).DefaultIfEmpty($"{Delay}=0ms"));

    private static IEnumerable<string> Spelled(string key, LinkProfile profile)
    {
        string? up = Value(key, profile.Up);
        string? down = Value(key, profile.Down);
        if (up == down)
        {
            return up is null ? [] : [$"{key}={up}"];
        }
        IEnumerable<string> ofUp = up is null ? [] : [$"{key}{UpSuffix}={up}"];
        return down is null ? ofUp : ofUp.Append($"{key}{DownSuffix}={down}");
    }

    private static LinkPath PathOf(string text, Dictionary<string, string> values, string suffix)
    {
        string? Given(string key) => values.GetValueOrDefault(key + suffix) ?? values.GetValueOrDefault(key);
        (long stallNs, double share) = Given(Stall) is string stall ? StallOf(text, stall) : default;
        return new LinkPath
        {
            DelayNs = Given(Delay) is string delay ? NsOf(text, Delay, delay) : 0,
            JitterNs = Given(Jitter) is string jitter ? NsOf(text, Jitter, jitter) : 0,
            BytesPerSecond = Given(Bandwidth) is string rate ? RateOf(text, rate) : null,
            StallNs = stallNs,
            StallShare = share,
        };
    }

    private static long NsOf(string text, string key, string value) =>
        DurationText.TryParse(value, out TimeSpan time) && time.Ticks * TimeSpan.NanosecondsPerTick <= LinkPath.MaxNs
            ? time.Ticks * TimeSpan.NanosecondsPerTick
            : throw LinkSyntaxException.ForProfile(text, $"'{value}' is no {key} from 0ms to 1m");

    private static long RateOf(string text, string value) =>
        RateText.TryParse(value, out long rate) ? rate : throw LinkSyntaxException.ForProfile(text, $"'{value}' is no bandwidth such as 100mbit");

    private static (long Ns, double Share) StallOf(string text, string value)
    {
        string[] parts = value.Split('@', 2);
        return parts.Length == 2 && ShareText.TryParse(parts[1], out double share)
            ? (NsOf(text, Stall, parts[0]), share)
            : throw LinkSyntaxException.ForProfile(text, $"'{value}' is no stall such as 200ms@1%");
    }

    private static string? Value(string key, LinkPath path) => key switch
    {
        Delay => path.DelayNs > 0 ? Time(path.DelayNs) : null,
        Jitter => path.JitterNs > 0 ? Time(path.JitterNs) : null,
        Bandwidth => path.BytesPerSecond is long rate ? RateText.Format(rate) : null,
        _ => path.StallShare > 0 ? $"{Time(path.StallNs)}@{ShareText.Format(path.StallShare)}" : null,
    };

    private static string Time(long ns) => DurationText.Format(TimeSpan.FromTicks(ns / TimeSpan.NanosecondsPerTick));
}
