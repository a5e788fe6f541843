// What a chart is made of, and what it is made with. Everything under charts/ and figures/ is pure: the same answer
// gives the same chart, on a page and in the engine of the gateway, which knows neither a document nor Intl, and no
// library functions newer than ECMAScript 5.
import type { EChartsCoreOption } from 'echarts/core';
import type { Count, Estimate } from '../answers.ts';
import type { Words } from '../words/en.ts';
import type { Theme } from './theme.ts';

export interface Formats {
  count(n: number): string;
  // A share in [0, 1] as a percentage; one decimal unless said otherwise.
  percent(share: number, digits?: number): string;
  decimal(n: number, digits: number): string;
  // "2025-03-03" as a day, and as a quarter of a year.
  day(iso: string): string;
  quarter(iso: string): string;
}

export interface ChartContext {
  words: Words;
  format: Formats;
  // The label of a code of a codelist; the code itself where there is none.
  label(list: string, code: string): string;
  theme: Theme;
  rtl: boolean;
  // Pixels.
  width: number;
  // Shares are drawn on a scale to 100 %, so that charts beside each other can be compared.
  wholeScale?: boolean;
}

export interface Chart {
  title: string;
  // What the chart shows, in a sentence or two, for those who do not see it.
  text: string;
  // Pixels.
  height: number;
  option: EChartsCoreOption;
}

// A number on top of a figure. `text` is what is shown, withheld or not.
export interface Headline {
  text: string;
  withheld: boolean;
  label: string;
  interval?: string;
  // How the answer calls the count (figures/cells.ts); left out where no cases are shown behind it.
  cell?: string;
}

export interface Table {
  title: string;
  columns: string[];
  // The first cell of a row is its head.
  rows: string[][];
  // Columns after the first that are words; the others are numbers.
  wordColumns?: number[];
  // By row and column: how the answer calls the count there (figures/cells.ts); "" where no cases are shown behind it.
  cells?: string[][];
}

// How a figure is shown. `isEmpty`: it is about nobody, which is said instead.
export interface FigureView<Answer> {
  isEmpty(answer: Answer): boolean;
  headlines(answer: Answer, context: ChartContext): Headline[];
  charts(answer: Answer, context: ChartContext): Chart[];
  tables(answer: Answer, context: ChartContext): Table[];
}

// Null where withheld.
export function countOf(count: Count | undefined): number | null {
  return count && count.suppressed ? null : Number((count && count.value) || 0);
}

// Zero because it is so, not because it is withheld.
export function isZero(count: Count | undefined): boolean {
  return countOf(count) === 0;
}

export function byText(a: string | undefined, b: string | undefined): number {
  return (a || '') < (b || '') ? -1 : (a || '') > (b || '') ? 1 : 0;
}

export function countText(count: Count | undefined, context: ChartContext): string {
  const n = countOf(count);
  return n === null ? context.words.withheld : context.format.count(n);
}

export function isWithheld(estimate: Estimate | undefined): boolean {
  return !estimate || !!estimate.suppressed;
}

// Estimated from nobody: the interval says that it may be anything.
export function isVacuous(estimate: Estimate): boolean {
  return !estimate.value && !estimate.lower && estimate.upper === 1;
}

// Where to draw an estimate: a null where it is withheld, no interval where it says nothing.
export function drawnShare(estimate: Estimate | undefined): { value: number | null; lower?: number; upper?: number } {
  if (isWithheld(estimate)) return { value: null };
  if (isVacuous(estimate!)) return { value: 0 };
  return { value: estimate!.value || 0, lower: estimate!.lower || 0, upper: estimate!.upper || 0 };
}

// An incidence of 0 is one, though its interval says nothing; a share of nobody is none.
export function incidenceText(incidence: Estimate | undefined, context: ChartContext): string {
  return isWithheld(incidence) ? context.words.withheld : context.format.percent(incidence!.value || 0);
}

export function shareText(estimate: Estimate | undefined, context: ChartContext): string {
  if (isWithheld(estimate)) return context.words.withheld;
  return isVacuous(estimate!) ? '–' : context.format.percent(estimate!.value || 0);
}

// "28.4 % – 33.1 %"; empty where withheld.
export function intervalText(estimate: Estimate | undefined, context: ChartContext): string {
  if (isWithheld(estimate) || isVacuous(estimate!)) return '';
  return context.format.percent(estimate!.lower || 0) + ' – ' + context.format.percent(estimate!.upper || 0);
}

export function countHeadline(count: Count | undefined, label: string, context: ChartContext, cell: string): Headline {
  const headline = { text: countText(count, context), withheld: countOf(count) === null, label };
  // Nobody is behind a 0, and behind what is withheld nobody is shown.
  return countOf(count) ? { ...headline, cell } : headline;
}

export function shareHeadline(estimate: Estimate | undefined, label: string, context: ChartContext): Headline {
  const { words, format } = context;
  if (isWithheld(estimate)) return { text: words.withheld, withheld: true, label };
  if (isVacuous(estimate!)) return { text: '–', withheld: false, label };
  const interval = words.card.interval(format.percent(estimate!.lower || 0), format.percent(estimate!.upper || 0));
  return { text: shareText(estimate, context), withheld: false, label, interval };
}

export function numberHeadline(
  n: number | undefined,
  withheld: boolean | undefined,
  label: string,
  context: ChartContext,
): Headline {
  return { text: withheld ? context.words.withheld : context.format.decimal(n || 0, 1), withheld: !!withheld, label };
}
