// Who follows the person, and who is waiting.
import type { ContinuityAnswer } from '../answers.ts';
import { countHeadline, isZero, numberHeadline, type ChartContext, type FigureView } from '../charts/chart.ts';
import { shownCell } from './cells.ts';
import { countsChart, countsTable, type Counted } from './counts.ts';

function waiting(answer: ContinuityAnswer, context: ChartContext): Counted[] {
  const { waiting } = context.words;
  return [
    { label: waiting.noContact14, count: answer.noContact14Days, cell: 'no_contact_14_days' },
    { label: waiting.noContact30, count: answer.noContact30Days, cell: 'no_contact_30_days', tone: 'second' },
    { label: waiting.withoutWorker, count: answer.withoutWorker, cell: 'without_worker', apart: true },
    { label: waiting.overdueAnswers, count: answer.overdueAnswers, cell: 'overdue_answers' },
    { label: waiting.overdueFlags, count: answer.overdueFlags, cell: 'overdue_flags' },
  ];
}

export const continuity: FigureView<ContinuityAnswer> = {
  isEmpty: (answer) => isZero(answer.open) && !answer.workersPerCaseYear && !answer.workersPerCaseYearSuppressed,
  headlines: (answer, context) => {
    const { heads } = context.words;
    return [
      countHeadline(answer.open, heads.open, context, 'open'),
      numberHeadline(answer.openCasesPerWorker, answer.openCasesPerWorkerSuppressed, heads.perWorker, context),
      numberHeadline(answer.workersPerCaseYear, answer.workersPerCaseYearSuppressed, heads.workersPerYear, context),
    ];
  },
  charts: (answer, context) => [countsChart(context.words.charts.waiting, waiting(answer, context), context)],
  tables: (answer, context) => [
    countsTable(context.words.charts.waiting, context.words.columns.measure, waiting(answer, context), context),
    {
      title: context.words.columns.measure,
      columns: [context.words.columns.measure, context.words.columns.value],
      rows: continuity.headlines(answer, context).map((headline) => [headline.label, headline.text]),
      cells: [['', shownCell(answer.open, 'open')]],
    },
  ],
};
