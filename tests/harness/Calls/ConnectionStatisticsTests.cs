using Bench.Harness.Calls;

namespace Bench.Tests.Harness.Calls;

public sealed class ConnectionStatisticsTests
{
    private const long WindowNs = 1_000_000;

    [Fact]
    public void A_scheduled_window_begins_with_the_first_connection_in_it_and_not_when_it_is_started_late()
    {
        var statistics = new ConnectionStatistics();
        statistics.ScheduleWindow(WindowNs);
        OpenAndClose(statistics, WindowNs - 2, lostNs: WindowNs - 1);
        var kept = new Connection(WindowNs - 1);
        statistics.Opened(kept, handshakeNs: 1, replacesBroken: false);
        OpenAndClose(statistics, WindowNs);
        OpenAndClose(statistics, WindowNs + 1, lostNs: WindowNs + 2);

        ConnectionTotals start = statistics.StartWindow(WindowNs);
        OpenAndClose(statistics, WindowNs + 3);
        ConnectionWindow window = statistics.EndWindow(start);

        Assert.Equal((4, 2, 3, 1), (window.Opened, window.Peak, window.Sent, window.Lost));
        Assert.Equal(3, Assert.Single(window.OpenedBySecond));
        Assert.Equal(WindowNs + 2, window.FirstLostNs);
    }

    [Fact]
    public void A_connection_that_breaks_in_a_scheduled_window_is_lost_in_it()
    {
        var statistics = new ConnectionStatistics();
        var kept = new Connection(WindowNs - 1);
        statistics.Opened(kept, handshakeNs: 1, replacesBroken: false);
        statistics.ScheduleWindow(WindowNs);
        statistics.Closed(kept, WindowNs + 1);

        ConnectionWindow window = statistics.EndWindow(statistics.StartWindow(WindowNs));

        Assert.Equal((1, 1, 1), (window.Opened, window.Peak, window.Lost));
    }

    [Fact]
    public void A_window_that_nobody_scheduled_begins_when_it_is_started()
    {
        var statistics = new ConnectionStatistics();
        OpenAndClose(statistics, WindowNs);
        _ = statistics.StartWindow(WindowNs);
        OpenAndClose(statistics, WindowNs + 1);

        ConnectionWindow window = statistics.EndWindow(statistics.StartWindow(WindowNs + 2));

        Assert.Equal((0, 0), (window.Opened, window.Sent));
    }

    private static void OpenAndClose(ConnectionStatistics statistics, long openedNs, long? lostNs = null)
    {
        var connection = new Connection(openedNs);
        statistics.Opened(connection, handshakeNs: 1, replacesBroken: false);
        connection.Sent = 1;
        statistics.Closed(connection, lostNs);
    }

    private sealed class Connection(long openedNs) : ICountedConnection
    {
        public long OpenedNs => openedNs;

        public long Sent { get; set; }
    }
}
