using System.Linq.Expressions;
using System.Reflection;

namespace Bench.Transports.Stacks.Native;

/// <summary>
/// Makes a message of one type from one of another whose members have the same names and types: an object, and an assignment for each member.
/// </summary>
internal static class MessageMap
{
    /// <summary>Compiles it; to be done once.</summary>
    /// <exception cref="InvalidOperationException">The types don't match.</exception>
    public static Func<TFrom, TTo> Of<TFrom, TTo>()
    {
        ParameterExpression from = Expression.Parameter(typeof(TFrom), "from");
        PropertyInfo[] members = [.. typeof(TTo).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];
        IEnumerable<MemberAssignment> assignments = members.Select(to => Expression.Bind(to, Expression.Property(from, SameIn(typeof(TFrom), to))));
        return Expression.Lambda<Func<TFrom, TTo>>(Expression.MemberInit(Expression.New(typeof(TTo)), assignments), from).Compile();
    }

    private static PropertyInfo SameIn(Type type, PropertyInfo member) =>
        type.GetProperty(member.Name, BindingFlags.Public | BindingFlags.Instance) is { CanRead: true } same && same.PropertyType == member.PropertyType
            ? same
            : throw new InvalidOperationException($"{type} has no {member.PropertyType} {member.Name}, which {member.DeclaringType} has: write both in messages.proto");
}
