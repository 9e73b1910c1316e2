using System.Reflection;
using Bench.Harness.Contracts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bench.Tests.Harness.Generator;

/// <summary>The generator refuses at compile time exactly what the harness refuses at run time.</summary>
public sealed class AgreementTests
{
    private static readonly string[] Modifiers =
        ["", "public", "static abstract", "static virtual", "static", "private static", "sealed", "virtual", "private", "internal", "internal virtual", "protected", "protected internal", "private protected"];

    private static readonly string[] Returns =
        ["ValueTask<int>", "ValueTask<string?>", "ValueTask<(int, int)>", "ValueTask", "Task<int>", "int", "void", "ref ValueTask<int>", "ref readonly ValueTask<int>", "ValueTask<int>[]", "ValueTask<int>?"];

    private static readonly string[] Firsts =
        ["", "int a", "string? a", "dynamic a", "ref int a", "in int a", "out int a", "ref readonly int a", "Span<int> a", "int* a", "int[] a", "(int A, int B) a", "CancellationToken a", "T a"];

    private static readonly string[] Seconds =
        ["", "CancellationToken b", "CancellationToken b = default", "in CancellationToken b", "CancellationToken? b", "CancellationToken[] b", "int b", "CancellationToken b, int c"];

    private static readonly string[] Bodies = [";", " => throw null!;"];

    [Fact]
    public void Every_combination_of_parts_of_a_method_is_judged_alike_by_both()
    {
        string[] sources = [.. Methods().Distinct().Select((m, i) => $"[RpcContract] public unsafe interface I{i} {{ {m} }}")];
        // What the language itself refuses is no contract to begin with.
        HashSet<string> illegal = [.. ContractCompiler.Compile(sources).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.Location.SourceTree!.FilePath)];
        sources = [.. sources.Where((_, i) => !illegal.Contains($"{i}.cs"))];
        CSharpCompilation compilation = ContractCompiler.Compile(sources);
        HashSet<string> reported = [.. ContractCompiler.Diagnose(compilation).Select(d => d.Location.GetLineSpan().Path)];
        Dictionary<string, Type> contracts = ContractCompiler.Load(compilation).GetExportedTypes().ToDictionary(t => t.Name);
        string[] names = [.. sources.Select(s => s.Split(' ')[4])];

        Assert.All(names.Index(), source => Assert.True(
            reported.Contains($"{source.Index}.cs") == IsRefused(contracts[source.Item]), sources[source.Index]));
        Assert.All(names.Index().Where(s => !reported.Contains($"{s.Index}.cs")), source => EveryBinding.Serves(contracts[source.Item]));
        Assert.InRange(reported.Count, 200, sources.Length - 20);
    }

    private static IEnumerable<string> Methods() =>
    [
        .. from r in Returns from f in Firsts from s in Seconds select Method("", r, "AddAsync", f, s, ";"),
        .. from m in Modifiers from r in Returns from b in Bodies select Method(m, r, "AddAsync", "int a", "CancellationToken b", b),
        .. from m in Modifiers from f in Firsts from b in Bodies select Method(m, "ValueTask<int>", "AddAsync", f, "CancellationToken b", b),
        .. from m in Modifiers from f in Firsts from b in Bodies select Method(m, "ValueTask<int>", "AddAsync<T>", f, "CancellationToken b", b),
    ];

    private static string Method(string modifiers, string returns, string name, string first, string second, string body) =>
        $"{modifiers} {returns} {name}({string.Join(", ", new[] { first, second }.Where(p => p.Length > 0))}){body}";

    private static bool IsRefused(Type type)
    {
        try
        {
            ServiceContract.Of(type);
            return false;
        }
        catch (ContractException)
        {
            return true;
        }
    }
}
