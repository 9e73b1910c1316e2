using System.Reflection;

namespace Bench.Harness.Contracts;

/// <summary>A contract interface, taken apart: its methods in declaration order, and a hash both sides must agree on.</summary>
public sealed class ServiceContract
{
    private const BindingFlags AnyMethod = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private ServiceContract(Type type, IReadOnlyList<MethodContract> methods)
    {
        Type = type;
        Methods = methods;
        Hash = ContractHash.Of(this);
    }

    /// <summary>The interface.</summary>
    public Type Type { get; }

    /// <summary>Its full name, which the hello carries.</summary>
    public string Name => Type.FullName!;

    /// <summary>Its methods; a method's id is its place here.</summary>
    public IReadOnlyList<MethodContract> Methods { get; }

    /// <summary>Hash over the names and shapes of methods and messages.</summary>
    public ulong Hash { get; }

    /// <summary>Takes an interface apart.</summary>
    /// <exception cref="ContractException">The interface can't be served; the message says why.</exception>
    public static ServiceContract Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!type.IsInterface || !type.IsVisible || type.IsGenericType)
        {
            throw new ContractException($"{type.FullName} is no contract: use a public, non-generic interface.");
        }
        MethodInfo[] methods =
        [
            .. type.GetInterfaces().Prepend(type).SelectMany(i => i.GetMethods(AnyMethod)).Where(m => m.IsPublic || m.IsAbstract).OrderBy(m => m.MetadataToken),
        ];
        if (methods.Length is 0 or > ushort.MaxValue)
        {
            throw new ContractException($"{type.FullName} has {methods.Length} methods; a contract has 1 to {ushort.MaxValue}.");
        }
        if (methods.GroupBy(m => m.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ContractException($"{type.FullName} has {twice.Count()} methods named {twice.Key}: a method is called by its name, so give each a name of its own.");
        }
        return new ServiceContract(type, [.. methods.Select((m, id) => MethodContract.Of(m, (ushort)id))]);
    }

    /// <summary>The method of that name.</summary>
    public MethodContract Method(string name) => Methods.First(m => m.Name == name);
}

/// <summary>One method of a contract.</summary>
/// <param name="Id">Its place in the contract.</param>
/// <param name="Name">Its name.</param>
/// <param name="RequestType">Type of its request message.</param>
/// <param name="ReplyType">Type of its reply message.</param>
/// <param name="Info">The method itself.</param>
public sealed record MethodContract(ushort Id, string Name, Type RequestType, Type ReplyType, MethodInfo Info)
{
    /// <summary>Whether handling a request twice does no harm: the method is marked with <see cref="IdempotentAttribute"/>.</summary>
    public bool IsIdempotent { get; } = Info.IsDefined(typeof(IdempotentAttribute));

    internal static MethodContract Of(MethodInfo info, ushort id)
    {
        ParameterInfo[] parameters = info.GetParameters();
        bool shaped = info is { IsPublic: true, IsVirtual: true, IsStatic: false, IsSpecialName: false, IsGenericMethod: false }
            && parameters.Length == 2
            && parameters[1].ParameterType == typeof(CancellationToken)
            && parameters[0].ParameterType is { IsByRef: false, IsByRefLike: false, IsPointer: false, IsFunctionPointer: false }
            && info.ReturnType.IsGenericType
            && info.ReturnType.GetGenericTypeDefinition() == typeof(ValueTask<>);
        return shaped
            ? new MethodContract(id, info.Name, parameters[0].ParameterType, info.ReturnType.GenericTypeArguments[0], info)
            : throw new ContractException($"{info.DeclaringType!.FullName}.{info.Name} can't be called remotely: a method is public and has the form ValueTask<TReply> MethodAsync(TRequest request, CancellationToken cancellation).");
    }
}

/// <summary>An interface that can't serve as a contract; the message is meant for the user.</summary>
public sealed class ContractException : Exception
{
    /// <inheritdoc/>
    public ContractException(string message)
        : base(message)
    {
    }
}
