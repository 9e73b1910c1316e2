namespace Bench.Generator;

/// <summary>A contract as values alone, so that the compiler can tell whether anything has changed since it was read.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Name">Its own name, from which those of the generated classes are made.</param>
/// <param name="MetadataName">Its full name as reflection shows it, unique in the assembly.</param>
/// <param name="Type">How C# names it from anywhere.</param>
/// <param name="Methods">Its methods, inherited ones included; none if there are faults.</param>
/// <param name="Faults">What keeps it from being served.</param>
internal sealed record ContractModel(
    string Namespace, string Name, string MetadataName, string Type, EquatableArray<MethodModel> Methods, EquatableArray<Fault> Faults);

/// <summary>A method of a contract.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Identifier">Its name as C# writes it, with an @ where it is a keyword.</param>
/// <param name="DeclaringType">How C# names the interface that declares it, the contract's or an inherited one.</param>
/// <param name="Request">How C# names the type of its request.</param>
/// <param name="Reply">How C# names the type of its reply.</param>
internal sealed record MethodModel(string Name, string Identifier, string DeclaringType, string Request, string Reply);
