// How referrals are answered.
import type { ReferralsAnswer } from '../answers.ts';
import {
  byText,
  countHeadline,
  countOf,
  countText,
  intervalText,
  isZero,
  shareHeadline,
  shareText,
  type ChartContext,
  type FigureView,
  type Headline,
} from '../charts/chart.ts';
import { shownCell } from './cells.ts';
import { countsChart, countsTable, type Counted } from './counts.ts';
import { refusalName, sideName } from './names.ts';

function medianText(answer: ReferralsAnswer, context: ChartContext): string {
  if (answer.medianSuppressed) return context.words.withheld;
  const median = answer.medianDaysToAnswer === undefined ? 0 : answer.medianDaysToAnswer;
  return median < 0 ? context.words.notYet : context.format.count(median);
}

// "8 – 10"; open above as long as what has been observed does not reach so far.
function medianInterval(answer: ReferralsAnswer, context: ChartContext): [string, string] | undefined {
  const [lower, upper] = [answer.medianDaysToAnswerLower, answer.medianDaysToAnswerUpper];
  // A server that does not tell leaves both out; an interval has the median in it.
  const isTold = (upper || 0) < 0 || (upper || 0) >= (answer.medianDaysToAnswer || 0);
  if (answer.medianSuppressed || (lower || 0) < 0 || !isTold) return undefined;
  return [context.format.count(lower || 0), (upper || 0) < 0 ? '…' : context.format.count(upper || 0)];
}

function median(answer: ReferralsAnswer, context: ChartContext): Headline {
  const { words } = context;
  const interval = medianInterval(answer, context);
  return {
    text: medianText(answer, context),
    withheld: !!answer.medianSuppressed,
    label: words.heads.median,
    ...(interval ? { interval: words.card.interval(interval[0], interval[1]) } : {}),
  };
}

function answers(answer: ReferralsAnswer, context: ChartContext): Counted[] {
  const { referralSteps } = context.words;
  return [
    { label: referralSteps.made, count: answer.made, cell: 'made' },
    { label: referralSteps.answered, count: answer.answered, cell: 'answered' },
    { label: referralSteps.accepted, count: answer.accepted, cell: 'accepted', tone: 'third' },
  ];
}

type Refusal = NonNullable<ReferralsAnswer['refusals']>[number];

const size = (refusal: Refusal) => (countOf(refusal.count) === null ? -1 : countOf(refusal.count)!);

const cellOf = (refusal: Refusal) =>
  `refusals[decided_by=${refusal.decidedBy || ''},reason=${refusal.reason || ''}].count`;

// By side, the most frequent reason first.
function inOrder(answer: ReferralsAnswer): Refusal[] {
  return (answer.refusals || [])
    .slice()
    .sort((a, b) => byText(a.decidedBy, b.decidedBy) || size(b) - size(a) || byText(a.reason, b.reason));
}

function refusals(answer: ReferralsAnswer, context: ChartContext): Counted[] {
  let before = '';
  return inOrder(answer).map((refusal, i) => {
    const apart = i > 0 && refusal.decidedBy !== before;
    before = refusal.decidedBy || '';
    return {
      label: refusalName(refusal.decidedBy, refusal.reason, context),
      count: refusal.count,
      cell: cellOf(refusal),
      tone: 'second',
      apart,
    };
  });
}

export const referrals: FigureView<ReferralsAnswer> = {
  isEmpty: (answer) => isZero(answer.made),
  headlines: (answer, context) => {
    const { heads } = context.words;
    return [
      shareHeadline(answer.acceptance, heads.acceptance, context),
      median(answer, context),
      shareHeadline(answer.resourcesWorded, heads.worded, context),
      countHeadline(answer.made, heads.made, context, 'made'),
    ];
  },
  charts: (answer, context) => {
    const { charts } = context.words;
    const all = [countsChart(charts.answers, answers(answer, context), context)];
    if ((answer.refusals || []).length) all.push(countsChart(charts.refusals, refusals(answer, context), context));
    return all;
  },
  tables: (answer, context) => {
    const { charts, columns, heads } = context.words;
    return [
      countsTable(charts.answers, columns.step, answers(answer, context), context),
      {
        title: columns.measure,
        columns: [columns.measure, columns.value, columns.interval],
        rows: [
          [heads.acceptance, shareText(answer.acceptance, context), intervalText(answer.acceptance, context)],
          [heads.median, medianText(answer, context), (medianInterval(answer, context) || []).join(' – ')],
          [heads.worded, shareText(answer.resourcesWorded, context), intervalText(answer.resourcesWorded, context)],
        ],
      },
      {
        title: charts.refusals,
        columns: [columns.reason, columns.decidedBy, columns.count],
        wordColumns: [1],
        rows: inOrder(answer).map((refusal) => [
          context.label('referral-decline-reason', refusal.reason || ''),
          sideName(refusal.decidedBy, context),
          countText(refusal.count, context),
        ]),
        cells: inOrder(answer).map((refusal) => ['', '', shownCell(refusal.count, cellOf(refusal))]),
      },
    ];
  },
};
