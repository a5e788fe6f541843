// The course of the cases: how far each has come.
import type { FunnelAnswer } from '../answers.ts';
import {
  countHeadline,
  countOf,
  countText,
  drawnShare,
  intervalText,
  isWithheld,
  isZero,
  shareHeadline,
  shareText,
  type ChartContext,
  type FigureView,
} from '../charts/chart.ts';
import { rowsChart, type Row } from '../charts/rows.ts';
import { shownCell } from './cells.ts';
import { stageName } from './names.ts';

const steps = (answer: FunnelAnswer) => answer.steps || [];
const stepOf = (answer: FunnelAnswer, stage: string) => steps(answer).filter((step) => step.stage === stage)[0];

function row(step: NonNullable<FunnelAnswer['steps']>[number], context: ChartContext): Row {
  const share = step.share;
  const withheld = isWithheld(share) || countOf(step.reached) === null;
  return {
    label: stageName(step.stage, context),
    ...(withheld ? { value: null } : drawnShare(share)),
    text: countText(step.reached, context) + '  ·  ' + shareText(share, context),
    tone: step.stage === 'IN_WORK' ? 'third' : 'main',
  };
}

export const funnel: FigureView<FunnelAnswer> = {
  isEmpty: (answer) => isZero(stepOf(answer, 'OPENED') && stepOf(answer, 'OPENED')!.reached),
  headlines: (answer, context) => [
    countHeadline(
      stepOf(answer, 'OPENED') && stepOf(answer, 'OPENED')!.reached,
      context.words.heads.opened,
      context,
      'steps[stage=OPENED].reached',
    ),
    shareHeadline(stepOf(answer, 'IN_WORK') && stepOf(answer, 'IN_WORK')!.share, context.words.heads.inWork, context),
  ],
  charts: (answer, context) => [
    rowsChart(
      context.words.charts.steps,
      steps(answer).map((step) => row(step, context)),
      { min: 0, max: 1, mark: 'bar' },
      context,
    ),
  ],
  tables: (answer, context) => {
    const { columns, charts } = context.words;
    return [
      {
        title: charts.steps,
        columns: [columns.step, columns.reached, columns.furthest, columns.share, columns.interval],
        rows: steps(answer).map((step) => [
          stageName(step.stage, context),
          countText(step.reached, context),
          countText(step.furthest, context),
          shareText(step.share, context),
          intervalText(step.share, context),
        ]),
        cells: steps(answer).map((step) => [
          '',
          shownCell(step.reached, `steps[stage=${step.stage}].reached`),
          shownCell(step.furthest, `steps[stage=${step.stage}].furthest`),
        ]),
      },
    ];
  },
};
