"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  root.classList.add("js");
  const colour = name => getComputedStyle(root).getPropertyValue(name).trim();

  // Ticks alone are written here; every value in words was made by the report.
  const scales = { Nanoseconds: [1000, ["ns", "µs", "ms", "s"]], Bytes: [1024, ["B", "KiB", "MiB", "GiB"]] };
  const tick = (value, unit) => {
    const [step, names] = scales[unit] ?? [1000, ["", "k", "M", "G"]];
    let i = 0;
    for (; Math.abs(value) >= step && i < names.length - 1; i++) value /= step;
    return +value.toPrecision(3) + " " + names[i];
  };

  const draw = (box, one, output) => {
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "11px system-ui, sans-serif" };
    const line = colour("--c0"), bad = colour("--bad");
    return new uPlot({
      width: box.clientWidth, height: 160, legend: { show: false }, cursor: { drag: { x: false, y: false } },
      scales: { x: { time: false, range: [-0.5, one.median.length - 0.5] }, y: { range: (u, low, high) => [Math.min(0, low), high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500], values: (u, splits) => splits.map(v => one.days[v] ?? "") },
        { ...axis, size: 66, values: (u, splits) => splits.map(v => tick(v, one.unit)) },
      ],
      bands: [{ series: [3, 2], fill: line + "22" }],
      series: [
        {},
        { stroke: line, width: 1.75, spanGaps: true, points: { show: true, size: 5 } },
        { stroke: "transparent", spanGaps: true, points: { show: false } },
        { stroke: "transparent", spanGaps: true, points: { show: false } },
        { stroke: bad, paths: () => null, points: { show: true, size: 6, stroke: bad } },
      ],
      hooks: {
        draw: [u => {
          u.ctx.save();
          u.ctx.strokeStyle = colour("--warn");
          u.ctx.lineWidth = 2 * devicePixelRatio;
          for (const at of one.changes) {
            const x = u.valToPos(at - 0.5, "x", true);
            u.ctx.beginPath();
            u.ctx.moveTo(x, u.bbox.top);
            u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
            u.ctx.stroke();
          }
          u.ctx.restore();
        }],
        setCursor: [u => {
          const at = u.cursor.idx;
          output.textContent = at == null ? "" : one.titles[at] + ": " + one.texts[at];
        }],
      },
    }, [one.median.map((_, i) => i), one.median, one.low, one.high, one.invalid], box);
  };

  const charts = data.map((one, i) => {
    const box = document.getElementById("chart-" + i), output = document.getElementById("at-" + i);
    const entry = { box, one, output, chart: draw(box, one, output) };
    new ResizeObserver(() => entry.chart.setSize({ width: box.clientWidth, height: 160 })).observe(box);
    return entry;
  });
  const redraw = () => charts.forEach(c => { c.chart.destroy(); c.chart = draw(c.box, c.one, c.output); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("print").addEventListener("change", redraw);
})();
