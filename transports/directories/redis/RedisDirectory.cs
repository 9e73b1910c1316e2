using Bench.Harness.Addressing;
using StackExchange.Redis;

namespace Bench.Transports.Directories.Redis;

/// <summary>
/// Providers as keys with a time to live. What changes is published. What expires is told by the first who reads afterwards: key-space
/// notifications are not asked for, as they come when a key is deleted and not when its time is over.
/// </summary>
internal sealed class RedisDirectory : IDirectory
{
    private readonly DirectoryAddress _address;
    private readonly ConnectionMultiplexer _redis;
    private readonly Lock _gate = new();
    private readonly List<Watch> _watches = [];

    private RedisDirectory(DirectoryAddress address, ConnectionMultiplexer redis)
    {
        (_address, _redis) = (address, redis);
        redis.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Subscription)
            {
                _ = TellAllAsync();
            }
        };
    }

    public static async ValueTask<IDirectory> OpenAsync(DirectoryAddress address, CancellationToken cancellation)
    {
        Task<ConnectionMultiplexer> connecting = ConnectionMultiplexer.ConnectAsync(RedisConnection.Options(address));
        try
        {
            return new RedisDirectory(address, await connecting.WaitAsync(cancellation).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            _ = DropAsync(connecting);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Provider> RegisterAsync(string service, string id, Endpoint endpoint, TimeSpan lease, CancellationToken cancellation)
    {
        var keys = new RedisKeys(service);
        RedisResult epoch = await RunAsync(RedisScripts.Count, [keys.Epoch(id)], [], cancellation).ConfigureAwait(false);
        var provider = new Provider(id, (long)epoch, endpoint);
        await RunAsync(
            RedisScripts.Put,
            [keys.Epoch(id), keys.Provider(id), keys.Ids],
            [id, provider.Epoch, provider.ToRecord(), (long)lease.TotalMilliseconds, (string)keys.Changes!],
            cancellation).ConfigureAwait(false);
        return provider;
    }

    /// <inheritdoc/>
    public async ValueTask<LeaseState> RenewAsync(string service, Provider provider, TimeSpan lease, CancellationToken cancellation)
    {
        RedisResult state = await RunAsync(
            RedisScripts.Renew, [new RedisKeys(service).Provider(provider.Id)], [provider.Epoch, (long)lease.TotalMilliseconds], cancellation).ConfigureAwait(false);
        return (int)state switch
        {
            1 => LeaseState.Renewed,
            0 => LeaseState.Gone,
            _ => LeaseState.Superseded,
        };
    }

    /// <inheritdoc/>
    public async ValueTask RemoveAsync(string service, Provider provider, CancellationToken cancellation)
    {
        var keys = new RedisKeys(service);
        await RunAsync(RedisScripts.Remove, [keys.Provider(provider.Id), keys.Ids], [provider.Epoch, provider.Id, (string)keys.Changes!], cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListAsync(string service, CancellationToken cancellation)
    {
        var keys = new RedisKeys(service);
        return (string[])(await RunAsync(RedisScripts.List, [keys.Ids], [keys.ProviderPrefix, (string)keys.Changes!], cancellation).ConfigureAwait(false))!;
    }

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> WatchAsync(string service, Action changed, CancellationToken cancellation)
    {
        var watch = new Watch(this, new RedisKeys(service).Changes, changed);
        lock (_gate)
        {
            _watches.Add(watch);
        }
        try
        {
            await AskAsync(() => _redis.GetSubscriber().SubscribeAsync(watch.Channel, watch.Handler), cancellation).ConfigureAwait(false);
            return watch;
        }
        catch
        {
            await watch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private static async Task DropAsync(Task<ConnectionMultiplexer> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
        {
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    // The whole script each time: its hash would be unknown to a server that has restarted.
    private async Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellation)
    {
        Task<RedisResult>? asked = null;
        await AskAsync(() => asked = _redis.GetDatabase().ScriptEvaluateAsync(script, keys, values, CommandFlags.NoScriptCache), cancellation).ConfigureAwait(false);
        return await asked!.ConfigureAwait(false);
    }

    private async Task AskAsync(Func<Task> ask, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Task asked = Task.CompletedTask;
        try
        {
            asked = ask();
            await asked.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            throw Failure(e);
        }
        finally
        {
            // Whoever gave up does not learn how it ended.
            _ = asked.ContinueWith(static late => late.Exception, TaskScheduler.Default);
        }
    }

    private DirectoryException Failure(Exception e) => e switch
    {
        RedisServerException => new($"The directory {_address} refused a command: {e.Message}. It takes a Redis of version 5 or later that allows scripts.", e),
        _ when !_redis.IsConnected => new($"The directory {_address} can't be reached. Start Redis there, or correct the address.", e),
        _ => new($"The directory {_address} did not answer within {RedisConnection.Limit.TotalSeconds:0} s. Is Redis there, and not overloaded?", e),
    };

    /// <summary>Subscriptions were renewed just before this: once the server has answered what was sent behind them, they stand.</summary>
    private async Task TellAllAsync()
    {
        try
        {
            await _redis.GetSubscriber().PingAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            return;
        }
        Watch[] watches;
        lock (_gate)
        {
            watches = [.. _watches];
        }
        foreach (Watch watch in watches)
        {
            watch.Tell();
        }
    }

    private sealed class Watch : IAsyncDisposable
    {
        private readonly RedisDirectory _owner;
        private readonly Action _changed;

        public Watch(RedisDirectory owner, RedisChannel channel, Action changed)
        {
            (_owner, Channel, _changed) = (owner, channel, changed);
            Handler = (_, _) => _changed();
        }

        public RedisChannel Channel { get; }

        public Action<RedisChannel, RedisValue> Handler { get; }

        public void Tell() => _changed();

        public async ValueTask DisposeAsync()
        {
            lock (_owner._gate)
            {
                _owner._watches.Remove(this);
            }
            try
            {
                await _owner._redis.GetSubscriber().UnsubscribeAsync(Channel, Handler, CommandFlags.FireAndForget).ConfigureAwait(false);
            }
            catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
            {
                // The handler is forgotten even so.
            }
        }
    }
}
