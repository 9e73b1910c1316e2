using System.Globalization;
using Bench.Harness.Time;

namespace Bench.Harness.Links;

/// <summary>Something that goes wrong on a link from now on, whatever its profile.</summary>
public abstract record LinkFault
{
    private protected LinkFault()
    {
    }

    /// <summary>Its spelling; <see cref="Parse"/> gives the same fault again.</summary>
    public abstract string Text { get; }

    /// <summary>Reads a fault such as <c>reset 50%</c>, <c>black-hole for 5s</c> or <c>refuse off</c>.</summary>
    /// <exception cref="LinkSyntaxException">It is none; the message lists the forms.</exception>
    public static LinkFault Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FaultSyntax.Parse(text);
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}

/// <summary>Open connections are reset, at both ends. Which ones the link's seed decides.</summary>
/// <param name="Share">Of those open, above 0 to 1, rounded, at least one.</param>
public sealed record ResetFault(double Share) : LinkFault
{
    /// <inheritdoc/>
    public override string Text => $"{FaultSyntax.Reset} {ShareText.Format(Share)}";
}

/// <summary>The server's ends of all open connections are closed; the clients' stay open, and nobody answers there any more.</summary>
public sealed record HalfOpenFault : LinkFault
{
    /// <inheritdoc/>
    public override string Text => FaultSyntax.HalfOpen;
}

/// <summary>Nothing moves for a while; then all that is due does. Nothing is lost.</summary>
/// <param name="Length">How long, above 0.</param>
public sealed record StallFault(TimeSpan Length) : LinkFault
{
    /// <inheritdoc/>
    public override string Text => $"{FaultSyntax.Stall} {DurationText.Format(Length)}";
}

/// <summary>A fault that lasts.</summary>
/// <param name="Length">How long, above 0; null until an <see cref="EndOfFault"/>. The same fault again takes the place of the one in force.</param>
public abstract record LastingFault(TimeSpan? Length) : LinkFault
{
    /// <summary>What <see cref="EndOfFault"/> calls it.</summary>
    public abstract string Name { get; }

    private protected string WithLength(string text) => Length is TimeSpan length ? $"{text} {FaultSyntax.For} {DurationText.Format(length)}" : text;
}

/// <summary>
/// Bytes vanish in both directions, and so do closes and resets. A connection that has lost something stays silent for ever, as a
/// stream with a hole in it would be garbage; one that was quiet goes on afterwards. New connections get no answer until it is over.
/// </summary>
public sealed record BlackHoleFault(TimeSpan? Length = null) : LastingFault(Length)
{
    /// <inheritdoc/>
    public override string Name => FaultSyntax.BlackHole;

    /// <inheritdoc/>
    public override string Text => WithLength(Name);
}

/// <summary>New connections are reset as soon as they are made.</summary>
public sealed record RefuseFault(TimeSpan? Length = null) : LastingFault(Length)
{
    /// <inheritdoc/>
    public override string Name => FaultSyntax.Refuse;

    /// <inheritdoc/>
    public override string Text => WithLength(Name);
}

/// <summary>What the server sends is taken at that rate only, all connections together, as by clients that read slowly; soon the server can send no more.</summary>
/// <param name="BytesPerSecond">1 and up.</param>
/// <param name="Length">How long.</param>
public sealed record SlowReaderFault(long BytesPerSecond, TimeSpan? Length = null) : LastingFault(Length)
{
    /// <inheritdoc/>
    public override string Name => FaultSyntax.SlowReader;

    /// <inheritdoc/>
    public override string Text => WithLength($"{Name} {RateText.Format(BytesPerSecond)}");
}

/// <summary>Bytes pass in pieces of that size, 0.1 ms apart, so that readers get frames in parts.</summary>
/// <param name="Bytes">1 and up.</param>
/// <param name="Length">How long.</param>
public sealed record SliceFault(int Bytes, TimeSpan? Length = null) : LastingFault(Length)
{
    /// <inheritdoc/>
    public override string Name => FaultSyntax.Slice;

    /// <inheritdoc/>
    public override string Text => WithLength(string.Create(CultureInfo.InvariantCulture, $"{Name} {Bytes}"));
}

/// <summary>Each connection ends in good order after that many bytes one way, counted from now or from its beginning.</summary>
/// <param name="Bytes">1 and up.</param>
/// <param name="Direction">Which way; null for either.</param>
/// <param name="Length">How long.</param>
public sealed record LimitDataFault(long Bytes, LinkDirection? Direction = null, TimeSpan? Length = null) : LastingFault(Length)
{
    /// <inheritdoc/>
    public override string Name => FaultSyntax.LimitData;

    /// <inheritdoc/>
    public override string Text => WithLength(
        string.Create(CultureInfo.InvariantCulture, $"{Name} {Bytes}{Direction switch { LinkDirection.Up => " up", LinkDirection.Down => " down", _ => "" }}"));

    /// <summary>Whether it limits that direction.</summary>
    public bool Concerns(LinkDirection direction) => Direction is null || Direction == direction;
}

/// <summary>A lasting fault is over.</summary>
/// <param name="Name">Its <see cref="LastingFault.Name"/>.</param>
public sealed record EndOfFault(string Name) : LinkFault
{
    /// <inheritdoc/>
    public override string Text => $"{Name} {FaultSyntax.Off}";
}
