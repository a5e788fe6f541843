// Belief in the job chance: where it stands, how it moved, what came of it.
import type { BeliefAnswer } from '../answers.ts';
import {
  countHeadline,
  countText,
  drawnShare,
  intervalText,
  isZero,
  shareHeadline,
  shareText,
  type ChartContext,
  type FigureView,
} from '../charts/chart.ts';
import { rowsChart, type Row } from '../charts/rows.ts';
import { trendChart } from '../charts/trend.ts';
import { shownCell } from './cells.ts';
import { countsChart, countsTable, type Counted } from './counts.ts';
import { scoreName } from './names.ts';

function scores(answer: BeliefAnswer, context: ChartContext): Counted[] {
  return (answer.scores || []).map((one) => ({
    label: scoreName(one.score, context),
    count: one.cases,
    cell: `scores[score=${one.score || 0}].cases`,
    tone: (one.score || 0) >= 4 ? 'third' : 'main',
  }));
}

function calibration(answer: BeliefAnswer, context: ChartContext): Row[] {
  return (answer.calibration || []).map(({ score, inWork }) => ({
    label: scoreName(score, context),
    ...drawnShare(inWork),
    text: shareText(inWork, context),
  }));
}

export const belief: FigureView<BeliefAnswer> = {
  isEmpty: (answer) => isZero(answer.open) && !(answer.quarters || []).length && !(answer.calibration || []).length,
  headlines: (answer, context) => {
    const { heads } = context.words;
    return [
      shareHeadline(answer.high, heads.high, context),
      countHeadline(answer.assessed, heads.assessed, context, 'assessed'),
      countHeadline(answer.open, heads.open, context, 'open'),
    ];
  },
  charts: (answer, context) => {
    const { charts } = context.words;
    const all = [];
    const ticks = { at: [0, 0.25, 0.5, 0.75, 1], format: (value: number) => context.format.percent(value, 0) };
    const quarters = answer.quarters || [];
    if (quarters.length)
      all.push(
        trendChart(
          charts.quarters,
          quarters.map(({ from, high }) => ({ label: context.format.quarter(from || ''), share: high })),
          context,
        ),
      );
    if ((answer.calibration || []).length)
      all.push(
        rowsChart(charts.calibration, calibration(answer, context), { min: 0, max: 1, mark: 'point', ticks }, context),
      );
    if ((answer.scores || []).some((score) => !isZero(score.cases)))
      all.push(countsChart(charts.scores, scores(answer, context), context));
    return all;
  },
  tables: (answer, context) => {
    const { charts, columns } = context.words;
    return [
      {
        title: charts.quarters,
        columns: [columns.quarter, columns.cases, columns.high, columns.interval],
        rows: (answer.quarters || []).map(({ from, cases, high }) => [
          context.format.quarter(from || ''),
          countText(cases, context),
          shareText(high, context),
          intervalText(high, context),
        ]),
        cells: (answer.quarters || []).map(({ from, cases }) => [
          '',
          shownCell(cases, `quarters[from=${from || ''}].cases`),
        ]),
      },
      {
        title: charts.calibration,
        columns: [columns.score, columns.cases, columns.inWork, columns.interval],
        rows: (answer.calibration || []).map(({ score, cases, inWork }) => [
          scoreName(score, context),
          countText(cases, context),
          shareText(inWork, context),
          intervalText(inWork, context),
        ]),
        cells: (answer.calibration || []).map(({ score, cases }) => [
          '',
          shownCell(cases, `calibration[score=${score || 0}].cases`),
        ]),
      },
      countsTable(charts.scores, columns.score, scores(answer, context), context),
    ];
  },
};
