using System.Reflection;
using System.Runtime.Serialization;
using Bench.Harness.Contracts;

namespace Bench.Codecs;

/// <summary>The types that a message is made of; the libraries meet most of them at the first message only.</summary>
internal static class MessageTypes
{
    /// <summary>A type and all that its members, items and type arguments are made of, the innermost first.</summary>
    public static IReadOnlyList<Type> ReachableFrom(Type messageType)
    {
        var found = new List<Type>();
        Visit(messageType, [], found);
        return found;
    }

    /// <summary>The members that a contract type sends, with the attribute of each.</summary>
    public static IEnumerable<(MemberInfo Member, DataMemberAttribute Attribute)> MembersOf(Type type) =>
        from member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public)
        let attribute = member.GetCustomAttribute<DataMemberAttribute>()
        where attribute is not null
        select (member, attribute);

    /// <summary>
    /// Why a codec that sends members as they are declared can't carry a type: they are declared in another order than that of their attributes, which
    /// alone is part of the contract that both sides agree on. Null if all is well.
    /// </summary>
    public static string? WhyNotAsDeclared(Type type)
    {
        int[] orders = [.. MembersOf(type).OrderBy(m => m.Member.MetadataToken).Select(m => m.Attribute.Order)];
        return orders.SequenceEqual(orders.Order()) ? null : $"{type} declares its members in another order than that of their [DataMember(Order = …)]: declare them in order";
    }

    /// <summary>The classes that an assembly names for what source generators wrote about its messages.</summary>
    public static IEnumerable<Type> MetadataIn(Assembly assembly) => assembly.GetCustomAttributes<SerializerMetadataAttribute>().Select(a => a.Metadata);

    private static void Visit(Type type, HashSet<Type> seen, List<Type> found)
    {
        if (!seen.Add(type))
        {
            return;
        }
        IEnumerable<Type> parts = type.IsArray ? [type.GetElementType()!]
            : type.IsGenericType ? type.GetGenericArguments()
            : MembersOf(type).Select(m => m.Member is PropertyInfo property ? property.PropertyType : ((FieldInfo)m.Member).FieldType);
        foreach (Type part in parts)
        {
            Visit(part, seen, found);
        }
        found.Add(type);
    }
}
