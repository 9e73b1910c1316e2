using System.IO.Pipelines;

namespace Bench.Harness.Wire;

/// <summary>
/// A <see cref="PipeWriter"/> that may be appended to while a flush is under way: <see cref="PipeWriter.FlushAsync"/> sends what was
/// committed and leaves the rest. Writing and committing happen under the connection's lock, flushing outside of it, one at a time;
/// so calls that arrive during a flush share the next one.
/// </summary>
public abstract class CommittingPipeWriter : PipeWriter
{
    /// <summary>Marks everything written so far as ready for the next flush.</summary>
    public abstract void Commit();

    /// <summary>Gives up memory kept for the next frames, if there were none since the last time. Under the connection's lock, a few times a second.</summary>
    public abstract void Trim();
}
