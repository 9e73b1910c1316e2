namespace Bench.Harness.Run;

/// <summary>A variant of a plan: what differs from it in its cells.</summary>
internal static class PlanVariant
{
    /// <summary>A variant that can be laid over its plan.</summary>
    /// <exception cref="PlanException">Its name can't stand in a cell's id, or it says something of the run as a whole.</exception>
    public static RunPlan Checked(string name, RunPlan variant)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Contains('/', StringComparison.Ordinal) || name.Any(char.IsControl))
        {
            throw new PlanException($"A variant is named '{name}': its name ends the ids of its cells, so it has to be text without '/'.");
        }
        (string Member, object? Value)[] whole =
        [
            ("rounds", variant.Rounds), ("seed", variant.Seed), ("endpoint", variant.Endpoint), ("inProcess", variant.InProcess),
            ("failIf", variant.FailIf), ("variants", variant.Variants), ("description", variant.Description),
        ];
        return whole.FirstOrDefault(m => m.Value is not null).Member is string member
            ? throw new PlanException($"The variant '{name}' has the member {member}, which is one of the whole run: move it out of the variants.")
            : variant;
    }
}
