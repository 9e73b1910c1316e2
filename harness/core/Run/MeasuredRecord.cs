using System.Text.Json.Nodes;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>The record of measured cells, before it is summed up and judged.</summary>
internal static class MeasuredRecord
{
    /// <summary>The record, without summaries; trust not audited.</summary>
    /// <param name="plan">The plan with every default filled in.</param>
    /// <param name="settings">What it says of the run as a whole.</param>
    /// <param name="cells">What was measured.</param>
    /// <param name="absent">What can't be.</param>
    /// <param name="tool">What measured.</param>
    /// <param name="environment">Where.</param>
    /// <param name="startedAt">When it began, UTC.</param>
    public static RunRecord Of(
        RunPlan plan, RunSettings settings, IReadOnlyList<CellRecord> cells, IReadOnlyList<AbsentCell> absent, ToolInfo tool, EnvironmentInfo environment, DateTimeOffset startedAt)
    {
        JsonObject json = PlanFile.ToJson(plan);
        return new RunRecord
        {
            Tool = tool,
            StartedAt = startedAt,
            Seed = settings.Seed,
            Plan = json,
            PlanSha256 = PlanFile.Sha256(json),
            Environment = environment,
            Trust = Trust.NotAudited,
            Cells = cells,
            Absent = absent.Count > 0 ? absent : null,
        };
    }
}
