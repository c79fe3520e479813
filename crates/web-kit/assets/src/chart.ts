// Draws a chart from the table inside its figure. The table is the truth: what it shows is what the
// tooltip says, and a cell without a value is a gap, never a zero.

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

interface Point {
  value: number | null;
  text: string;
}

interface Row {
  name: string;
  part: string;
  points: Point[];
}

interface Data {
  labels: string[];
  rows: Row[];
}

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

export function draw(figures: HTMLElement[]): void {
  for (const figure of figures) {
    const plot = figure.querySelector<HTMLElement>(".plot");
    if (!plot) continue;
    const data = read(figure);
    const chart = init(plot, null, { renderer: "svg" });
    const paint = (): void => chart.setOption(option(figure, data), true);
    paint();
    new ResizeObserver(() => chart.resize()).observe(plot);
    dark.addEventListener("change", paint);
    // On paper the picture is scaled, not drawn anew.
    window.addEventListener("beforeprint", () => {
      const picture = plot.querySelector("svg");
      picture?.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    });
  }
}

function read(figure: HTMLElement): Data {
  const heads = [...figure.querySelectorAll<HTMLElement>("th[data-part]")];
  const lines = [...figure.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  return {
    labels: lines.map((line) => line.querySelector("th")?.textContent?.trim() ?? ""),
    rows: heads.map((head, index) => ({
      name: head.textContent?.trim() ?? "",
      part: head.dataset["part"] ?? "other",
      points: lines.map((line) => point(line.querySelectorAll<HTMLElement>("td")[index])),
    })),
  };
}

function point(cell: HTMLElement | undefined): Point {
  const value = cell?.dataset["v"];
  const shown = cell?.querySelector<HTMLElement>(".v");
  const text = shown?.title || shown?.textContent?.trim() || "";
  return { value: value ? Number(value) : null, text };
}

/** The colours of the page, light or dark. */
function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function option(figure: HTMLElement, { labels, rows }: Data): EChartsCoreOption {
  const small = figure.classList.contains("small");
  const zero = figure.dataset["fromZero"] !== undefined;
  const [low, high] = [rows.find((row) => row.part === "low"), rows.find((row) => row.part === "high")];
  const lines = rows.filter((row) => row.part !== "low" && row.part !== "high");
  const quiet = ink("quiet");
  const family = getComputedStyle(document.body).fontFamily;
  const range = small ? shared(figure) : {};
  return {
    animation: !still.matches,
    animationDuration: 350,
    textStyle: { fontFamily: family, color: quiet },
    grid: { left: 4, right: 12, top: small ? 12 : 34, bottom: 2, containLabel: true },
    legend: {
      show: !small && lines.length > 1,
      top: 2,
      right: 4,
      itemWidth: 18,
      itemHeight: 8,
      itemGap: 16,
      textStyle: { color: quiet, fontSize: 12 },
      // A line without dots is shown without one.
      data: lines.map(({ name, part }) => (part === "actual" || part === "other" ? name : { name, itemStyle: { opacity: 0 } })),
    },
    tooltip: {
      trigger: "axis",
      // Text drawn into the picture: a tooltip of HTML would carry style attributes.
      renderMode: "richText",
      confine: true,
      backgroundColor: ink("sheet"),
      borderColor: ink("hair"),
      padding: [6, 10],
      textStyle: { color: ink("ink"), fontSize: 12, fontFamily: family, lineHeight: 18 },
      axisPointer: { type: "line", lineStyle: { color: ink("edge"), type: "solid", width: 1 } },
      formatter: (params: { dataIndex: number }[]) => told(figure, labels, rows, params[0]?.dataIndex ?? 0),
    },
    xAxis: {
      type: "category",
      data: labels,
      boundaryGap: figure.dataset["chart"] === "bar",
      axisLine: { lineStyle: { color: ink("edge") } },
      axisTick: { show: false },
      axisLabel: { color: quiet, fontSize: small ? 10 : 11, hideOverlap: true, formatter: (label: string, index: number) => short(label, index) },
    },
    yAxis: {
      type: "value",
      scale: !zero,
      boundaryGap: zero ? [0, 0] : ["6%", "6%"],
      splitNumber: small ? 2 : 4,
      splitLine: { lineStyle: { color: ink("hair") } },
      axisLabel: { color: quiet, fontSize: small ? 10 : 11 },
      ...range,
    },
    series: [...band(low, high), ...lines.map((row) => series(figure, row, small))],
  };
}

/** Months along an axis: the month, and the year where it begins. Other periods as they are. */
function short(label: string, index: number): string {
  const chinese = /^(\d{4})年(\d{1,2})月$/.exec(label);
  if (chinese) return index === 0 || chinese[2] === "1" ? `${chinese[2]}月\n${chinese[1]}` : `${chinese[2]}月`;
  const english = /^([A-Z][a-z]{2}) (\d{4})$/.exec(label);
  if (english) return index === 0 || english[1] === "Jan" ? `${english[1]}\n${english[2]}` : (english[1] ?? label);
  return label;
}

function told(figure: HTMLElement, labels: string[], rows: Row[], index: number): string {
  const unit = figure.dataset["unit"] ?? "";
  const lines = rows.map(({ name, points }) => {
    const at = points[index];
    return `${name}  ${at?.text ?? ""}${at?.value === null ? "" : ` ${unit}`}`;
  });
  return [labels[index] ?? "", ...lines].join("\n");
}

function series(figure: HTMLElement, row: Row, small: boolean): object {
  const data = row.points.map((at) => at.value);
  const common = { name: row.name, data, connectNulls: false, animation: !still.matches };
  const line = { ...common, type: "line", symbol: "circle", symbolSize: small ? 3 : 5 };
  switch (row.part) {
    case "actual":
      return figure.dataset["chart"] === "bar"
        ? { ...common, type: "bar", barMaxWidth: 22, itemStyle: { color: ink("blue"), borderRadius: [2, 2, 0, 0] } }
        : { ...line, z: 4, lineStyle: { width: 2 }, itemStyle: { color: ink("blue") } };
    case "target":
      return { ...line, z: 3, symbol: "none", step: "middle", lineStyle: { width: 1.5, type: [5, 3] }, itemStyle: { color: ink("ink") } };
    case "threshold":
      return { ...line, z: 2, symbol: "none", step: "middle", lineStyle: { width: 1.2, type: [2, 3] }, itemStyle: { color: ink("amber") } };
    default:
      return { ...line, symbolSize: 3, lineStyle: { width: 1.2 }, itemStyle: { color: ink("quiet") } };
  }
}

/** A band is its lower end, unseen, and the width above it, shaded. */
function band(low: Row | undefined, high: Row | undefined): object[] {
  if (!low || !high) return [];
  const common = { type: "line", stack: "band", stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, step: "middle" };
  const width = high.points.map((top, index) => {
    const bottom = low.points[index]?.value ?? null;
    return top.value === null || bottom === null ? null : top.value - bottom;
  });
  return [
    { ...common, name: low.name, data: low.points.map((at) => at.value) },
    { ...common, name: high.name, data: width, areaStyle: { color: ink("green"), opacity: 0.16 } },
  ];
}

/** Small multiples can only be compared on one scale. */
function shared(figure: HTMLElement): { min?: number; max?: number; interval?: number } {
  const all = figure.closest("[data-multiples]");
  if (!all) return {};
  const values = [...all.querySelectorAll<HTMLElement>("td[data-v]")]
    .map((cell) => cell.dataset["v"])
    .filter((value) => value)
    .map(Number);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!Number.isFinite(least)) return {};
  const zero = figure.dataset["fromZero"] !== undefined;
  const bottom = zero ? Math.min(0, least) : least;
  const interval = round((most - bottom || Math.abs(most) || 1) / 2);
  return {
    min: Math.floor(bottom / interval) * interval,
    max: Math.ceil(most / interval) * interval,
    interval,
  };
}

/** The nearest of 1, 2 and 5 times a power of ten that is no smaller. */
function round(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= step) ?? 10);
}
