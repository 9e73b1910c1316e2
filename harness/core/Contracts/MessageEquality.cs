using System.Text.Json;

namespace Bench.Harness.Contracts;

/// <summary>Compares whole object graphs through their JSON form, which needs no equality members on payload types.</summary>
public static class MessageEquality
{
    private static readonly JsonSerializerOptions Options = new() { IncludeFields = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Null if equal, else where the two first differ and what stands there.</summary>
    public static string? FirstDifference<T>(T expected, T actual)
    {
        string left = JsonSerializer.Serialize(expected, Options);
        string right = JsonSerializer.Serialize(actual, Options);
        if (string.Equals(left, right, StringComparison.Ordinal))
        {
            return null;
        }
        int at = 0;
        while (at < left.Length && at < right.Length && left[at] == right[at])
        {
            at++;
        }
        return $"sent …{Excerpt(left, at)}…, got …{Excerpt(right, at)}…";
    }

    private static string Excerpt(string text, int at) => text[Math.Max(0, at - 20)..Math.Min(text.Length, at + 30)];
}
