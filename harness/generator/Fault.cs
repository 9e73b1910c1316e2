using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Bench.Generator;

/// <summary>Something that keeps a contract from being served, as values alone.</summary>
/// <param name="Rule">Which rule is broken.</param>
/// <param name="Place">Where; null if there is no source.</param>
/// <param name="Subject">What is wrong, by name.</param>
/// <param name="Detail">What of it is wrong.</param>
internal sealed record Fault(FaultRule Rule, Place? Place, string Subject, string Detail = "")
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(FaultRules.Descriptor(Rule), Place?.ToLocation(), Subject, Detail);
}

/// <summary>A place in a source file, without the file's content.</summary>
internal sealed record Place(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static Place? Of(Location location) =>
        location.SourceTree is { } tree ? new Place(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span) : null;

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
