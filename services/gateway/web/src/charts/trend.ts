// Shares over periods of time: points with their intervals, joined where neighbours are shown.
import type { Estimate } from '../answers.ts';
import { isWithheld, shareText, type Chart, type ChartContext } from './chart.ts';
import { directed, group, hatch, text, whisker } from './shapes.ts';
import { fontFamily } from './theme.ts';

export interface TrendPoint {
  label: string;
  share: Estimate | undefined;
}

interface Coordinates {
  coord(point: number[]): number[];
}

export function trendChart(title: string, points: TrendPoint[], context: ChartContext): Chart {
  const { theme, format, words } = context;
  const height = context.width < 560 ? 240 : 280;
  const value = (point: TrendPoint) => (isWithheld(point.share) ? null : point.share!.value || 0);
  const roomy = points.length * 52 < context.width;
  const marks = {
    type: 'custom',
    silent: true,
    clip: false,
    z: 4,
    data: points.map((point, i) => [i, value(point) || 0]),
    renderItem: (item: { dataIndex: number }, api: Coordinates) => {
      const point = points[item.dataIndex]!;
      const at = (share: number | undefined) => api.coord([item.dataIndex, share || 0]) as [number, number];
      const [x, floor] = at(0);
      if (isWithheld(point.share)) {
        const said = roomy
          ? [text(words.withheld, x, floor - 30, { fill: theme.muted, align: 'center', fontSize: 11 })]
          : [];
        return group([hatch(x - 9, floor - 20, 18, 20, theme), ...said]);
      }
      const [, top] = at(point.share!.upper);
      const said = roomy
        ? [text(format.percent(point.share!.value || 0, 0), x, top - 11, { fill: theme.ink, align: 'center' })]
        : [];
      return group([
        whisker(at(point.share!.lower)[1], top, x, 'y', theme.tones.main),
        {
          type: 'circle',
          silent: true,
          shape: { cx: x, cy: at(point.share!.value)[1], r: 4.5 },
          style: { fill: theme.tones.main, stroke: theme.surface, lineWidth: 1.5 },
        },
        ...said,
      ]);
    },
  };
  const option = {
    animation: false,
    textStyle: { fontFamily },
    grid: { top: 24, bottom: 30, left: 48, right: 16, containLabel: false },
    xAxis: {
      type: 'category',
      data: points.map((point) => directed(point.label)),
      axisLine: { lineStyle: { color: theme.muted } },
      axisTick: { show: false },
      axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      interval: 0.25,
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, fontSize: 12, formatter: (share: number) => format.percent(share, 0) },
    },
    series: [
      {
        type: 'line',
        silent: true,
        symbol: 'none',
        connectNulls: false,
        z: 2,
        lineStyle: { width: 1.75, color: theme.tones.main, opacity: 0.55 },
        data: points.map(value),
      },
      marks,
    ],
  };
  const spoken = points.map((point) => point.label + ': ' + shareText(point.share, context)).join('; ');
  return { title, text: spoken, height, option };
}
