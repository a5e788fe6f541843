// One row per category: a bar or a point with its interval, its label before it and its number behind it. Rows run from
// the side where reading begins. On narrow surfaces the label stands above its bar.
import type { ChartContext, Chart } from './chart.ts';
import { group, hatch, line, text, whisker, type Shape } from './shapes.ts';
import { fontFamily, type Tone } from './theme.ts';

export interface Row {
  label: string;
  // Null: withheld.
  value: number | null;
  lower?: number;
  upper?: number;
  // The number in words, behind the bar.
  text: string;
  tone?: Tone;
  // A rule above it sets it apart from the rows before.
  apart?: boolean;
}

export interface RowsAxis {
  min: number;
  max: number;
  mark: 'bar' | 'point';
  // Where given, an axis with these ticks is drawn.
  ticks?: { at: number[]; format(value: number): string };
}

interface Layout {
  stacked: boolean;
  rowHeight: number;
  labels: number;
  numbers: number;
}

// What custom series hand to renderItem; a part of ECharts' own type.
interface Item {
  dataIndex: number;
}
interface Coordinates {
  coord(point: number[]): number[];
}

function layoutOf(rows: Row[], context: ChartContext): Layout {
  const stacked = context.width < 560;
  const longest = rows.reduce((most, row) => Math.max(most, row.label.length), 0);
  const longestNumber = rows.reduce((most, row) => Math.max(most, row.text.length), 0);
  return {
    stacked,
    rowHeight: stacked ? 52 : 32,
    labels: stacked ? 0 : Math.min(context.width * 0.4, longest * 8.5 + 24),
    numbers: longestNumber * 7.5 + 18,
  };
}

function drawRow(
  row: Row,
  y: number,
  at: (value: number) => number,
  axis: RowsAxis,
  layout: Layout,
  context: ChartContext,
): Shape {
  const { theme, rtl, words } = context;
  const forward = rtl ? -1 : 1;
  const start = at(Math.max(axis.min, Math.min(0, axis.max)));
  const edge = at(axis.min);
  const middle = layout.stacked ? y + 8 : y;
  const color = theme.tones[row.tone || 'main'];
  const shapes: Shape[] = [];
  if (row.apart) {
    const top = y - layout.rowHeight / 2;
    shapes.push(line(edge - forward * layout.labels, top, at(axis.max) + forward * layout.numbers, top, theme.line, 1));
  }
  shapes.push(
    layout.stacked
      ? text(row.label, edge, y - 13, {
          fill: theme.ink,
          align: rtl ? 'right' : 'left',
          width: context.width - 16,
          overflow: 'truncate',
        })
      : text(row.label, edge - forward * 12, y, {
          fill: theme.ink,
          align: rtl ? 'left' : 'right',
          width: layout.labels - 12,
          overflow: 'truncate',
        }),
  );
  if (row.value === null) {
    const width = 46;
    shapes.push(hatch(rtl ? edge - width : edge, middle - 8, width, 16, theme));
    shapes.push(
      text(words.withheld, edge + forward * (width + 8), middle, { fill: theme.muted, align: rtl ? 'right' : 'left' }),
    );
    return group(shapes);
  }
  const end = at(row.value);
  if (axis.mark === 'bar') {
    shapes.push({
      type: 'rect',
      silent: true,
      shape: { x: Math.min(start, end), y: middle - 8, width: Math.abs(end - start), height: 16, r: 1 },
      style: { fill: color },
    });
  }
  let last = end;
  if (row.lower !== undefined && row.upper !== undefined) {
    shapes.push(whisker(at(row.lower), at(row.upper), middle, 'x', axis.mark === 'bar' ? theme.ink : color));
    last = at(row.upper);
  }
  if (axis.mark === 'point') {
    shapes.push({
      type: 'circle',
      silent: true,
      shape: { cx: end, cy: middle, r: 5 },
      style: { fill: color, stroke: theme.surface, lineWidth: 1.5 },
    });
  }
  const behind = rtl ? Math.min(last, end) - 8 : Math.max(last, end) + 8;
  shapes.push(text(row.text, behind, middle, { fill: theme.ink, align: rtl ? 'right' : 'left' }));
  return group(shapes);
}

export function rowsChart(title: string, rows: Row[], axis: RowsAxis, context: ChartContext): Chart {
  const layout = layoutOf(rows, context);
  const { theme, rtl } = context;
  const bottom = axis.ticks ? 28 : 6;
  const height = rows.length * layout.rowHeight + bottom + 6;
  const before = layout.labels + 4;
  const option = {
    animation: false,
    textStyle: { fontFamily },
    grid: {
      top: 6,
      bottom,
      left: rtl ? layout.numbers : before,
      right: rtl ? before : layout.numbers,
      containLabel: false,
    },
    xAxis: {
      type: 'value',
      min: axis.min,
      max: axis.max,
      inverse: rtl,
      splitLine: { show: false },
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: axis.ticks
        ? { color: theme.muted, fontSize: 12, customValues: axis.ticks.at, formatter: axis.ticks.format }
        : { show: false },
    },
    yAxis: { type: 'category', inverse: true, show: false, data: rows.map((_, i) => String(i)) },
    series: [
      {
        type: 'custom',
        silent: true,
        clip: false,
        data: rows.map((row, i) => [row.value === null ? axis.min : row.value, i]),
        renderItem: (item: Item, api: Coordinates) => {
          const at = (value: number) => api.coord([Math.max(axis.min, Math.min(axis.max, value)), item.dataIndex])[0]!;
          const y = api.coord([axis.min, item.dataIndex])[1]!;
          const row = drawRow(rows[item.dataIndex]!, y, at, axis, layout, context);
          return item.dataIndex === 0 && axis.ticks
            ? group([gridLines(axis.ticks.at, at, height - bottom, theme.line), row])
            : row;
        },
      },
    ],
  };
  const spoken = rows.map((row) => row.label + ': ' + row.text).join('; ');
  return { title, text: spoken, height, option };
}

function gridLines(at: number[], x: (value: number) => number, bottom: number, color: string): Shape {
  return group(at.map((value) => line(x(value), 2, x(value), bottom, color, 1)));
}

// The next "round" number not below: axes that end there do not jump with every event.
export function roundUp(value: number): number {
  const power = Math.pow(10, Math.floor(Math.log(Math.max(value, 1e-9)) / Math.LN10));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  for (let i = 0; i < steps.length; i++) {
    if (value <= steps[i]! * power * (1 + 1e-9)) return steps[i]! * power;
  }
  return 10 * power;
}
