using System.Collections;
using System.Reflection;
using Bench.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Bench.Tests.Harness.Generator;

/// <summary>What the generator does again after an edit, as it runs with every key that is pressed.</summary>
public sealed class IncrementalTests
{
    private const string First = "[RpcContract] public interface IFirst { ValueTask<int> AddAsync(int request, CancellationToken cancellation); }";
    private const string Second = "[RpcContract] public interface ISecond { ValueTask<int> AddAsync(int request, CancellationToken cancellation); }";

    [Theory]
    [InlineData(First + " public class Unrelated;")]
    [InlineData("// A line above.\n" + First)]
    [InlineData("public interface IUnmarked;" + First)]
    public void An_edit_that_changes_no_contract_is_free(string edited)
    {
        CSharpCompilation before = ContractCompiler.Compile(First, Second);
        GeneratorDriver driver = ContractCompiler.Driver().RunGenerators(before);

        GeneratorRunResult after = Rerun(driver, before, edited);

        Assert.All(after.TrackedSteps[ContractGenerator.ContractsStep].SelectMany(s => s.Outputs), o => Assert.True(o.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{o.Reason}"));
        Assert.NotEmpty(after.TrackedOutputSteps);
        Assert.All(after.TrackedOutputSteps.Values.SelectMany(s => s).SelectMany(s => s.Outputs), o => Assert.Equal(IncrementalStepRunReason.Cached, o.Reason));
    }

    [Fact]
    public void An_edit_of_a_contract_writes_that_one_again_and_no_other()
    {
        CSharpCompilation before = ContractCompiler.Compile(First, Second);
        GeneratorDriver driver = ContractCompiler.Driver().RunGenerators(before);

        GeneratorRunResult after = Rerun(driver, before, First.Replace("AddAsync", "SubtractAsync"));

        Assert.Equal(
            [IncrementalStepRunReason.Modified, IncrementalStepRunReason.Cached],
            after.TrackedOutputSteps.Values.SelectMany(s => s).SelectMany(s => s.Outputs).Select(o => o.Reason).Order());
        Assert.Contains("SubtractAsync", after.GeneratedSources.Single(s => s.HintName == "IFirst.g.cs").SourceText.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_moves_with_its_method()
    {
        CSharpCompilation before = ContractCompiler.Compile("[RpcContract] public interface IBad { int Count { get; } }");
        GeneratorDriver driver = ContractCompiler.Driver().RunGenerators(before);

        GeneratorRunResult after = Rerun(driver, before, "\n\n[RpcContract] public interface IBad { int Count { get; } }");

        Assert.Equal(2, Assert.Single(after.Diagnostics).Location.GetLineSpan().StartLinePosition.Line);
    }

    [Fact]
    public void What_is_kept_between_runs_holds_on_to_no_compilation()
    {
        CSharpCompilation compilation = ContractCompiler.Compile(First, "[RpcContract] public interface IBad { int Count { get; } }");
        GeneratorRunResult result = ContractCompiler.Driver().RunGenerators(compilation).GetRunResult().Results.Single();

        object[] kept = [.. result.TrackedSteps[ContractGenerator.ContractsStep].SelectMany(s => s.Outputs).Select(o => o.Value)];
        Assert.Equal(2, kept.Length);
        Assert.All(kept, model => AssertValues(model, "model"));
    }

    private static GeneratorRunResult Rerun(GeneratorDriver driver, CSharpCompilation before, string first)
    {
        SyntaxTree tree = before.SyntaxTrees.Single(t => t.FilePath == "0.cs");
        return driver.RunGenerators(before.ReplaceSyntaxTree(tree, ContractCompiler.Parse(first, "0.cs"))).GetRunResult().Results.Single();
    }

    private static void AssertValues(object? value, string path)
    {
        if (value is null or string or Enum || value.GetType().IsPrimitive || value is TextSpan or LinePositionSpan)
        {
            return;
        }
        Assert.True(value.GetType().Assembly == typeof(ContractGenerator).Assembly || value is Array, $"{path} is a {value.GetType()}");
        foreach (FieldInfo field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            AssertValues(field.GetValue(value), $"{path}.{field.Name}");
        }
        foreach (object? item in value as IEnumerable ?? Array.Empty<object>())
        {
            AssertValues(item, $"{path}[]");
        }
    }
}
