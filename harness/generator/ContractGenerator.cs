using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Bench.Generator;

/// <summary>
/// Writes the client and the handlers of every interface marked <c>[RpcContract]</c> into its own assembly, for the binding
/// <c>generated</c>, and reports what keeps a contract from being served.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ContractGenerator : IIncrementalGenerator
{
    /// <summary>Name of the attribute that marks a contract.</summary>
    public const string MarkAttribute = "Bench.Harness.Contracts.RpcContractAttribute";

    /// <summary>Name of the step that yields contracts as values, for tests of what is done again after an edit.</summary>
    public const string ContractsStep = "Contracts";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ContractModel> contracts = context.SyntaxProvider
            .ForAttributeWithMetadataName(MarkAttribute, static (node, _) => node is InterfaceDeclarationSyntax, ContractReader.Read)
            .WithTrackingName(ContractsStep);
        context.RegisterSourceOutput(
            contracts.SelectMany(static (contract, _) => contract.Faults),
            static (output, fault) => output.ReportDiagnostic(fault.ToDiagnostic()));
        context.RegisterSourceOutput(
            contracts.Where(static contract => contract.Faults.IsEmpty),
            static (output, contract) => output.AddSource($"{contract.MetadataName}.g.cs", SourceText.From(StubsWriter.Write(contract), Encoding.UTF8)));
    }
}
