using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.Serialization;
using System.Security.Cryptography;
using System.Text;

namespace Bench.Harness.Contracts;

/// <summary>
/// The first 8 bytes (little-endian) of the SHA-256 of a contract's description: its name, then per method
/// <c>Name(Request):Reply</c>, then each message type once with its members as <c>order name:type</c>. Two sides that differ in any of
/// it would misread each other's messages, so the hello refuses them.
/// </summary>
internal static class ContractHash
{
    public static ulong Of(ServiceContract contract)
    {
        var text = new StringBuilder(contract.Name).Append('\n');
        var described = new HashSet<Type>();
        var waiting = new Queue<Type>();
        foreach (MethodContract method in contract.Methods)
        {
            text.Append(method.Name).Append('(').Append(Name(method.RequestType)).Append("):").Append(Name(method.ReplyType)).Append('\n');
            waiting.Enqueue(method.RequestType);
            waiting.Enqueue(method.ReplyType);
        }
        while (waiting.TryDequeue(out Type? type))
        {
            Describe(type, text, described, waiting);
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Describe(Type type, StringBuilder text, HashSet<Type> described, Queue<Type> waiting)
    {
        foreach (Type part in type.HasElementType ? [type.GetElementType()!] : type.GenericTypeArguments)
        {
            waiting.Enqueue(part);
        }
        if (type.Namespace is null or "System" || type.Namespace.StartsWith("System.", StringComparison.Ordinal) || type.IsArray || !described.Add(type))
        {
            return;
        }
        text.Append(type.FullName).Append('{');
        foreach (PropertyInfo member in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => Order(p)).ThenBy(p => p.Name, StringComparer.Ordinal))
        {
            text.Append(Order(member)).Append(' ').Append(member.Name).Append(':').Append(Name(member.PropertyType)).Append(';');
            waiting.Enqueue(member.PropertyType);
        }
        text.Append("}\n");
    }

    private static int Order(PropertyInfo member) => member.GetCustomAttribute<DataMemberAttribute>()?.Order ?? -1;

    /// <summary>A type's name without assembly versions, which differ between builds that understand each other.</summary>
    private static string Name(Type type) =>
        type.IsArray ? Name(type.GetElementType()!) + "[]"
        : type.IsGenericType ? $"{type.Namespace}.{type.Name}<{string.Join(',', type.GenericTypeArguments.Select(Name))}>"
        : type.FullName ?? type.Name;
}
