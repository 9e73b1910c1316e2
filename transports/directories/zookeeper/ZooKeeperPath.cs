namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>Where the records of a service are: <c>/rpcbench/SERVICE/providers/ID</c>, and the epochs that ids have had below <c>/rpcbench/SERVICE/epochs</c>.</summary>
internal sealed class ZooKeeperPath(string service)
{
    private const string Root = "/rpcbench";

    private readonly string _service = $"{Root}/{Name(service)}";

    /// <summary>Parent of the records.</summary>
    public string Providers => $"{_service}/providers";

    /// <summary>The nodes that stay, parents first.</summary>
    public IReadOnlyList<string> Parents => [Root, _service, Providers, Epochs];

    private string Epochs => $"{_service}/epochs";

    public string Provider(string id) => $"{Providers}/{Name(id)}";

    public string Epoch(string id) => $"{Epochs}/{Name(id)}";

    // ZooKeeper allows neither '/' in a node's name, nor "." and ".." as one.
    private static string Name(string text) => text is "." or ".." ? text.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(text);
}
