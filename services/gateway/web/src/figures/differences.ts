// How far two selections differ: every estimate of a figure that both have, with the interval of the difference.
import type { Estimate, FigureMetadata, FigureName } from '../answers.ts';
import {
  intervalText,
  isVacuous,
  isWithheld,
  shareText,
  type Chart,
  type ChartContext,
  type Table,
} from '../charts/chart.ts';
import { roundUp, rowsChart, type Row } from '../charts/rows.ts';
import { takenApart, type NamePart } from './cell_names.ts';
import { causeName, methodName, scoreName, sidesName, stageName, type NameContext } from './names.ts';

export interface Compared {
  measure?: string;
  first?: Estimate;
  second?: Estimate;
  difference?: Estimate;
}

// praksis.v1.CompareSelectionsResponse
export interface ComparisonAnswer {
  comparisons?: Compared[];
  firstMetadata?: FigureMetadata;
  secondMetadata?: FigureMetadata;
}

// Kappa is no share, so it has no points of a hundred.
const isKappa = (compared: Compared) => /\.kappa$/.test(compared.measure || '');
// Of somebody on both sides; else there is nothing to be compared.
const isKnown = ({ first, second }: Compared) =>
  !isWithheld(first) && !isWithheld(second) && !isVacuous(first!) && !isVacuous(second!);

// The day at which a chart shows ways of ending.
const charted: Partial<Record<FigureName, string>> = { 'interruptions': '91', 'return-to-work': '182' };
const mostQuarters = 8;

// What a measure is of, in words: "Illness, 91 days".
export function measureInWords(figure: FigureName, measure: string, context: NameContext): string {
  const { words, format } = context;
  const { heads, columns } = words;
  const parts = takenApart(measure);
  const [first, last] = [parts[0] || { name: '', is: {} }, parts[parts.length - 1] || { name: '', is: {} }];
  const day = (part: NamePart) => format.count(Number(part.is['day']));
  switch (first.name) {
    case 'steps':
      return stageName(first.is['stage'], context);
    case 'overall':
      return figure === 'interruptions' ? heads.byDay(day(first)) : heads.returnedBy(day(first));
    case 'causes':
      return causeName(first.is['code'], context) + ', ' + columns.days(day(parts[1] || first));
    case 'pairs':
      return (
        sidesName(first.is['first'], first.is['second'], context) +
        ', ' +
        (last.name === 'kappa' ? columns.kappa : columns.differ).toLowerCase()
      );
    case 'by_method':
      return methodName(first.is['method'], first.is['method_revision'], context);
    case 'quarters':
      return columns.high + ', ' + format.quarter(first.is['from'] || '');
    case 'calibration':
      return columns.score + ' ' + scoreName(first.is['score'], context) + ': ' + columns.inWork.toLowerCase();
  }
  const named: Record<string, string> = {
    acceptance: heads.acceptance,
    resources_worded: heads.worded,
    differ: heads.differ,
    success: heads.success,
    high: heads.high,
    sustained_share: heads.sustained,
    answer_rate: heads.answerRate,
    satisfied: heads.satisfied,
  };
  return named[last.name] || measure;
}

// "+12.3", of a share in points of a hundred.
function signed(value: number, kappa: boolean, context: ChartContext): string {
  const text = context.format.decimal(Math.abs(value) * (kappa ? 1 : 100), kappa ? 2 : 1);
  return (/[1-9]/.test(text) ? (value < 0 ? '−' : '+') : '') + text;
}

function differenceText(compared: Compared, context: ChartContext): string {
  if (isWithheld(compared.difference)) return context.words.withheld;
  return isKnown(compared) ? signed(compared.difference!.value || 0, isKappa(compared), context) : '–';
}

function differenceInterval(compared: Compared, context: ChartContext): string {
  if (!isKnown(compared)) return '';
  const { lower, upper } = compared.difference!;
  const say = (value: number | undefined) => signed(value || 0, isKappa(compared), context);
  return context.words.difference.interval(say(lower), say(upper));
}

// The first stage is that of everybody: 100 % on both sides.
const saysNothing = ({ measure }: Compared) => measure === 'steps[stage=OPENED].share';

export function comparisonsOf(answer: ComparisonAnswer): Compared[] {
  return (answer.comparisons || []).filter((compared) => !saysNothing(compared));
}

// What is drawn: no kappa, ways of ending at one day, no more quarters than can be read, and of what is withheld nothing,
// since most of it is; how much that is stands in the table.
function drawn(figure: FigureName, answer: ComparisonAnswer): Compared[] {
  const all = comparisonsOf(answer).filter((compared) => !isKappa(compared) && isKnown(compared));
  const quarters = all.filter(({ measure }) => /^quarters/.test(measure || ''));
  const dropped = quarters.slice(0, Math.max(0, quarters.length - mostQuarters));
  return all.filter((compared) => {
    const parts = takenApart(compared.measure || '');
    const otherDay = parts[0]!.name === 'causes' && (parts[1] || parts[0]!).is['day'] !== charted[figure];
    return !otherDay && dropped.indexOf(compared) < 0;
  });
}

// Undefined where nothing can be drawn.
export function differenceChart(
  figure: FigureName,
  answer: ComparisonAnswer,
  context: ChartContext,
): Chart | undefined {
  const rows: Row[] = drawn(figure, answer).map((compared) => {
    const { value, lower, upper } = compared.difference!;
    const shown = (lower || 0) > 0 || (upper || 0) < 0;
    return {
      label: measureInWords(figure, compared.measure || '', context),
      value: value || 0,
      lower: lower || 0,
      upper: upper || 0,
      text: differenceText(compared, context),
      tone: shown ? 'main' : 'quiet',
    };
  });
  if (!rows.length) return undefined;
  const furthest = roundUp(
    rows.reduce((most, row) => Math.max(most, Math.abs(row.lower!), Math.abs(row.upper!)), 0.01),
  );
  const most = Math.min(1, furthest);
  const ticks = { at: [-most, 0, most], format: (value: number) => signed(value, false, context) };
  return rowsChart(context.words.difference.points, rows, { min: -most, max: most, mark: 'point', ticks }, context);
}

export function differenceTable(figure: FigureName, answer: ComparisonAnswer, context: ChartContext): Table {
  const { words, format } = context;
  const { difference, columns, filters } = words;
  const side = (compared: Compared, of: Estimate | undefined) => {
    if (!isKappa(compared)) return shareText(of, context) + within(intervalText(of, context));
    if (isWithheld(of)) return words.withheld;
    const [value, lower, upper] = [of!.value, of!.lower, of!.upper].map((n) => format.decimal(n || 0, 2));
    return value + within(lower + ' – ' + upper);
  };
  return {
    title: difference.points,
    columns: [columns.measure, filters.first, filters.second, difference.column, columns.interval],
    rows: comparisonsOf(answer).map((compared) => [
      measureInWords(figure, compared.measure || '', context),
      side(compared, compared.first),
      side(compared, compared.second),
      differenceText(compared, context),
      differenceInterval(compared, context),
    ]),
  };
}

const within = (interval: string) => (interval ? ' (' + interval + ')' : '');
