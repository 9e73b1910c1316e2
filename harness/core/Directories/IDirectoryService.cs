using Bench.Harness.Addressing;

namespace Bench.Harness.Directories;

/// <summary>The embedded directory as a contract, served over the pipeline that it is about.</summary>
public interface IDirectoryService
{
    /// <summary>Makes a record in place of any older one of the id.</summary>
    ValueTask<RegisterReply> RegisterAsync(RegisterRequest request, CancellationToken cancellation);

    /// <summary>Lets a lease begin anew.</summary>
    ValueTask<RenewReply> RenewAsync(RenewRequest request, CancellationToken cancellation);

    /// <summary>Takes a record away.</summary>
    ValueTask<RemoveReply> RemoveAsync(RemoveRequest request, CancellationToken cancellation);

    /// <summary>The records of a service.</summary>
    ValueTask<ListReply> ListAsync(ListRequest request, CancellationToken cancellation);

    /// <summary>Answers when the records of a service have changed, or after a while.</summary>
    ValueTask<ChangesReply> ChangesAsync(ChangesRequest request, CancellationToken cancellation);
}

/// <summary>Asks for a record.</summary>
/// <param name="Service">Name of the service, 1 to 256 characters.</param>
/// <param name="Id">Id of the provider.</param>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Lease">Time until the record goes unless it is renewed; above 0, at most 1 h.</param>
public sealed record RegisterRequest(string Service, string Id, string Endpoint, TimeSpan Lease);

/// <summary>The record was made.</summary>
/// <param name="Epoch">Its epoch.</param>
public sealed record RegisterReply(long Epoch);

/// <summary>Asks to let a lease begin anew.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Id">Id of the provider.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Lease">Time until the record goes unless it is renewed again; above 0, at most 1 h.</param>
public sealed record RenewRequest(string Service, string Id, long Epoch, TimeSpan Lease);

/// <summary>What became of it.</summary>
/// <param name="State">Whether the lease goes on.</param>
public sealed record RenewReply(LeaseState State);

/// <summary>Asks to take a record away.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Id">Id of the provider.</param>
/// <param name="Epoch">Its epoch; a record of another one stays.</param>
public sealed record RemoveRequest(string Service, string Id, long Epoch);

/// <summary>The record is gone, or was another epoch's.</summary>
public sealed record RemoveReply;

/// <summary>Asks for the records of a service.</summary>
/// <param name="Service">Its name.</param>
public sealed record ListRequest(string Service);

/// <summary>The records as they stand.</summary>
/// <param name="Records">One per provider.</param>
public sealed record ListReply(IReadOnlyList<string> Records);

/// <summary>Asks to be told of a change.</summary>
/// <param name="Service">Name of the service.</param>
/// <param name="Since">The version known; any other one is answered at once.</param>
/// <param name="Hold">Time after which the answer comes though nothing has changed; 0 to 30 s.</param>
public sealed record ChangesRequest(string Service, long Since, TimeSpan Hold);

/// <summary>The version now.</summary>
/// <param name="Version">Another one at every change, never used twice.</param>
public sealed record ChangesReply(long Version);
