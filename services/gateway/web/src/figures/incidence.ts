// What the two figures about times until something happens have in common: a curve, the ways of ending, and their tables.
import type { Cause, IncidencePoint } from '../answers.ts';
import {
  byText,
  countText,
  drawnShare,
  intervalText,
  isWithheld,
  incidenceText,
  type Chart,
  type ChartContext,
  type Table,
} from '../charts/chart.ts';
import { roundUp, rowsChart, type Row } from '../charts/rows.ts';
import { shownCell } from './cells.ts';

export function pointAt(points: IncidencePoint[] | undefined, day: number): IncidencePoint | undefined {
  return (points || []).filter((point) => point.day === day)[0];
}

const mostWithheld = 3;

const shareAt = (cause: Cause, day: number) => {
  const point = pointAt(cause.points, day);
  return point && point.incidence && !isWithheld(point.incidence) ? point.incidence.value || 0 : -1;
};

// Most frequent first, withheld ones last; what competes stands apart at the end. Not every engine keeps the order of
// equals, so there are none.
function inOrder(causes: Cause[], day: number): Cause[] {
  return causes
    .slice()
    .sort(
      (a, b) =>
        Number(!!a.competing) - Number(!!b.competing) || shareAt(b, day) - shareAt(a, day) || byText(a.code, b.code),
    );
}

export function causesChart(
  title: string,
  causes: Cause[],
  day: number,
  name: (code: string) => string,
  context: ChartContext,
): Chart {
  let competing = false;
  const hidden = causes.filter((cause) => !cause.competing && shareAt(cause, day) < 0);
  // Many withheld reasons are one row: what they are stands in the table.
  const folded = hidden.length > mostWithheld ? hidden : [];
  const rows: Row[] = inOrder(
    causes.filter((cause) => folded.indexOf(cause) < 0),
    day,
  ).map((cause) => {
    const incidence = (pointAt(cause.points, day) || {}).incidence;
    const apart = !!cause.competing && !competing;
    competing = competing || !!cause.competing;
    return {
      label: name(cause.code || ''),
      ...drawnShare(incidence),
      text: incidenceText(incidence, context),
      tone: cause.competing ? 'quiet' : 'main',
      apart,
    };
  });
  if (folded.length) {
    const shown = causes.filter((cause) => !cause.competing).length - folded.length;
    rows.splice(shown, 0, {
      label: context.words.charts.otherReasons(context.format.count(folded.length)),
      value: null,
      text: context.words.withheld,
    });
  }
  const most = rows.reduce((most, row) => (row.value === null ? most : Math.max(most, row.upper || row.value)), 0.01);
  return rowsChart(
    title,
    rows,
    { min: 0, max: context.wholeScale ? 1 : Math.min(1, roundUp(most)), mark: 'bar' },
    context,
  );
}

export function overallTable(title: string, points: IncidencePoint[], context: ChartContext): Table {
  const { columns } = context.words;
  return {
    title,
    columns: [columns.day, columns.incidence, columns.interval, columns.atRisk],
    rows: points.map((point) => [
      context.format.count(point.day || 0),
      incidenceText(point.incidence, context),
      intervalText(point.incidence, context),
      countText(point.atRisk, context),
    ]),
    cells: points.map((point) => ['', '', '', shownCell(point.atRisk, `overall[day=${point.day || 0}].at_risk`)]),
  };
}

export function causesTable(
  title: string,
  causes: Cause[],
  days: number[],
  name: (code: string) => string,
  context: ChartContext,
): Table {
  const { columns } = context.words;
  const ordered = inOrder(causes, days[1] || days[0] || 0);
  return {
    title,
    columns: [columns.cause, columns.count, ...days.map((day) => columns.days(context.format.count(day)))],
    cells: ordered.map((cause) => ['', shownCell(cause.count, `causes[code=${cause.code}].count`)]),
    rows: ordered.map((cause) => [
      name(cause.code || ''),
      countText(cause.count, context),
      ...days.map((day) => {
        const incidence = (pointAt(cause.points, day) || {}).incidence;
        const interval = intervalText(incidence, context);
        return incidenceText(incidence, context) + (interval ? ' (' + interval + ')' : '');
      }),
    ]),
  };
}
