// Who returns to work, whether it lasts, and what the persons say.
import type { ReturnToWorkAnswer } from '../answers.ts';
import {
  countText,
  countHeadline,
  isZero,
  shareHeadline,
  shareText,
  intervalText,
  type ChartContext,
  type FigureView,
  type Table,
} from '../charts/chart.ts';
import { curveChart } from '../charts/curve.ts';
import { shownCell } from './cells.ts';
import { countsChart, countsTable, type Counted } from './counts.ts';
import { causesChart, causesTable, overallTable, pointAt } from './incidence.ts';

const days = [91, 182, 365];

const within = 'objective_subjective.';

function lasting(answer: ReturnToWorkAnswer, context: ChartContext): Counted[] {
  const { words } = context;
  const { sustained, ongoing, ended } = answer.lasting || {};
  return [
    { label: words.lasting.sustained, count: sustained, cell: 'lasting.sustained', tone: 'third' },
    { label: words.lasting.ongoing, count: ongoing, cell: 'lasting.ongoing' },
    { label: words.lasting.ended, count: ended, cell: 'lasting.ended', tone: 'quiet' },
  ];
}

function fourFields(answer: ReturnToWorkAnswer, context: ChartContext): Counted[] {
  const { columns } = context.words;
  const four = answer.objectiveSubjective || {};
  return [
    {
      label: columns.work + ', ' + columns.satisfied.toLowerCase(),
      count: four.workSatisfied,
      cell: within + 'work_satisfied',
      tone: 'third',
    },
    {
      label: columns.work + ', ' + columns.notSatisfied.toLowerCase(),
      count: four.workNotSatisfied,
      cell: within + 'work_not_satisfied',
    },
    {
      label: columns.noWork + ', ' + columns.satisfied.toLowerCase(),
      count: four.noWorkSatisfied,
      cell: within + 'no_work_satisfied',
      apart: true,
    },
    {
      label: columns.noWork + ', ' + columns.notSatisfied.toLowerCase(),
      count: four.noWorkNotSatisfied,
      cell: within + 'no_work_not_satisfied',
      tone: 'quiet',
    },
  ];
}

function fourFieldsTable(answer: ReturnToWorkAnswer, context: ChartContext): Table {
  const { columns, charts } = context.words;
  const four = answer.objectiveSubjective || {};
  return {
    title: charts.twoByTwo,
    columns: ['', columns.satisfied, columns.notSatisfied],
    rows: [
      [columns.work, countText(four.workSatisfied, context), countText(four.workNotSatisfied, context)],
      [columns.noWork, countText(four.noWorkSatisfied, context), countText(four.noWorkNotSatisfied, context)],
    ],
    cells: [
      [
        '',
        shownCell(four.workSatisfied, within + 'work_satisfied'),
        shownCell(four.workNotSatisfied, within + 'work_not_satisfied'),
      ],
      [
        '',
        shownCell(four.noWorkSatisfied, within + 'no_work_satisfied'),
        shownCell(four.noWorkNotSatisfied, within + 'no_work_not_satisfied'),
      ],
    ],
  };
}

export const returnToWork: FigureView<ReturnToWorkAnswer> = {
  isEmpty: (answer) => isZero(answer.opened),
  headlines: (answer, context) => {
    const { heads } = context.words;
    const byDay = (day: number) =>
      shareHeadline(
        (pointAt(answer.overall, day) || {}).incidence,
        heads.returnedBy(context.format.count(day)),
        context,
      );
    const subjective = answer.subjective || {};
    return [
      byDay(182),
      byDay(365),
      shareHeadline((answer.lasting || {}).sustainedShare, heads.sustained, context),
      shareHeadline(subjective.satisfied, heads.satisfied, context),
      shareHeadline(subjective.answerRate, heads.answerRate, context),
      countHeadline(answer.opened, heads.opened, context, 'opened'),
    ];
  },
  charts: (answer, context) => {
    const { charts, causes } = context.words;
    const name = (code: string) => (causes as Record<string, string>)[code] || code;
    const all = [
      curveChart(
        charts.returned,
        { curve: answer.curve || [], named: answer.overall || [], axis: charts.daysSinceOpening },
        context,
      ),
    ];
    if ((answer.causes || []).length)
      all.push(causesChart(charts.obtainedBy(context.format.count(182)), answer.causes!, 182, name, context));
    all.push(
      countsChart(charts.lasting, lasting(answer, context), context),
      countsChart(charts.twoByTwo, fourFields(answer, context), context),
    );
    return all;
  },
  tables: (answer, context) => {
    const { charts, causes, columns, heads } = context.words;
    const name = (code: string) => (causes as Record<string, string>)[code] || code;
    const subjective = answer.subjective || {};
    return [
      overallTable(charts.returned, answer.overall || [], context),
      causesTable(charts.obtainedBy(context.format.count(182)), answer.causes || [], days, name, context),
      countsTable(charts.lasting, columns.value, lasting(answer, context), context),
      fourFieldsTable(answer, context),
      {
        title: columns.satisfied,
        columns: [columns.measure, columns.share, columns.interval],
        rows: [
          [heads.answerRate, shareText(subjective.answerRate, context), intervalText(subjective.answerRate, context)],
          [heads.satisfied, shareText(subjective.satisfied, context), intervalText(subjective.satisfied, context)],
          [
            heads.sustained,
            shareText((answer.lasting || {}).sustainedShare, context),
            intervalText((answer.lasting || {}).sustainedShare, context),
          ],
        ],
      },
    ];
  },
};
