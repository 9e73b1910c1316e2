extern alias MemoryPackCore;
using Library = MemoryPackCore::MemoryPack.MemoryPackFormatterProvider;

namespace MemoryPack;

/// <summary>
/// Takes the place of the library's class of this name in the code that its generator writes for this project. That code registers a message type as
/// soon as the first message is made, whatever the codec, and the library sets up more than a hundred formatters on that occasion: 25 ms in
/// every process. The library asks types that were not registered to do so when it first meets one.
/// </summary>
internal static class MemoryPackFormatterProvider
{
    /// <summary>Nothing: called by the static constructors of messages.</summary>
    public static void Register<T>() where T : IMemoryPackFormatterRegister
    {
    }

    /// <inheritdoc cref="Library.Register{T}(MemoryPackFormatter{T})"/>
    public static void Register<T>(MemoryPackFormatter<T> formatter) => Library.Register(formatter);

    /// <inheritdoc cref="Library.IsRegistered{T}"/>
    public static bool IsRegistered<T>() => Library.IsRegistered<T>();
}
