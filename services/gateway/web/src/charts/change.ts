// A figure by months since something changed: points, the two lines through them, and where the first was heading.
import type { AverageMonth } from '../measure_answer.ts';
import type { Chart, ChartContext } from './chart.ts';
import { directed, group, hatch, line } from './shapes.ts';
import { fontFamily } from './theme.ts';

interface Coordinates {
  coord(point: number[]): number[];
}

const millionth = (micros: string | undefined) => Number(micros || 0) / 1e6;

// `inDays`: the figure is a number of days; else a share. `lines`: the answer has them. `beside`: by month, the same
// figure where the measure never was (measure_months.ts).
export function changeChart(
  title: string,
  months: AverageMonth[],
  inDays: boolean,
  lines: boolean,
  beside: (number | null)[] | undefined,
  context: ChartContext,
): Chart {
  const { theme, format, words } = context;
  const height = context.width < 560 ? 240 : 300;
  const say = (value: number) => (inDays ? format.decimal(value, 1) : format.percent(value, 0));
  // The first month with the measure, by its place in the row.
  const first = months.map((month) => (month.month || 0) >= 0).indexOf(true);
  const marks = {
    type: 'custom',
    silent: true,
    clip: false,
    z: 4,
    data: months.map((month, i) => [i, Math.max(month.withheld ? 0 : millionth(month.valueMicros), beside?.[i] ?? 0)]),
    renderItem: (item: { dataIndex: number }, api: Coordinates) => {
      const month = months[item.dataIndex]!;
      const [x, y] = api.coord([item.dataIndex, month.withheld ? 0 : millionth(month.valueMicros)]) as [number, number];
      const shapes = [];
      if (item.dataIndex === first && first > 0) {
        const [before] = api.coord([first - 1, 0]) as [number, number];
        shapes.push(line((before + x) / 2, 8, (before + x) / 2, height - 34, theme.muted, 1.5));
      }
      const compared = beside?.[item.dataIndex];
      if (typeof compared === 'number') {
        const [, height] = api.coord([item.dataIndex, compared]) as [number, number];
        shapes.push({
          type: 'circle',
          silent: true,
          shape: { cx: x, cy: height, r: 3.5 },
          style: { fill: theme.surface, stroke: theme.muted, lineWidth: 1.5 },
        });
      }
      if (month.withheld) return group([...shapes, hatch(x - 5, y - 16, 10, 16, theme)]);
      const tone = (month.month || 0) >= 0 ? theme.tones.main : theme.tones.second;
      return group([
        ...shapes,
        {
          type: 'circle',
          silent: true,
          shape: { cx: x, cy: y, r: 4 },
          style: { fill: tone, stroke: theme.surface, lineWidth: 1.5 },
        },
      ]);
    },
  };
  const through = (
    from: number,
    to: number,
    value: (month: AverageMonth) => number,
    color: string,
    dashed: boolean,
  ) => ({
    type: 'line',
    silent: true,
    symbol: 'none',
    z: 2,
    lineStyle: { width: 1.75, color, type: dashed ? 'dashed' : 'solid' },
    data: months.map((month, i) => (i >= from && i < to ? value(month) : null)),
  });
  const fitted = (month: AverageMonth) => millionth(month.lineMicros);
  const expected = (month: AverageMonth) => millionth(month.expectedMicros);
  const series = lines
    ? [
        through(0, first, fitted, theme.tones.second, false),
        through(first, months.length, fitted, theme.tones.main, false),
        through(Math.max(0, first - 1), months.length, expected, theme.tones.quiet, true),
      ]
    : [];
  const option = {
    animation: false,
    textStyle: { fontFamily },
    grid: { top: 16, bottom: 34, left: 52, right: 16, containLabel: false },
    xAxis: {
      type: 'category',
      data: months.map((month) => directed(format.count(month.month || 0))),
      axisLine: { lineStyle: { color: theme.muted } },
      axisTick: { show: false },
      axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, fontSize: 12, formatter: (value: number) => say(value) },
    },
    series: [...series, marks],
  };
  const spoken = months.map((month, i) => {
    const value = month.withheld ? words.withheld : say(millionth(month.valueMicros));
    const compared = beside?.[i];
    return (
      `${format.count(month.month || 0)}: ${value}` +
      (typeof compared === 'number' ? ` (${words.measures.comparison}: ${say(compared)})` : '')
    );
  });
  return { title, text: spoken.join('; '), height, option };
}
