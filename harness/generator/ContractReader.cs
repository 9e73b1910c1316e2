using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Bench.Generator;

/// <summary>Takes a marked interface apart. It refuses what <c>ServiceContract.Of</c> refuses at run time, and nothing else.</summary>
internal static class ContractReader
{
    /// <summary>As C# code names it from anywhere, with an @ before keywords.</summary>
    private static readonly SymbolDisplayFormat InCode = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>As reflection names it.</summary>
    private static readonly SymbolDisplayFormat InMetadata = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static ContractModel Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var contract = (INamedTypeSymbol)context.TargetSymbol;
        Location place = ((InterfaceDeclarationSyntax)context.TargetNode).Identifier.GetLocation();
        ISymbol[] members = [.. contract.AllInterfaces.Insert(0, contract).SelectMany(i => i.GetMembers()).Where(IsMemberOfContract)];
        cancellation.ThrowIfCancellationRequested();
        Fault[] faults = [.. FaultsOf(contract, members, place)];
        return new ContractModel(
            contract.ContainingNamespace.IsGlobalNamespace ? "" : contract.ContainingNamespace.ToDisplayString(InCode.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)),
            contract.Name,
            MetadataName(contract),
            contract.ToDisplayString(InCode),
            new EquatableArray<MethodModel>(faults.Length == 0 ? members.OfType<IMethodSymbol>().Select(MethodOf) : []),
            new EquatableArray<Fault>(faults));
    }

    /// <summary>What a client sees or has to implement. Accessors belong to their property or event; helpers with a body are nobody else's business.</summary>
    private static bool IsMemberOfContract(ISymbol member) => member switch
    {
        IMethodSymbol { AssociatedSymbol: not null } => false,
        IMethodSymbol method => IsSeen(method),
        IPropertySymbol property => IsSeen(property.GetMethod) || IsSeen(property.SetMethod),
        IEventSymbol @event => IsSeen(@event.AddMethod) || IsSeen(@event.RemoveMethod),
        _ => false,
    };

    private static bool IsSeen(IMethodSymbol? method) => method is not null && (method.DeclaredAccessibility == Accessibility.Public || method.IsAbstract);

    private static IEnumerable<Fault> FaultsOf(INamedTypeSymbol contract, ISymbol[] members, Location place)
    {
        if (contract.IsGenericType)
        {
            yield return new Fault(FaultRule.NotGeneric, Place.Of(place), contract.ToDisplayString());
        }
        if (TypesAround(contract).Any(t => t.DeclaredAccessibility != Accessibility.Public))
        {
            yield return new Fault(FaultRule.Public, Place.Of(place), contract.ToDisplayString());
        }
        if (members.Length is 0 or > ushort.MaxValue)
        {
            yield return new Fault(FaultRule.Methods, Place.Of(place), contract.ToDisplayString(), $"{members.Length}");
        }
        foreach (ISymbol member in members)
        {
            Place? at = Place.Of(member.Locations[0]) ?? Place.Of(place);
            if (member is IMethodSymbol method)
            {
                if (MethodFaults.FirstOf(method) is (FaultRule rule, string detail))
                {
                    yield return new Fault(rule, at, member.ToDisplayString(), detail);
                }
            }
            else
            {
                yield return new Fault(FaultRule.MethodsOnly, at, member.ToDisplayString(), member is IEventSymbol ? "an event" : "a property");
            }
        }
        foreach (IGrouping<string, ISymbol> same in members.Where(m => m is IMethodSymbol).GroupBy(m => m.Name).Where(g => g.Count() > 1))
        {
            yield return new Fault(FaultRule.NamesOfTheirOwn, Place.Of(same.Last().Locations[0]) ?? Place.Of(place), contract.ToDisplayString(), same.Key);
        }
    }

    private static IEnumerable<INamedTypeSymbol> TypesAround(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            yield return type;
        }
    }

    private static string MetadataName(INamedTypeSymbol type)
    {
        string name = string.Join("+", TypesAround(type).Reverse().Select(t => t.MetadataName));
        return type.ContainingNamespace.IsGlobalNamespace ? name : $"{type.ContainingNamespace.ToDisplayString(InMetadata)}.{name}";
    }

    private static MethodModel MethodOf(IMethodSymbol method) => new(
        method.Name,
        SyntaxFacts.GetKeywordKind(method.Name) == SyntaxKind.None ? method.Name : $"@{method.Name}",
        method.ContainingType.ToDisplayString(InCode),
        method.Parameters[0].Type.ToDisplayString(InCode),
        ((INamedTypeSymbol)method.ReturnType).TypeArguments[0].ToDisplayString(InCode));
}
