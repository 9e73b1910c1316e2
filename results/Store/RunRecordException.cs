namespace Bench.Results.Store;

/// <summary>A stored run that is refused; the message is meant for the user as it stands.</summary>
public sealed class RunRecordException : Exception
{
    /// <param name="path">The file or folder.</param>
    /// <param name="member">The member at fault, e.g. <c>$.cells[2].rounds[0].counts.ok</c>; null for the whole file.</param>
    /// <param name="problem">What is wrong, with the value found.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="inner">The cause.</param>
    public RunRecordException(string path, string? member, string problem, string remedy, Exception? inner = null)
        : base($"{path}{(member is null ? "" : $", {member}")}: {problem} {remedy}", inner)
    {
        Path = path;
        Member = member;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>The member at fault; null for the whole file.</summary>
    public string? Member { get; }
}
