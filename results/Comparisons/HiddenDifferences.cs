using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Harness.Record;

namespace Bench.Results.Comparisons;

/// <summary>
/// What makes figures differ although nobody meant to compare it: other hardware, another runtime, other payloads, another contract for
/// connections.
/// </summary>
public static class HiddenDifferences
{
    private const string Absent = "not set";

    /// <summary>What differs between the circumstances of two runs.</summary>
    /// <param name="reference">What is compared with.</param>
    /// <param name="other">What is compared.</param>
    public static IEnumerable<RecordDifference> Between(RunRecord reference, RunRecord other)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(other);
        (EnvironmentInfo a, EnvironmentInfo b) = (reference.Environment, other.Environment);
        (string What, object? Reference, object? Other, bool Forbids)[] all =
        [
            ("cpu", a.Cpu, b.Cpu, true),
            ("cores", a.Cores, b.Cores, true),
            ("memory", a.MemoryBytes, b.MemoryBytes, true),
            ("os", a.Os, b.Os, true),
            ("architecture", a.Architecture, b.Architecture, true),
            ("runtime", a.Runtime, b.Runtime, true),
            ("gc", a.Gc, b.Gc, true),
            ("process settings", Settings(a), Settings(b), true),
            ("server endpoint", a.ServerEndpoint, b.ServerEndpoint, true),
            ("in process", a.InProcess, b.InProcess, true),
            ("debug build", reference.Tool.Debug, other.Tool.Debug, true),
            ("payload seed", reference.Seed, other.Seed, true),
            ("version", reference.Tool.Version, other.Tool.Version, false),
            ("commit", reference.Tool.Commit, other.Tool.Commit, false),
            ("packages", reference.Tool.PackagesSha256, other.Tool.PackagesSha256, false),
        ];
        return from one in all
               where !Equals(one.Reference, one.Other)
               select new RecordDifference(one.What, $"{one.Reference ?? Absent}", $"{one.Other ?? Absent}", one.Forbids);
    }

    /// <summary>What differs between the contracts of two cells: what their calls and connections were allowed, and the load.</summary>
    /// <param name="name">What the pair is called.</param>
    /// <param name="reference">What is compared with.</param>
    /// <param name="other">What is compared.</param>
    /// <param name="axis">What is to be compared; null where it is two runs of one cell.</param>
    public static IEnumerable<RecordDifference> Between(string name, CellRecord reference, CellRecord other, ComparisonAxis? axis = null)
    {
        Dictionary<string, string> one = Contract(reference);
        Dictionary<string, string> two = Contract(other);
        return from member in one.Keys.Union(two.Keys)
               let a = one.GetValueOrDefault(member, Absent)
               let b = two.GetValueOrDefault(member, Absent)
               where a != b && member != axis?.Name
               select new RecordDifference(member, a, b, axis?.DoesBring(member) != true, name);
    }

    /// <summary>Every term of a cell's contract, by the name of its member in the record.</summary>
    private static Dictionary<string, string> Contract(CellRecord cell)
    {
        var terms = new Dictionary<string, string>
        {
            ["scenario"] = cell.Scenario,
            ["transport"] = cell.Transport,
            ["codec"] = cell.Codec,
            ["binding"] = cell.Binding,
            ["directory"] = cell.Directory,
            ["link"] = cell.Link,
            ["load"] = cell.Load.Text,
            ["variant"] = cell.Variant ?? Absent,
        };
        foreach ((string member, JsonNode? value) in JsonSerializer.SerializeToNode(cell.Options, RunRecordJson.Options)!.AsObject())
        {
            terms[$"options.{member}"] = value!.ToJsonString();
        }

        return terms;
    }

    private static string? Settings(EnvironmentInfo environment) =>
        environment.ProcessSettings is { } settings ? string.Join(", ", settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}")) : null;
}
