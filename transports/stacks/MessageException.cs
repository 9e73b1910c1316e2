using Bench.Harness.Outcome;

namespace Bench.Transports.Stacks;

/// <summary>A message that can't be encoded, decoded, or carried, on its way out of a stack that knows no such failures.</summary>
internal sealed class MessageException(ErrorKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Header or trailer in which servers say the kind of an error, as the run record spells it.</summary>
    public const string KindHeader = "rpcbench-error";

    /// <summary>What went wrong.</summary>
    public CallOutcome Outcome { get; } = CallOutcome.Failed(kind, message);

    /// <summary>The failure within what a stack made of it; null if it is another.</summary>
    public static CallOutcome? Within(Exception? failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is MessageException message)
            {
                return message.Outcome;
            }
        }
        return null;
    }
}
