using Bench.Harness.Addressing;
using StackExchange.Redis;

namespace Bench.Transports.Directories.Redis;

/// <summary>How we connect: bounded waits, and reconnecting without end and without haste.</summary>
internal static class RedisConnection
{
    /// <summary>How long connecting or an answer may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    public static ConfigurationOptions Options(DirectoryAddress address)
    {
        var options = new ConfigurationOptions
        {
            // A server that is away is no reason to give up: the first command that can't be sent in time says so.
            AbortOnConnectFail = false,
            ConnectRetry = 1,
            ConnectTimeout = (int)Limit.TotalMilliseconds,
            AsyncTimeout = (int)Limit.TotalMilliseconds,
            SyncTimeout = (int)Limit.TotalMilliseconds,
            HeartbeatInterval = Poll,
            KeepAlive = (int)Limit.TotalSeconds,
            ReconnectRetryPolicy = new ExponentialRetry((int)FirstPause.TotalMilliseconds, (int)LongestPause.TotalMilliseconds),
            // With RESP2 the subscriptions have a connection of their own: where that breaks, renewals go on.
            Protocol = RedisProtocol.Resp2,
            // These two look for a master by keys and messages of their own, which we don't need.
            ConfigurationChannel = "",
            TieBreaker = "",
            ClientName = "rpcbench",
            IncludeDetailInExceptions = false,
        };
        foreach (Endpoint server in address.Servers)
        {
            options.EndPoints.Add(server.Host, server.Port);
        }
        return options;
    }
}
