namespace Bench.Harness.Contracts;

/// <summary>
/// Names a class through which codecs find what source generators wrote about messages of this assembly: a
/// <c>System.Text.Json.Serialization.JsonSerializerContext</c> with a public constructor without parameters, a witness of PolyType, or both in one.
/// The message types themselves know nothing of it, so that no library is loaded before a codec that needs it is used.
/// </summary>
/// <param name="metadata">The class; it may be internal.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class SerializerMetadataAttribute(Type metadata) : Attribute
{
    /// <summary>The class.</summary>
    public Type Metadata { get; } = metadata;
}
