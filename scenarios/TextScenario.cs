using System.Runtime.Serialization;
using System.Text;
using System.Text.Json.Serialization;
using Bench.Harness.Catalog;
using Bench.Harness.Contracts;
using MemoryPack;
using PolyType;

[assembly: SerializerMetadata(typeof(Bench.Scenarios.TextMetadata))]

namespace Bench.Scenarios;

/// <summary>Carries text.</summary>
[RpcContract]
public interface IText
{
    /// <summary>Answers with the text itself.</summary>
    [Idempotent]
    ValueTask<TextMessage> SendTextAsync(TextMessage request, CancellationToken cancellation);
}

/// <summary>Strings of many scripts, about 12 KB as UTF-8.</summary>
[DataContract, MemoryPackable]
public sealed partial class TextMessage
{
    /// <summary>Below 2^53.</summary>
    [DataMember(Order = 1)]
    public long Id { get; set; }

    /// <summary>48 strings of 100 characters, each mostly of one script.</summary>
    [DataMember(Order = 2)]
    public string[]? Lines { get; set; }
}

/// <summary>What source generators write of the messages.</summary>
[JsonSerializable(typeof(TextMessage)), GenerateShapeFor<TextMessage>]
internal sealed partial class TextMetadata : JsonSerializerContext;

/// <summary>The server side of <see cref="IText"/>.</summary>
public sealed class TextService : IText
{
    /// <inheritdoc/>
    public ValueTask<TextMessage> SendTextAsync(TextMessage request, CancellationToken cancellation) => new(request);
}

/// <summary>Strings beyond ASCII, where encodings differ most.</summary>
public sealed class TextScenario : Scenario<IText>, IRankedPlug
{
    private const int LineCount = 48;
    private const int LineLength = 100;

    /// <summary>First and last character of each script; the last ones take two UTF-16 units each.</summary>
    private static readonly (int First, int Last)[] Scripts =
    [
        (0x20, 0x7E), // ASCII, with the quotes and backslashes that JSON escapes
        (0xC0, 0x17F), // Latin with accents
        (0x3B1, 0x3C9), // Greek
        (0x410, 0x44F), // Cyrillic
        (0x5D0, 0x5EA), // Hebrew
        (0x621, 0x63A), // Arabic
        (0x905, 0x939), // Devanagari
        (0xE01, 0xE2E), // Thai
        (0x3041, 0x3096), // Hiragana
        (0x4E00, 0x9FA5), // Han
        (0xAC00, 0xD7A3), // Hangul
        (0x1F600, 0x1F64F), // Emoji
    ];

    /// <inheritdoc/>
    public override string Name => "text";

    /// <inheritdoc/>
    public override string Summary => "48 Unicode strings of 12 scripts, about 12 KB, up and back";

    /// <inheritdoc/>
    public int Rank => 4;

    /// <inheritdoc/>
    protected override IText CreateService() => new TextService();

    /// <inheritdoc/>
    protected override IReadOnlyList<IOperation> CreateOperations(PayloadRandom payloads) =>
    [
        Operation.Of<IText, TextMessage, TextMessage>(
            nameof(IText.SendTextAsync),
            weight: 1,
            payloads.Many(16, Message),
            (client, request, cancellation) => client.SendTextAsync(request, cancellation),
            IsRight),
    ];

    private static TextMessage Message(PayloadRandom random)
    {
        int line = 0;
        return new()
        {
            Id = (long)(random.NextBits() >> 11),
            Lines = random.Many(LineCount, r => Line(r, Scripts[line++ % Scripts.Length])),
        };
    }

    private static string Line(PayloadRandom random, (int First, int Last) script)
    {
        var text = new StringBuilder();
        for (int i = 0; i < LineLength; i++)
        {
            text.Append(new Rune(random.Next(7) == 0 ? ' ' : random.Next(script.First, script.Last + 1)).ToString());
        }
        return text.ToString();
    }

    private static bool IsRight(TextMessage request, TextMessage reply)
    {
        if (reply.Id != request.Id || reply.Lines is not { } lines || lines.Length != request.Lines!.Length)
        {
            return false;
        }
        // One line of each script, and the last.
        for (int i = 0; i < Scripts.Length; i++)
        {
            if (lines[i] != request.Lines[i])
            {
                return false;
            }
        }
        return lines[^1] == request.Lines[^1];
    }
}
