"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [5, 2], [1, 5]];
  const root = document.documentElement;
  root.classList.add("js");

  // The matrix: another figure, other shades. Every text and shade was made by the report.
  const select = document.getElementById("metric");
  const show = () => {
    const metric = data.metrics[select.selectedIndex];
    for (const td of document.querySelectorAll("td[data-cell]")) {
      const cell = data.cells[+td.dataset.cell];
      const [text, interval, shade] = cell.figures[select.selectedIndex];
      td.className = cell.invalid ? "is-invalid" : shade === null ? "" : "h" + shade;
      td.querySelector(".figure").textContent = text;
      td.querySelector(".interval").textContent = interval ?? "";
    }
    for (const name of document.querySelectorAll(".metric-name")) name.textContent = metric;
  };
  select.addEventListener("change", show);
  show();

  // The latency curves.
  const time = ms => {
    const [value, unit] = ms >= 1000 ? [ms / 1000, "s"] : ms >= 1 ? [ms, "ms"] : [ms * 1000, "µs"];
    return +value.toPrecision(3) + " " + unit;
  };
  const percentile = x => x <= 1 ? "0 %" : +(100 * (1 - 1 / x)).toFixed(Math.max(0, Math.ceil(Math.log10(x)) - 2)) + " %";
  const isDecade = v => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-6;
  const colour = name => getComputedStyle(root).getPropertyValue(name).trim();
  const charts = [];

  const draw = (box, curve) => {
    const keys = box.nextElementSibling;
    const buttons = [...keys.querySelectorAll("button")];
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    const onlyDecades = (u, splits) => splits.map(v => isDecade(v) ? v : null);
    const logs = curve.series.flatMap(s => s.y).filter(v => v !== null).map(Math.log10);
    const bottom = 10 ** (Math.min(...logs) - 0.1), top = 10 ** (Math.max(...logs) + 0.1);
    const fewDecades = Math.log10(top / bottom) < 2.2;
    const isTick = v => isDecade(v) || fewDecades && [2, 5].includes(Math.round(v / 10 ** Math.floor(Math.log10(v) + 1e-9)));
    const onlyTicks = (u, splits) => splits.map(v => isTick(v) ? v : null);
    return new uPlot({
      width: box.clientWidth, height: 320, legend: { show: false },
      cursor: { drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: false, distr: 3, range: [1, curve.x[curve.x.length - 1]] }, y: { distr: 3, range: [bottom, top] } },
      axes: [
        { ...axis, grid: { ...axis.grid, filter: onlyDecades }, filter: onlyDecades, values: (u, splits) => splits.map(v => v === null ? null : percentile(v)) },
        { ...axis, grid: { ...axis.grid, filter: onlyTicks }, size: 62, filter: onlyTicks, values: (u, splits) => splits.map(v => v === null ? null : time(v)) },
      ],
      series: [{}, ...curve.series.map((s, i) => ({
        stroke: colour("--c" + s.colour), dash: dashes[s.dash], width: 1.75, points: { show: false }, show: buttons[i].getAttribute("aria-pressed") === "true",
      }))],
      hooks: { setCursor: [u => {
        const at = u.cursor.idx;
        keys.querySelector("span").textContent = at == null ? "" : "at " + percentile(curve.x[at]);
        buttons.forEach((b, i) => {
          const value = at == null ? null : curve.series[i].y[at];
          b.querySelector("output").textContent = value == null ? "" : time(value);
        });
      }] },
    }, [curve.x, ...curve.series.map(s => s.y)], box);
  };
  const redraw = () => charts.forEach(c => { c.chart.destroy(); c.chart = draw(c.box, c.curve); });

  data.curves.forEach((curve, i) => {
    const box = document.getElementById("curve-" + i);
    const entry = { box, curve, chart: draw(box, curve) };
    charts.push(entry);
    [...box.nextElementSibling.querySelectorAll("button")].forEach((b, s) => b.addEventListener("click", () => {
      const on = b.getAttribute("aria-pressed") !== "true";
      b.setAttribute("aria-pressed", on);
      entry.chart.setSeries(s + 1, { show: on });
    }));
    new ResizeObserver(() => entry.chart.setSize({ width: box.clientWidth, height: 320 })).observe(box);
  });

  // Charts that are drawn without script: their legends hide and show lines too.
  for (const plot of document.querySelectorAll(".plot")) {
    [...plot.nextElementSibling.querySelectorAll("button")].forEach((b, i) => b.addEventListener("click", () => {
      const on = b.getAttribute("aria-pressed") !== "true";
      b.setAttribute("aria-pressed", on);
      plot.querySelector(`g[data-line="${i}"]`).toggleAttribute("hidden", !on);
    }));
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  matchMedia("print").addEventListener("change", redraw);
})();
