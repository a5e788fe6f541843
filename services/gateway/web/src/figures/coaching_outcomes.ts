// What coaching leads to within 12 weeks.
import type { CoachingGroup, CoachingOutcomesAnswer } from '../answers.ts';
import {
  countHeadline,
  countText,
  drawnShare,
  intervalText,
  isZero,
  numberHeadline,
  shareHeadline,
  shareText,
  type ChartContext,
  type FigureView,
} from '../charts/chart.ts';
import { shownCell } from './cells.ts';
import { methodName } from './names.ts';
import { rowsChart, type Row } from '../charts/rows.ts';

function hoursText(group: CoachingGroup, context: ChartContext): string {
  return group.hoursSuppressed ? context.words.withheld : context.format.decimal(group.hoursPerEpisode || 0, 1);
}

function row(group: CoachingGroup, context: ChartContext): Row {
  const { success } = group;
  return {
    label: methodName(group.method, group.methodRevision, context),
    ...drawnShare(success),
    text: shareText(success, context),
    tone: 'third',
  };
}

export const coachingOutcomes: FigureView<CoachingOutcomesAnswer> = {
  isEmpty: (answer) => isZero((answer.all || {}).episodes),
  headlines: (answer, context) => {
    const { heads } = context.words;
    const all = answer.all || {};
    return [
      shareHeadline(all.success, heads.success, context),
      numberHeadline(all.hoursPerEpisode, all.hoursSuppressed, heads.hours, context),
      countHeadline(all.episodes, heads.episodes, context, 'all.episodes'),
    ];
  },
  charts: (answer, context) => {
    const groups = answer.byMethod || [];
    const ticks = { at: [0, 0.25, 0.5, 0.75, 1], format: (value: number) => context.format.percent(value, 0) };
    return groups.length
      ? [
          rowsChart(
            context.words.charts.methods,
            groups.map((group) => row(group, context)),
            { min: 0, max: 1, mark: 'point', ticks },
            context,
          ),
        ]
      : [];
  },
  tables: (answer, context) => {
    const { charts, columns } = context.words;
    return [
      {
        title: charts.methods,
        columns: [
          columns.method,
          columns.episodes,
          columns.known,
          columns.selfObtained,
          columns.success,
          columns.interval,
          columns.hours,
        ],
        rows: (answer.byMethod || []).map((group) => [
          methodName(group.method, group.methodRevision, context),
          countText(group.episodes, context),
          countText(group.known, context),
          countText(group.selfObtained, context),
          shareText(group.success, context),
          intervalText(group.success, context),
          hoursText(group, context),
        ]),
        cells: (answer.byMethod || []).map((group) => {
          const within = `by_method[method=${group.method || ''},method_revision=${group.methodRevision || ''}].`;
          return [
            '',
            shownCell(group.episodes, within + 'episodes'),
            shownCell(group.known, within + 'known'),
            shownCell(group.selfObtained, within + 'self_obtained'),
          ];
        }),
      },
    ];
  },
};
