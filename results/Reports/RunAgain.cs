using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Harness.Record;

namespace Bench.Results.Reports;

/// <summary>The command that measures a plan again.</summary>
internal static class RunAgain
{
    /// <summary>The command for a plan that was saved under this name.</summary>
    public const string SavedPlan = "rpcbench run plan.json";

    private const string Safe = "-_./:,=@%+";

    // Lists that an option takes with commas; the others are given once for each entry.
    private static readonly string[] Joined = ["scenarios", "transports", "codecs"];
    private static readonly string[] Repeated = ["faults", "failIf"];
    private static readonly string[] Silent = ["$schema", "description"];

    // A laboratory and variants are a plan's alone.
    private static readonly string[] PlansOnly = ["laboratory", "variants"];

    /// <summary>
    /// The whole command with every option, quoted for a POSIX shell; null where only the plan itself says it all: it has members without
    /// an option, or characters that a terminal does not show.
    /// </summary>
    public static string? Of(RunRecord run)
    {
        List<string> words = ["rpcbench", "run"];
        foreach ((string member, JsonNode? value) in run.Plan)
        {
            if (Silent.Contains(member))
            {
                continue;
            }

            if (value is null || PlansOnly.Contains(member) || Words(member, value) is not { } option)
            {
                return null;
            }

            words.AddRange(option);
        }

        return words.Any(w => w.Any(PlainText.IsHidden)) ? null : string.Join(' ', words.Select(Quoted));
    }

    private static IEnumerable<string>? Words(string member, JsonNode value)
    {
        string option = $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(member == "loads" ? "load" : member)}";
        switch (value)
        {
            case JsonArray list when list.All(v => v?.GetValueKind() == JsonValueKind.String):
                string[] entries = [.. list.Select(v => v!.GetValue<string>())];
                return entries.Length == 0 ? null
                    : member == "loads" || Repeated.Contains(member) ? entries.SelectMany(e => (string[])[option, e])
                    : Joined.Contains(member) && !entries.Any(e => e.Contains(',', StringComparison.Ordinal)) ? [option, string.Join(',', entries)]
                    : null;
            case JsonObject weights:
                return weights.Any(w => w.Value is null || w.Key.AsSpan().ContainsAny(',', '=')) ? null
                    : [option, string.Join(',', weights.Select(w => $"{w.Key}={w.Value!.ToJsonString()}"))];
            default:
                return value.GetValueKind() switch
                {
                    JsonValueKind.True => [option],
                    JsonValueKind.False => [],
                    JsonValueKind.String => [option, value.GetValue<string>()],
                    JsonValueKind.Number => [option, value.ToJsonString()],
                    _ => null,
                };
        }
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Safe.Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
