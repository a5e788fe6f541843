// A cumulative incidence: a step curve with its band, read off directly at the days that the figure names. Time runs
// from left to right in every language, as it does in the field's publications.
import type { Estimate, IncidencePoint } from '../answers.ts';
import { isWithheld, incidenceText, type Chart, type ChartContext } from './chart.ts';
import { roundUp } from './rows.ts';
import { directed, group, hatch, text, whisker, type Shape } from './shapes.ts';
import { fontFamily } from './theme.ts';

export interface CurveData {
  // Empty: withheld.
  curve: IncidencePoint[];
  // At the days that are named.
  named: IncidencePoint[];
  // "days since the start".
  axis: string;
}

interface Coordinates {
  coord(point: number[]): number[];
}

const number = (n: number | undefined) => n || 0;

// The steps of a curve as points of a polyline, up to `last` days.
function steps(curve: IncidencePoint[], last: number, value: (estimate: Estimate) => number): [number, number][] {
  const points: [number, number][] = [[0, 0]];
  let before = 0;
  curve
    .filter((point) => !isWithheld(point.incidence) && number(point.day) <= last)
    .forEach((point) => {
      const now = value(point.incidence!);
      points.push([number(point.day), before], [number(point.day), now]);
      before = now;
    });
  points.push([last, before]);
  return points;
}

function band(data: CurveData, last: number, context: ChartContext) {
  const upper = steps(data.curve, last, (estimate) => number(estimate.upper));
  const lower = steps(data.curve, last, (estimate) => number(estimate.lower)).reverse();
  return {
    type: 'custom',
    silent: true,
    data: [[0, 0]],
    z: 1,
    renderItem: (_: unknown, api: Coordinates) => ({
      type: 'polygon',
      silent: true,
      shape: { points: [...upper, ...lower].map((point) => api.coord(point)) },
      style: { fill: context.theme.tones.main, opacity: context.theme.band },
    }),
  };
}

// The values at the named days, on the curve; withheld ones stand on the axis.
function marks(data: CurveData, context: ChartContext) {
  const { theme, format, words } = context;
  return {
    type: 'custom',
    silent: true,
    clip: false,
    z: 5,
    data: data.named.map((point) => [number(point.day), number(point.incidence && point.incidence.value)]),
    renderItem: (item: { dataIndex: number }, api: Coordinates) => {
      const point = data.named[item.dataIndex]!;
      const at = (value: number | undefined) => api.coord([number(point.day), number(value)]) as [number, number];
      const [x, floor] = at(0);
      const align = item.dataIndex === data.named.length - 1 ? 'right' : 'center';
      if (isWithheld(point.incidence)) {
        const left = align === 'right' ? x - 30 : x - 15;
        return group([
          hatch(left, floor - 20, 30, 20, theme),
          text(words.withheld, x, floor - 30, { fill: theme.muted, align }),
        ]);
      }
      const estimate = point.incidence!;
      const [, y] = at(estimate.value);
      const [, top] = at(estimate.upper);
      return group([
        whisker(at(estimate.lower)[1], top, x, 'y', theme.tones.main),
        {
          type: 'circle',
          silent: true,
          shape: { cx: x, cy: y, r: 4.5 },
          style: { fill: theme.tones.main, stroke: theme.surface, lineWidth: 1.5 },
        },
        text(format.percent(number(estimate.value), 0), align === 'right' ? x + 4 : x, top - 12, {
          fill: theme.ink,
          align,
          fontSize: 15,
          fontWeight: 600,
        }),
      ]);
    },
  };
}

function wholeWithheld(context: ChartContext) {
  const { theme, words } = context;
  return {
    type: 'custom',
    silent: true,
    data: [[0, 0]],
    renderItem: (item: { coordSys: { x: number; y: number; width: number; height: number } }): Shape => {
      const { x, y, width, height } = item.coordSys;
      const middle = { fill: theme.ink, align: 'center', backgroundColor: theme.surface, padding: [4, 8] };
      return group([hatch(x, y, width, height, theme), text(words.withheld, x + width / 2, y + height / 2, middle)]);
    },
  };
}

// How far the curve goes: to the last named day, unless what is so far is withheld; then to its own last step.
function lastDrawn(data: CurveData, last: number): number {
  const final = data.named[data.named.length - 1];
  if (final && !isWithheld(final.incidence)) return last;
  return Math.min(
    last,
    data.curve.reduce((most, point) => Math.max(most, number(point.day)), 0),
  );
}

export function curveChart(title: string, data: CurveData, context: ChartContext): Chart {
  const { theme, format } = context;
  const days = data.named.map((point) => number(point.day));
  const last = days.length ? days[days.length - 1]! : 182;
  const drawn = lastDrawn(data, last);
  const highest = data.curve
    .concat(data.named)
    .reduce(
      (most, point) =>
        number(point.day) > last || isWithheld(point.incidence) ? most : Math.max(most, number(point.incidence!.upper)),
      0.05,
    );
  const top = context.wholeScale ? 1 : Math.min(1, roundUp(highest * 1.02));
  const height = context.width < 560 ? 260 : 320;
  const series =
    data.curve.length === 0 && data.named.every((point) => isWithheld(point.incidence))
      ? [wholeWithheld(context)]
      : [
          band(data, drawn, context),
          {
            type: 'line',
            name: title,
            symbol: 'none',
            z: 3,
            lineStyle: { width: 2.25, color: theme.tones.main },
            itemStyle: { color: theme.tones.main },
            data: steps(data.curve, drawn, (estimate) => number(estimate.value)),
            silent: true,
          },
          marks(data, context),
        ];
  const option = {
    animation: false,
    textStyle: { fontFamily },
    grid: { top: 30, bottom: 44, left: 48, right: 22, containLabel: false },
    xAxis: {
      type: 'value',
      min: 0,
      max: last,
      name: directed(data.axis),
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: { color: theme.muted, fontSize: 12 },
      axisLine: { lineStyle: { color: theme.muted } },
      axisTick: { customValues: [0, ...days] },
      splitLine: { show: false },
      axisLabel: { color: theme.muted, fontSize: 12, customValues: [0, ...days] },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: top,
      // Quarters of a whole scale; else as many as are round.
      ...(top === 1 ? { interval: 0.25 } : { splitNumber: 4 }),
      axisLine: { show: false },
      axisTick: { show: false },
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, fontSize: 12, formatter: (value: number) => format.percent(value, 0) },
    },
    series,
  };
  const { columns } = context.words;
  const spoken = data.named
    .map((point) => columns.days(format.count(number(point.day))) + ': ' + incidenceText(point.incidence, context))
    .join('; ');
  return { title, text: spoken, height, option };
}
