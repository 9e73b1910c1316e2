namespace Bench.Transports.Directories.Redis;

/// <summary>What the server does in one step each, so that nothing comes between. They need Redis 5 and up.</summary>
internal static class RedisScripts
{
    /// <summary>
    /// Counts a registration. KEYS: epoch. The epoch is one more than the last, so that it rises when the server's clock goes back, and at
    /// least the server's time in ms, so that it rises when the server loses its data. Counters unused for 30 days go.
    /// </summary>
    public const string Count = """
        local now = redis.call('TIME')
        local epoch = math.max(tonumber(redis.call('GET', KEYS[1]) or 0) + 1, now[1] * 1000 + math.floor(now[2] / 1000))
        local text = string.format('%.0f', epoch)
        redis.call('SET', KEYS[1], text, 'EX', 2592000)
        return text
        """;

    /// <summary>
    /// Puts a record there and tells, unless a later registration of the id has been counted, which replaces it anyway.
    /// KEYS: epoch, record, ids. ARGV: id, epoch, record, lease in ms, channel.
    /// </summary>
    public const string Put = """
        if tonumber(redis.call('GET', KEYS[1]) or 0) > tonumber(ARGV[2]) then return 0 end
        redis.call('DEL', KEYS[2])
        redis.call('HSET', KEYS[2], 'epoch', ARGV[2], 'record', ARGV[3], 'lease', ARGV[4])
        redis.call('PEXPIRE', KEYS[2], ARGV[4])
        redis.call('SADD', KEYS[3], ARGV[1])
        redis.call('PUBLISH', ARGV[5], ARGV[1])
        return 1
        """;

    /// <summary>Renews a lease. KEYS: record. ARGV: epoch, lease in ms. Gives 1 if it goes on, 0 if the record is gone, −1 if a later one stands.</summary>
    public const string Renew = """
        local epoch = redis.call('HGET', KEYS[1], 'epoch')
        if epoch == ARGV[1] then
          redis.call('HSET', KEYS[1], 'lease', ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[2])
          return 1
        end
        if epoch and (tonumber(epoch) or 0) > tonumber(ARGV[1]) then return -1 end
        return 0
        """;

    /// <summary>Takes a record away if it is that epoch's, and tells. KEYS: record, ids. ARGV: epoch, id, channel.</summary>
    public const string Remove = """
        if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 0 end
        redis.call('DEL', KEYS[1])
        redis.call('SREM', KEYS[2], ARGV[2])
        redis.call('PUBLISH', ARGV[3], ARGV[2])
        return 1
        """;

    /// <summary>
    /// The records. KEYS: ids. ARGV: start of the records' keys, channel. Forgets ids whose record is gone, and tells. Redis keeps leases by its
    /// wall clock: one that has longer to live than it was given was set before the clock went back, and is cut to what it was given.
    /// </summary>
    public const string List = """
        local records, gone = {}, nil
        for _, id in ipairs(redis.call('SMEMBERS', KEYS[1])) do
          local key = ARGV[1] .. id
          local kept = redis.call('HMGET', key, 'record', 'lease')
          if kept[1] then
            records[#records + 1] = kept[1]
            local lease = tonumber(kept[2])
            if lease and redis.call('PTTL', key) > lease then redis.call('PEXPIRE', key, lease) end
          else
            redis.call('SREM', KEYS[1], id)
            gone = id
          end
        end
        if gone then redis.call('PUBLISH', ARGV[2], gone) end
        return records
        """;
}
