using Bench.Harness.Contracts;
using Bench.Harness.Record;

namespace Bench.Harness.Run;

/// <summary>What a codec makes of a scenario's payloads, found out before anything is measured.</summary>
/// <param name="Sizes">Encoded sizes.</param>
/// <param name="Failure">Why the cells can't be measured: the codec does not give back what it was given; null if all is well.</param>
internal sealed record PayloadVerdict(IReadOnlyList<PayloadInfo> Sizes, string? Failure)
{
    /// <summary>The verdict on every codec and scenario that a matrix brings together.</summary>
    public static async Task<Dictionary<(IScenario Scenario, ICodec Codec), PayloadVerdict>> AllAsync(CellMatrix matrix)
    {
        var verdicts = new Dictionary<(IScenario, ICodec), PayloadVerdict>();
        foreach (IGrouping<IScenario, Cell> cells in matrix.Cells.GroupBy(c => c.Scenario))
        {
            object service = cells.Key.CreateService();
            IReadOnlyList<IOperation> operations = cells.Key.CreateOperations(matrix.Settings.Seed);
            foreach (ICodec codec in cells.Select(c => c.Codec).Distinct())
            {
                verdicts[(cells.Key, codec)] = await OfAsync(codec, service, operations).ConfigureAwait(false);
            }
        }
        return verdicts;
    }

    private static async Task<PayloadVerdict> OfAsync(ICodec codec, object service, IReadOnlyList<IOperation> operations)
    {
        var sizes = new List<PayloadInfo>();
        string? failure = null;
        foreach (IOperation operation in operations)
        {
            try
            {
                PayloadCheck check = await operation.CheckPayloadsAsync(service, codec).ConfigureAwait(false);
                sizes.Add(new PayloadInfo(check.Method, check.RequestBytes, check.ReplyBytes));
                failure ??= check.Difference is null ? null : $"the codec '{codec.Name}' does not give back what it was given: {check.Difference}";
            }
            catch (Exception e)
            {
                failure ??= $"the codec '{codec.Name}' fails on the payloads of {operation.Method}: {e.Message}";
            }
        }
        return new PayloadVerdict(sizes, failure);
    }
}
