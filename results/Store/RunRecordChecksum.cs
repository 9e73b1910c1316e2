using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Harness.Record;

namespace Bench.Results.Store;

/// <summary>
/// The checksum of a record: SHA-256 of its compact JSON without the <c>integrity</c> member. It is taken over the document,
/// not over our types, so that members of newer versions count too.
/// </summary>
public static class RunRecordChecksum
{
    /// <summary>The member that holds the checksum and is left out of it.</summary>
    public const string Member = "integrity";

    private static readonly JsonSerializerOptions Compact = new(RunRecordJson.Options) { WriteIndented = false };

    /// <summary>The checksum in lower-case hexadecimal.</summary>
    public static string Of(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        JsonObject rest = [.. document.Where(m => m.Key != Member).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))];
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rest.ToJsonString(Compact))));
    }
}
