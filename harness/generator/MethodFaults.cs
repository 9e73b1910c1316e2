using Microsoft.CodeAnalysis;

namespace Bench.Generator;

/// <summary>What keeps a single method from being called remotely.</summary>
internal static class MethodFaults
{
    /// <summary>The fault that says most about a method, with what of it is wrong; null if there is none.</summary>
    public static (FaultRule Rule, string Detail)? FirstOf(IMethodSymbol method) =>
        method.IsGenericMethod ? (FaultRule.NoGenericMethod, "")
        : method.IsStatic ? (FaultRule.Implementable, "static")
        : method.DeclaredAccessibility != Accessibility.Public ? (FaultRule.Implementable, "not public")
        : !method.IsAbstract && !method.IsVirtual ? (FaultRule.Implementable, "sealed")
        : method.RefKind != RefKind.None ? (FaultRule.ByValue, "returns a reference")
        : method.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None) is { } byRef ? (FaultRule.ByValue, $"takes '{byRef.Name}' by reference")
        : method.Parameters.FirstOrDefault(p => IsReference(p.Type)) is { } onStack ? (FaultRule.ByValue, $"takes '{onStack.Name}' of type {onStack.Type.ToDisplayString()}")
        : !IsTask(method.ReturnType, "ValueTask", arity: 1) ? (FaultRule.Form, $"returns {method.ReturnType.ToDisplayString()}")
        : method.Parameters.Length != 2 ? (FaultRule.Form, $"takes {method.Parameters.Length} arguments")
        : !IsTask(method.Parameters[1].Type, "CancellationToken", arity: 0) ? (FaultRule.Form, $"takes a {method.Parameters[1].Type.ToDisplayString()} for its second argument")
        : null;

    private static bool IsReference(ITypeSymbol type) => type.IsRefLikeType || type.TypeKind is TypeKind.Pointer or TypeKind.FunctionPointer;

    private static bool IsTask(ITypeSymbol type, string name, int arity) =>
        type is INamedTypeSymbol { ContainingType: null } named
        && named.Name == name
        && named.Arity == arity
        && named.ContainingNamespace.ToDisplayString() == (arity == 0 ? "System.Threading" : "System.Threading.Tasks");
}
