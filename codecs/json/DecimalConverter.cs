using System.Globalization;
using Newtonsoft.Json;

namespace Bench.Codecs.Json;

/// <summary>
/// Writes decimals as they are; Newtonsoft.Json itself would make 1 a 1.0, which is another decimal. For writing only:
/// a reader that knows a converter for a type, even an unwilling one, reads its numbers as doubles first.
/// </summary>
internal sealed class DecimalConverter : JsonConverter
{
    public override bool CanRead => false;

    public override bool CanConvert(Type objectType) => objectType == typeof(decimal) || objectType == typeof(decimal?);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) =>
        writer.WriteRawValue(((decimal?)value)?.ToString(CultureInfo.InvariantCulture) ?? "null");

    public override object ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) =>
        throw new NotSupportedException();
}
