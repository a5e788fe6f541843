// Whether citizen, company and job centre see the same reason.
import type { DisagreementAnswer } from '../answers.ts';
import {
  countHeadline,
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
import { sidesName } from './names.ts';

type Pair = NonNullable<DisagreementAnswer['pairs']>[number];

function kappaText(pair: Pair, context: ChartContext): string {
  if (pair.kappaUndefined) return context.words.undefinedKappa;
  return isWithheld(pair.kappa) ? context.words.withheld : context.format.decimal(pair.kappa!.value || 0, 2);
}

function kappaInterval(pair: Pair, context: ChartContext): string {
  if (pair.kappaUndefined || isWithheld(pair.kappa)) return '';
  return context.format.decimal(pair.kappa!.lower || 0, 2) + ' – ' + context.format.decimal(pair.kappa!.upper || 0, 2);
}

function rowOf(pair: Pair, of: 'differ' | 'kappa', text: string, context: ChartContext): Row {
  const estimate = pair[of];
  return {
    label: sidesName(pair.first, pair.second, context),
    ...drawnShare(estimate),
    text,
  };
}

export const disagreement: FigureView<DisagreementAnswer> = {
  isEmpty: (answer) => isZero(answer.interrupted),
  headlines: (answer, context) => [
    shareHeadline(answer.differ, context.words.heads.differ, context),
    countHeadline(answer.severalVoices, context.words.heads.severalVoices, context, 'several_voices'),
  ],
  charts: (answer, context) => {
    const { charts } = context.words;
    const pairs = answer.pairs || [];
    // Kappa does not exist where only one code was ever given: that is not withheld, and has no mark.
    const defined = pairs.filter((pair) => !pair.kappaUndefined);
    const shares = rowsChart(
      charts.pairsDiffer,
      pairs.map((pair) => rowOf(pair, 'differ', shareText(pair.differ, context), context)),
      { min: 0, max: 1, mark: 'bar' },
      context,
    );
    const ticks = { at: [0, 0.5, 1], format: (value: number) => context.format.decimal(value, 1) };
    const lowest = defined.reduce(
      (least, pair) => Math.min(least, (pair.kappa && !isWithheld(pair.kappa) && pair.kappa.lower) || 0),
      0,
    );
    const kappas = rowsChart(
      charts.kappa,
      defined.map((pair) => rowOf(pair, 'kappa', kappaText(pair, context), context)),
      { min: lowest < 0 ? -1 : 0, max: 1, mark: 'point', ticks },
      context,
    );
    return defined.length ? [shares, kappas] : [shares];
  },
  tables: (answer, context) => {
    const { charts, columns } = context.words;
    return [
      {
        title: charts.pairsDiffer,
        columns: [columns.parties, columns.both, columns.differ, columns.interval, columns.kappa, columns.interval],
        rows: (answer.pairs || []).map((pair) => [
          sidesName(pair.first, pair.second, context),
          countText(pair.both, context),
          shareText(pair.differ, context),
          intervalText(pair.differ, context),
          kappaText(pair, context),
          kappaInterval(pair, context),
        ]),
        cells: (answer.pairs || []).map((pair) => [
          '',
          shownCell(pair.both, `pairs[first=${pair.first || ''},second=${pair.second || ''}].both`),
        ]),
      },
    ];
  },
};
