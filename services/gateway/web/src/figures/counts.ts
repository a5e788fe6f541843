// Rows of plain counts, which several figures have.
import type { Count } from '../answers.ts';
import { countOf, countText, type Chart, type ChartContext, type Table } from '../charts/chart.ts';
import { shownCell } from './cells.ts';
import { roundUp, rowsChart, type Row } from '../charts/rows.ts';
import type { Tone } from '../charts/theme.ts';

export interface Counted {
  label: string;
  count: Count | undefined;
  // How the answer calls it (cells.ts).
  cell: string;
  tone?: Tone;
  apart?: boolean;
}

export function countsChart(title: string, counted: Counted[], context: ChartContext): Chart {
  const rows: Row[] = counted.map((one) => ({
    label: one.label,
    value: countOf(one.count),
    text: countText(one.count, context),
    tone: one.tone || 'main',
    apart: !!one.apart,
  }));
  const most = rows.reduce((most, row) => Math.max(most, row.value || 0), 1);
  return rowsChart(title, rows, { min: 0, max: roundUp(most), mark: 'bar' }, context);
}

export function countsTable(title: string, head: string, counted: Counted[], context: ChartContext): Table {
  return {
    title,
    columns: [head, context.words.columns.count],
    rows: counted.map((one) => [one.label, countText(one.count, context)]),
    cells: counted.map((one) => ['', shownCell(one.count, one.cell)]),
  };
}
