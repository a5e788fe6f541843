// How the counts of an answer are called, which is how the cases behind them are asked for
// (proto/praksis/v1/history.proto, ListFigureCasesRequest.cell), and what that is in words.
import type { Count, FigureName } from '../answers.ts';
import { countOf } from '../charts/chart.ts';
import type { Words } from '../words/en.ts';

// The name where there is somebody to be shown: "" where the count is withheld, so that no page leads past what a
// figure withholds.
export function shownCell(count: Count | undefined, cell: string): string {
  return countOf(count) ? cell : '';
}

// "steps[stage=PLACED].reached" → "Placement agreed: Reached".
export function cellInWords(
  figure: FigureName,
  cell: string,
  words: Words,
  label: (list: string, code: string) => string,
): string {
  const code = (/=([^\]=]+)\]/.exec(cell) || [])[1] || '';
  const count = cell.slice(cell.lastIndexOf('.') + 1);
  const counts = words.columns as unknown as Record<string, string>;
  if (figure === 'funnel' && code) {
    return ((words.stages as Record<string, string>)[code] || code) + ': ' + (counts[count] || count);
  }
  if ((figure === 'interruptions' || figure === 'return-to-work') && code) {
    return (words.causes as Record<string, string>)[code] || label('interruption-reason', code);
  }
  return cell;
}
