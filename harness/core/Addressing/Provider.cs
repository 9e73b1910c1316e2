using System.Globalization;
using System.Text.Json;

namespace Bench.Harness.Addressing;

/// <summary>A server that provides a service, as a directory lists it.</summary>
/// <param name="Id">Which of the service's providers; 1 to 128 letters, digits, <c>.</c>, <c>_</c> or <c>-</c>. A restarted provider keeps its id.</param>
/// <param name="Epoch">Given by the directory, higher at every registration of the id: of two records the higher one counts. 1 and up.</param>
/// <param name="Endpoint">Where it listens.</param>
public sealed record Provider(string Id, long Epoch, Endpoint Endpoint)
{
    /// <summary>Longest record a directory's reader accepts, in characters.</summary>
    public const int MaxRecordLength = 1_024;

    private const int MaxIdLength = 128;
    private const string NeverInEndpoints = "<>\"'&`\\";

    /// <summary>The record as directories store it: <c>{"id":"p1","epoch":3,"endpoint":"127.0.0.1:5000"}</c>.</summary>
    public string ToRecord() => JsonSerializer.Serialize(new Record(Id, Epoch, Endpoint.ToString()), JsonSerializerOptions.Web);

    /// <summary>Reads a record that anyone may have written: null if it is none, too long, or holds an id or endpoint that can't be.</summary>
    public static Provider? FromRecord(string? record)
    {
        if (record is null or { Length: > MaxRecordLength })
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize<Record>(record, JsonSerializerOptions.Web) is { Epoch: > 0 } read
                && IsId(read.Id) && Endpoint.TryParse(read.Endpoint, out Endpoint? endpoint) && CanBeListed(endpoint)
                ? new Provider(read.Id!, read.Epoch, endpoint)
                : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // The latter for text that has no UTF-8 form.
            return null;
        }
    }

    /// <summary>Whether a text can be the id of a provider.</summary>
    public static bool IsId(string? text) =>
        text is { Length: > 0 and <= MaxIdLength } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    /// <summary>Whether a record may hold an endpoint: one that can be connected to, in characters that no report or terminal acts upon.</summary>
    public static bool CanBeListed(Endpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Host.Length > 0 && (endpoint.Scheme == "tcp"
            ? endpoint.Port > 0 && endpoint.Host.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or ':' or '%')
            : endpoint.Host.All(c => !NeverInEndpoints.Contains(c, StringComparison.Ordinal) && IsVisible(c)));
    }

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private sealed record Record(string? Id, long Epoch, string? Endpoint);
}
