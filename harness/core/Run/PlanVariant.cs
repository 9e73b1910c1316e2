namespace Bench.Harness.Run;

/// <summary>A variant of a plan: what differs from it in its cells.</summary>
public static class PlanVariant
{
    /// <summary>A plan with some of its variants alone.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="names">Which ones.</param>
    /// <exception cref="PlanException">It has no such variant; the message lists those that it has.</exception>
    public static RunPlan Only(RunPlan plan, IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(names);
        IReadOnlyDictionary<string, RunPlan> variants = plan.Variants ?? new Dictionary<string, RunPlan>();
        return names.FirstOrDefault(n => !variants.ContainsKey(n)) is string unknown
            ? throw new PlanException($"The plan has no variant '{unknown}'. {(variants.Count == 0 ? "It has none at all." : $"Its variants: {string.Join(", ", variants.Keys)}.")}")
            : plan with { Variants = variants.Where(v => names.Contains(v.Key)).ToDictionary() };
    }

    /// <summary>A variant that can be laid over its plan.</summary>
    /// <exception cref="PlanException">Its name can't stand in a cell's id, or it says something of the run as a whole.</exception>
    internal static RunPlan Checked(string name, RunPlan variant)
    {
        if (string.IsNullOrWhiteSpace(name) || name.AsSpan().ContainsAny('/', ',') || name.Any(char.IsControl))
        {
            throw new PlanException($"A variant is named '{name}': its name ends the ids of its cells, so it has to be text without '/' and ','.");
        }
        (string Member, object? Value)[] whole =
        [
            ("rounds", variant.Rounds), ("seed", variant.Seed), ("endpoint", variant.Endpoint), ("inProcess", variant.InProcess),
            ("failIf", variant.FailIf), ("variants", variant.Variants), ("description", variant.Description), ("laboratory", variant.Laboratory),
        ];
        return whole.FirstOrDefault(m => m.Value is not null).Member is string member
            ? throw new PlanException($"The variant '{name}' has the member {member}, which is one of the whole run: move it out of the variants.")
            : variant;
    }
}
