using System.Reflection;
using System.Runtime.Serialization;

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
