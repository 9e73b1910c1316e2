using BenchmarkDotNet.Code;

namespace Bench.Micro.Codecs;

/// <summary>A case as BenchmarkDotNet hands it to a benchmark: the object itself in process, an expression in a program that it writes.</summary>
internal sealed class CodecCaseParameter(CodecCase codecCase) : IParam
{
    public object Value => codecCase;

    public string DisplayText => codecCase.ToString();

    public string ToSourceCode()
    {
        string[] names = [codecCase.Parameters.Codec, codecCase.Parameters.Scenario, codecCase.Parameters.Method, codecCase.Parameters.Message];
        return $"global::{typeof(CodecCase).FullName}.{nameof(CodecCase.Of)}({string.Join(", ", names.Select(n => $"\"{n}\""))})";
    }
}
