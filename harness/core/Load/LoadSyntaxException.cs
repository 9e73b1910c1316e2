namespace Bench.Harness.Load;

/// <summary>A load that can't be read; its message says what is wrong and lists the forms with examples.</summary>
public sealed class LoadSyntaxException : FormatException
{
    internal const string Forms =
        "A load is closed:WORKERS or closed:WORKERS:think=TIME (e.g. closed:8, closed:200:think=50ms), open:RATE or open:RATE:poisson (e.g. open:2000), or ramp:PHASES with an "
        + "optional :poisson, where a phase is RATE@DURATION or FROM..TO@DURATION (e.g. ramp:0..2000@5s,2000@10s,500@2s), "
        + "or several at once as sweep:rate:FROM..TO:xFACTOR or sweep:workers:FROM..TO:xFACTOR (e.g. sweep:rate:1000..20000:x2), "
        + "or capacity:OBJECTIVE for the highest rate that meets it (e.g. capacity:p99<5ms,errors<0.1%); "
        + "rates are calls per second, durations take ms, s, m or h.";

    /// <summary>For serializers.</summary>
    public LoadSyntaxException()
    {
    }

    /// <param name="message">The whole message.</param>
    public LoadSyntaxException(string message) : base(message)
    {
    }

    /// <param name="message">The whole message.</param>
    /// <param name="innerException">The cause.</param>
    public LoadSyntaxException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal static LoadSyntaxException For(string text, string reason) => new($"'{text}' is not a load: {reason}. {Forms}");
}
