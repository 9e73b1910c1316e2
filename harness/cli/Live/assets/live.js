"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const state = document.getElementById("state"), figures = document.getElementById("figures");
  const colour = name => getComputedStyle(root).getPropertyValue(name).trim();
  const most = 3600;
  const columns = ["at", "rate", "p50", "p90", "p99", "p999", "flight", "failures"];
  const data = Object.fromEntries(columns.map(c => [c, []]));

  const scaled = (value, names) => {
    let i = 0;
    for (; Math.abs(value) >= 1000 && i < names.length - 1; i++) value /= 1000;
    return +value.toPrecision(3) + " " + names[i];
  };
  const number = v => scaled(v, ["", "k", "M"]).trim();
  const time = ns => scaled(ns, ["ns", "µs", "ms", "s"]);

  const charts = [];
  const chart = (id, text, series, log) => {
    const box = document.getElementById(id);
    const create = () => {
      const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
      const decades = (u, splits) => splits.map(v => Math.abs(Math.log10(v) % 1) < 1e-9 ? v : null);
      const y = { ...axis, size: 66, values: (u, splits) => splits.map(v => v == null ? "" : text(v)), ...log ? { filter: decades, grid: { ...axis.grid, filter: decades } } : {} };
      const range = log
        ? (u, low, high) => [10 ** Math.floor(Math.log10(Math.max(1, low ?? 1e3))), 10 ** Math.ceil(Math.log10(Math.max(10, (high ?? 1e6) + 1)))]
        : (u, low, high) => [0, high > 0 ? high * 1.1 : 1];
      return new uPlot({
        width: box.clientWidth, height: 220, cursor: { drag: { x: false, y: false } },
        scales: { x: { time: false }, y: log ? { distr: 3, range } : { range } },
        axes: [{ ...axis, values: (u, splits) => splits.map(v => v + " s") }, y],
        series: [{ label: "at", value: (u, v) => v == null ? "" : v.toFixed(1) + " s" },
          ...series.map((s, i) => ({ label: s.label, stroke: colour("--c" + (s.colour ?? i)), width: 1.75, points: { show: false }, value: (u, v) => v == null ? "" : text(v) }))],
      }, [data.at, ...series.map(s => data[s.column])], box);
    };
    const entry = { create, plot: create(), series };
    new ResizeObserver(() => entry.plot.setSize({ width: box.clientWidth, height: 220 })).observe(box);
    charts.push(entry);
  };
  chart("rate", number, [{ label: "outcomes/s", column: "rate" }]);
  chart("latency", time, [{ label: "p50", column: "p50" }, { label: "p90", column: "p90" }, { label: "p99", column: "p99" }, { label: "p99.9", column: "p999" }], true);
  chart("flight", number, [{ label: "in flight", column: "flight", colour: 2 }]);
  chart("failures", number, [{ label: "failures/s", column: "failures", colour: 1 }]);

  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      for (const c of charts) c.plot.setData([data.at, ...c.series.map(s => data[s.column])]);
    });
  };
  const add = row => {
    for (const c of columns) {
      data[c].push(row[c] ?? null);
      if (data[c].length > most) data[c].shift();
    }
    draw();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(c => { c.plot.destroy(); c.plot = c.create(); }));

  const source = new EventSource("/events");
  source.onopen = () => { for (const c of columns) data[c].length = 0; };
  source.onerror = () => { if (source.readyState !== EventSource.CLOSED) state.textContent = "The run has ended, or can't be reached."; };
  source.onmessage = message => {
    const e = JSON.parse(message.data);
    switch (e.type) {
      case "launch":
        state.textContent = "Launch " + e.number + " of " + e.of + ", round " + e.round + ": " + e.cell;
        // Nothing is drawn between launches.
        add({ at: e.atSeconds });
        break;
      case "progress":
        add({ at: e.atSeconds, rate: e.ratePerSecond, p50: e.p50Ns, p90: e.p90Ns, p99: e.p99Ns, p999: e.p999Ns, flight: e.inFlight, failures: e.failuresPerSecond });
        figures.textContent = e.stage + ": " + number(e.ratePerSecond) + "/s" + (e.p99Ns ? ", p99 " + time(e.p99Ns) : "") + ", " + number(e.inFlight) + " in flight";
        break;
      case "end":
        state.textContent = "The run has ended.";
        source.close();
        break;
    }
  };
})();
