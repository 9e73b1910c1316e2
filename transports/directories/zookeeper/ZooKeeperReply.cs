using System.Text;

namespace Bench.Transports.Directories.ZooKeeper;

/// <summary>An answer: whether the operation succeeded, and what it gave.</summary>
internal sealed record ZooKeeperReply(ZooKeeperRequest Request, ZooKeeperError Error, ReadOnlyMemory<byte> Body)
{
    /// <summary>The reply itself, if the operation succeeded.</summary>
    /// <exception cref="ZooKeeperException">It did not.</exception>
    public ZooKeeperReply Checked() => Error == ZooKeeperError.None
        ? this
        : throw new ZooKeeperException(Error, $"{Request.Operation} of {Request.Path} was refused: {Error}");

    /// <summary>The answer to exists and set.</summary>
    public NodeStat Stat()
    {
        var reader = new JuteReader(Checked().Body.Span);
        return NodeStat.Read(ref reader);
    }

    /// <summary>The answer to a read of data.</summary>
    public (string Text, NodeStat Stat) Data()
    {
        var reader = new JuteReader(Checked().Body.Span);
        string text = Encoding.UTF8.GetString(reader.Buffer());
        return (text, NodeStat.Read(ref reader));
    }

    /// <summary>The answer to a read of children.</summary>
    public IReadOnlyList<string> Children()
    {
        var reader = new JuteReader(Checked().Body.Span);
        int count = reader.Int();
        var children = new List<string>();
        for (int i = 0; i < count; i++)
        {
            children.Add(reader.Text());
        }
        return children;
    }

    /// <summary>Why a multi failed: the error of the operation to blame; none if it was carried out.</summary>
    public ZooKeeperError MultiError()
    {
        const int errorResult = -1;
        var reader = new JuteReader(Checked().Body.Span);
        while (true)
        {
            int type = reader.Int();
            bool done = reader.Bool();
            int error = reader.Int();
            if (done || type != errorResult)
            {
                // Either all succeeded, or every result is an error.
                return ZooKeeperError.None;
            }
            _ = reader.Int();
            if (error != 0 && (ZooKeeperError)error != ZooKeeperError.RuntimeInconsistency)
            {
                return (ZooKeeperError)error;
            }
        }
    }
}
