using StackExchange.Redis;

namespace Bench.Transports.Directories.Redis;

/// <summary>Where the records of a service are. The service's name in braces keeps its keys on one node of a cluster, so that scripts may use them together.</summary>
internal sealed class RedisKeys(string service)
{
    private readonly string _prefix = $"rpcbench:{{{Uri.EscapeDataString(service)}}}";

    /// <summary>Set of the ids that may have a record.</summary>
    public RedisKey Ids => $"{_prefix}:ids";

    /// <summary>Start of the key of every record, which is a hash of record, epoch and lease and lives as long as its lease.</summary>
    public string ProviderPrefix => $"{_prefix}:provider:";

    /// <summary>Channel on which registrations and removals are told.</summary>
    public RedisChannel Changes => RedisChannel.Literal($"{_prefix}:changes");

    public RedisKey Provider(string id) => ProviderPrefix + id;

    /// <summary>The last epoch that the id was given; outlives its leases.</summary>
    public RedisKey Epoch(string id) => $"{_prefix}:epoch:{id}";
}
