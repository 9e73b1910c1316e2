using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Bench.Generator;

/// <summary>What a contract has to keep to; the value is the number of the diagnostic.</summary>
internal enum FaultRule
{
    NotGeneric = 1,
    Public = 2,
    Methods = 3,
    Form = 4,
    ByValue = 5,
    NoGenericMethod = 6,
    MethodsOnly = 7,
    Implementable = 8,
    NamesOfTheirOwn = 9,
}

/// <summary>The diagnostics. Each says what is wrong ({0}, {1}) and how to mend it.</summary>
internal static class FaultRules
{
    private const string Category = "Bench.Contracts";
    private const string TheForm = "ValueTask<TReply> NameAsync(TRequest request, CancellationToken cancellation)";

    public static readonly DiagnosticDescriptor NotGeneric = new(
        "RPCB001", "A contract is not generic", "The contract '{0}' is generic, or lies within a generic type: both ends have to name it alike; declare a non-generic interface, which may inherit from the generic one", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Public = new(
        "RPCB002", "A contract is public", "The contract '{0}' can't be seen outside its assembly, where it is called from: make it and the types around it public", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Methods = new(
        "RPCB003", "A contract has methods", "The contract '{0}' has {1} methods: declare 1 to 65535 of the form " + TheForm, Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Form = new(
        "RPCB004", "A method takes a message and a cancellation token, and returns a ValueTask of a message", "'{0}' can't be called remotely, as it {1}: give it the form " + TheForm, Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor ByValue = new(
        "RPCB005", "A message is passed by value", "'{0}' {1}, and references don't leave a process: pass and return messages by value", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NoGenericMethod = new(
        "RPCB006", "A method is not generic", "'{0}' is generic, so that the server can't know its messages: declare a method for each type of message", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor MethodsOnly = new(
        "RPCB007", "A contract has neither properties nor events", "'{0}' is {1}, which can't be called remotely: remove it, or declare a method of the form " + TheForm, Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor Implementable = new(
        "RPCB008", "A method is left to be implemented, and public", "'{0}' is {1}, so that no client can implement it: make it a public method without further modifiers, or move it out of the contract", Category, DiagnosticSeverity.Error, true);

    public static readonly DiagnosticDescriptor NamesOfTheirOwn = new(
        "RPCB009", "A method has a name of its own", "The contract '{0}' has several methods named {1}, and a method is called by its name: give each a name of its own", Category, DiagnosticSeverity.Error, true);

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
        [NotGeneric, Public, Methods, Form, ByValue, NoGenericMethod, MethodsOnly, Implementable, NamesOfTheirOwn];

    public static DiagnosticDescriptor Descriptor(FaultRule rule) => All[(int)rule - 1];
}
