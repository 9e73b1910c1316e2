using Bench.Harness.Contracts;
using Bench.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bench.Tests.Harness.Generator;

/// <summary>What the generator says of contracts that can't be served, and where.</summary>
public sealed class DiagnosticTests
{
    private const string Method = "ValueTask<int> AddAsync(int request, CancellationToken cancellation);";

    /// <summary>The diagnostic, the source, and the text that it points to.</summary>
    public static TheoryData<string, string, string> Bad => new()
    {
        { "RPCB001", $"[RpcContract] public interface IBad<T> {{ {Method} }}", "IBad" },
        { "RPCB001", $"public static class Around<T> {{ [RpcContract] public interface IBad {{ {Method} }} }}", "IBad" },
        { "RPCB002", $"[RpcContract] internal interface IBad {{ {Method} }}", "IBad" },
        { "RPCB002", $"[RpcContract] file interface IBad {{ {Method} }}", "IBad" },
        { "RPCB002", $"internal static class Around {{ [RpcContract] public interface IBad {{ {Method} }} }}", "IBad" },
        { "RPCB002", $"public class Around {{ [RpcContract] protected interface IBad {{ {Method} }} }}", "IBad" },
        { "RPCB003", "[RpcContract] public interface IBad;", "IBad" },
        { "RPCB003", "[RpcContract] public interface IBad { const int One = 1; class Inner; static readonly int Two = 2; private static int Three() => 3; }", "IBad" },
        { "RPCB004", "[RpcContract] public interface IBad { Task<int> AddAsync(int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask AddAsync(int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { int Add(int request, CancellationToken cancellation); }", "Add" },
        { "RPCB004", "[RpcContract] public interface IBad { void Add(int request, CancellationToken cancellation); }", "Add" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(int request); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(CancellationToken cancellation); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(int left, int right); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(int left, int right, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(CancellationToken cancellation, int request); }", "AddAsync" },
        { "RPCB004", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(int request, CancellationToken? cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(ref int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(in int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(out int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(ref readonly int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(int request, in CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ref ValueTask<int> AddAsync(int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public interface IBad { ValueTask<int> AddAsync(ReadOnlySpan<byte> request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public unsafe interface IBad { ValueTask<int> AddAsync(int* request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB005", "[RpcContract] public unsafe interface IBad { ValueTask<int> AddAsync(delegate*<int> request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB006", "[RpcContract] public interface IBad { ValueTask<int> AddAsync<T>(T request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB007", $"[RpcContract] public interface IBad {{ {Method} int Count {{ get; }} }}", "Count" },
        { "RPCB007", $"[RpcContract] public interface IBad {{ {Method} static int Count {{ set {{ }} }} }}", "Count" },
        { "RPCB007", $"[RpcContract] public interface IBad {{ {Method} event Action Counted; }}", "Counted" },
        { "RPCB007", "[RpcContract] public interface IBad { ValueTask<int> this[int request, CancellationToken cancellation] { get; } }", "this" },
        { "RPCB007", $"public interface IBase {{ int Count {{ get; }} }} [RpcContract] public interface IBad : IBase {{ {Method} }}", "Count" },
        { "RPCB004", $"[RpcContract] public interface IBad : IDisposable {{ {Method} }}", "IBad" },
        { "RPCB008", "[RpcContract] public interface IBad { static ValueTask<int> AddAsync(int request, CancellationToken cancellation) => default; }", "AddAsync" },
        { "RPCB008", "[RpcContract] public interface IBad { static abstract ValueTask<int> AddAsync(int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB008", "[RpcContract] public interface IBad { internal ValueTask<int> AddAsync(int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB008", "[RpcContract] public interface IBad { protected ValueTask<int> AddAsync(int request, CancellationToken cancellation); }", "AddAsync" },
        { "RPCB008", "[RpcContract] public interface IBad { sealed ValueTask<int> AddAsync(int request, CancellationToken cancellation) => default; }", "AddAsync" },
        { "RPCB008", $"public interface IBase {{ {Method} }} [RpcContract] public interface IBad : IBase {{ abstract ValueTask<int> IBase.AddAsync(int request, CancellationToken cancellation); }}", "AddAsync" },
        { "RPCB009", $"[RpcContract] public interface IBad {{ {Method} ValueTask<int> AddAsync(long request, CancellationToken cancellation); }}", "AddAsync" },
        { "RPCB009", $"public interface IBase {{ {Method} }} [RpcContract] public interface IBad : IBase {{ new {Method} }}", "AddAsync" },
        { "RPCB009", $"public interface ILeft {{ {Method} }} public interface IRight {{ {Method} }} [RpcContract] public interface IBad : ILeft, IRight;", "AddAsync" },
        { "RPCB009", "public interface IBase<T> { ValueTask<int> AddAsync(T request, CancellationToken cancellation); } [RpcContract] public interface IBad : IBase<int>, IBase<long>;", "AddAsync" },
    };

    /// <summary>Sources whose every contract is served.</summary>
    public static TheoryData<string> Good =>
    [
        $"[RpcContract] public interface IGood {{ {Method} }}",
        $"namespace @event.Deep; [RpcContract] public partial interface @class {{ {Method} }} public partial interface @class {{ ValueTask<int> @new(int request, CancellationToken cancellation); }}",
        $"public static class Around {{ public class Further {{ [RpcContract] public interface IGood {{ {Method} }} }} }}",
        $"public interface IBase {{ {Method} }} [RpcContract] public interface IGood : IBase;",
        $"public interface IBase {{ {Method} }} [RpcContract] public interface IGood : IBase {{ ValueTask<int> IBase.AddAsync(int request, CancellationToken cancellation) => new(request); }}",
        "public interface IBase<TIn, TOut> { ValueTask<TOut[]> AddAsync(TIn request, CancellationToken cancellation); } [RpcContract] public interface IGood : IBase<int?, (long A, string? B)>;",
        "[RpcContract] public interface IGood { ValueTask<string?> AddAsync(string? request, CancellationToken cancellation = default); }",
        "[RpcContract] public interface IGood { ValueTask<(int Sum, object? Others)> AddAsync((int A, int B)[] request, CancellationToken cancellation); }",
        "[RpcContract] public interface IGood { ValueTask<dynamic> AddAsync(dynamic request, CancellationToken cancellation); }",
        "[RpcContract] public interface IGood { ValueTask<ValueTask<nint>> AddAsync(int[]? request, CancellationToken cancellation); }",
        "[RpcContract, Obsolete] public interface IGood { [Obsolete] ValueTask<int> AddAsync(int request, CancellationToken cancellation); }",
        $"[RpcContract] public interface IGood {{ {Method} private static int Helper() => 1; private int Other => Helper(); ValueTask<int> ByDefaultAsync(int request, CancellationToken cancellation) {{ return new(Local()); int Local() => request; }} }}",
        $"[RpcContract] public interface IGood {{ {Method} }} public sealed class IGoodClient; public sealed class IGoodStubs; [RpcContract] public interface IGoods {{ {Method} }}",
        "[RpcContract] public interface IGood { ValueTask<System.Collections.Generic.Dictionary<string, System.Collections.Generic.List<int?>>> contract(CancellationToken callers, CancellationToken method); ValueTask<int> request(int a, CancellationToken b); }",
    ];

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_contract_is_reported_where_it_is_bad(string id, string source, string place)
    {
        CSharpCompilation compilation = ContractCompiler.Compile(source);
        Diagnostic[] found = [.. ContractCompiler.Diagnose(compilation)];

        Assert.NotEmpty(found);
        Assert.All(found, d => Assert.Equal((id, DiagnosticSeverity.Error, "0.cs"), (d.Id, d.Severity, d.Location.GetLineSpan().Path)));
        Assert.Contains(found, d => source.Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length) == place);
        Assert.All(found, d => Assert.Contains(": ", d.GetMessage(), StringComparison.Ordinal));
        Assert.Throws<ContractException>(() => ServiceContract.Of(ContractCompiler.Load(compilation).GetTypes().Single(IsMarked)));
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void A_good_contract_is_served_without_a_word(string source)
    {
        CSharpCompilation compilation = ContractCompiler.Compile(source);

        Assert.Empty(ContractCompiler.Diagnose(compilation));
        Assert.All(ContractCompiler.Load(compilation).GetTypes().Where(IsMarked), EveryBinding.Serves);
    }

    [Fact]
    public void What_is_not_marked_is_left_alone()
    {
        CSharpCompilation compilation = ContractCompiler.Compile("public interface IOther<T> { int Count { get; } }");

        Assert.Empty(ContractCompiler.Diagnose(compilation));
        Assert.Empty(ContractCompiler.Driver().RunGenerators(compilation).GetRunResult().GeneratedTrees);
    }

    [Fact]
    public void The_manual_explains_every_diagnostic_and_no_other() =>
        Assert.Equal(
            Bench.Generator.FaultRules.All.Select(r => r.Id),
            File.ReadLines(SourceTree.File("docs/bindings.md")).Where(l => l.StartsWith("| `RPCB", StringComparison.Ordinal)).Select(l => l.Split('`')[1]));

    private static bool IsMarked(Type type) => type.IsDefined(typeof(RpcContractAttribute), inherit: false);
}
