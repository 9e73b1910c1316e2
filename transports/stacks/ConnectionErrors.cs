using System.Net.Http;
using Bench.Harness.Calls;
using Bench.Harness.Outcome;

namespace Bench.Transports.Stacks;

/// <summary>What became of a connection, within what a stack made of it.</summary>
internal static class ConnectionErrors
{
    /// <summary>The outcome of a call whose connection broke, or never came about; null if that is not what happened.</summary>
    public static CallOutcome? Within(Exception? failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is ConnectException connect)
            {
                return CallOutcome.Failed(connect.Kind, connect.Message);
            }
        }
        return failure is IOException or HttpRequestException or ObjectDisposedException ? Lost(failure.GetBaseException().Message) : null;
    }

    /// <summary>The outcome of a call whose connection broke.</summary>
    public static CallOutcome Lost(string why) =>
        CallOutcome.Failed(ErrorKind.ConnectionLost, $"the connection broke: {why}; whether the server handled the call is unknown");
}
