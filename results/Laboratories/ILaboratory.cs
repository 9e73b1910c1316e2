using Bench.Harness.Catalog;
using Bench.Harness.Record;

namespace Bench.Results.Laboratories;

/// <summary>
/// Answers one question from the record of a run whose plan names it (member <c>laboratory</c>); <see cref="IPlug.Summary"/> is the
/// question. A pure function of the record: it measures nothing, and the same record gives the same answer.
/// </summary>
public interface ILaboratory : IPlug
{
    /// <summary>Whether floors are among the cells that it reads; they are left out otherwise.</summary>
    bool ReadsFloors => false;

    /// <summary>What the run says. Cells that are missing, failed or invalid are said to be, and nothing is concluded from them.</summary>
    /// <param name="run">A measured run, its cells summed up and judged.</param>
    LaboratoryAnswer Of(RunRecord run);
}

/// <summary>What a laboratory says of a run.</summary>
/// <param name="Tables">The figures.</param>
/// <param name="Sentences">The answer.</param>
public sealed record LaboratoryAnswer(IReadOnlyList<LaboratoryTable> Tables, IReadOnlyList<string> Sentences);
