using System.Text.Json;

namespace Bench.Harness.Stages;

/// <summary>How stages are spelled in records.</summary>
public static class CallStageNames
{
    /// <summary>Lower case, words joined by '-'.</summary>
    public static string Name(this CallStage stage) => JsonNamingPolicy.KebabCaseLower.ConvertName(stage.ToString());
}
