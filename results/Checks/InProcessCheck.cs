using Bench.Harness.Record;

namespace Bench.Results.Checks;

/// <summary>Client and server ran in processes of their own.</summary>
public sealed class InProcessCheck : ICheck
{
    /// <inheritdoc/>
    public string Name => "in-process";

    /// <inheritdoc/>
    public string Summary => "client and server ran in processes of their own";

    /// <inheritdoc/>
    public IEnumerable<Finding> Of(CellRecord cell, EnvironmentInfo environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment.InProcess == true)
        {
            yield return new Finding(
                Name,
                Severity.Degraded,
                "client and server shared one process, its heap and its thread pool",
                "a process each",
                Remedy: "Leave out --in-process, unless it is the memory carrier that is looked at.");
        }
    }
}
