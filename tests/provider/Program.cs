// A provider in a process of its own: DIRECTORY SERVICE ID ENDPOINT LEASE; or with "save" a process that saves. Says "registered EPOCH" whenever it has registered, until it is killed.
using Bench.Harness.Addressing;
using Bench.Harness.Catalog;
using Bench.Harness.Time;
using Bench.Saving;
using Bench.Transports.Directories;

if (args[0] == "save")
{
    return await Saver.RunAsync(args[1].Split(Path.PathSeparator), args[2], args[3], int.Parse(args[4], null)).ConfigureAwait(false);
}
var plugs = new PlugCatalog(typeof(RedisDirectoryKind).Assembly);
if (!DirectoryAddress.TryParse(args[0], out DirectoryAddress? address) || !DurationText.TryParse(args[4], out TimeSpan lease))
{
    return 2;
}
await using IDirectory directory = await plugs.Find<IDirectoryKind>("directory", address.Scheme).OpenAsync(address, plugs, Clock.System, CancellationToken.None).ConfigureAwait(false);
await using ProviderRegistration registration = await ProviderRegistration
    .StartAsync(directory, args[1], args[2], Endpoint.Parse(args[3]), new RegistrationOptions { Lease = lease }).ConfigureAwait(false);
registration.StateChanged += Say;
Say();
await Task.Delay(Timeout.Infinite).ConfigureAwait(false);
return 0;

void Say()
{
    if (registration.State == RegistrationState.Registered)
    {
        Console.WriteLine($"registered {registration.Provider!.Epoch}");
    }
}
