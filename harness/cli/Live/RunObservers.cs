using Bench.Harness.Load;
using Bench.Harness.Record;
using Bench.Harness.Run;

namespace Bench.Cli.Live;

/// <summary>Several observers of one run, told one after another.</summary>
internal sealed class RunObservers(IReadOnlyList<IRunObserver> all) : IRunObserver
{
    public void Launching(int number, int of, int round, Cell cell) => Each(o => o.Launching(number, of, round, cell));

    public void Progressed(Cell cell, LoadProgress progress) => Each(o => o.Progressed(cell, progress));

    public void Probing(Cell cell, CapacityProbe probe) => Each(o => o.Probing(cell, probe));

    public void Probed(Cell cell, SearchStep step) => Each(o => o.Probed(cell, step));

    public void Launched(Cell cell, RoundRecord round) => Each(o => o.Launched(cell, round));

    private void Each(Action<IRunObserver> tell)
    {
        foreach (IRunObserver one in all)
        {
            tell(one);
        }
    }
}
