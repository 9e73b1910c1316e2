using System.Collections.Immutable;
using System.Reflection;
using Bench.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bench.Tests.Harness.Generator;

/// <summary>Compiles contracts as a user's project would, with the generator.</summary>
internal static class ContractCompiler
{
    private const string Usings = "global using System; global using System.Threading; global using System.Threading.Tasks; global using Bench.Harness.Contracts;";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p)),
    ];

    /// <summary>A compilation of such sources, each in a file of its place: 0.cs, 1.cs, …</summary>
    public static CSharpCompilation Compile(params IEnumerable<string> sources) => CSharpCompilation.Create(
        $"contracts-{Guid.NewGuid():n}",
        [Parse(Usings, "usings.cs"), .. sources.Select((text, i) => Parse(text, $"{i}.cs"))],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));

    public static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, Language, path);

    /// <summary>The generator, keeping account of what it does.</summary>
    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new ContractGenerator().AsSourceGenerator()], parseOptions: Language, driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator reports.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(CSharpCompilation compilation)
    {
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out _, out ImmutableArray<Diagnostic> diagnostics);
        return diagnostics;
    }

    /// <summary>The assembly with what was generated; it has neither errors nor warnings.</summary>
    public static Assembly Load(CSharpCompilation compilation)
    {
        Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out _);
        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = whole.Emit(image);
        Assert.True(result.Success && result.Diagnostics.All(d => d.Severity < DiagnosticSeverity.Warning), string.Join('\n', result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }
}
