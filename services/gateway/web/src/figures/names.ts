// What the parts of an answer are called on the pages: stages, reasons, sides, methods, scores. A code that has no name here
// is shown itself.
import type { ChartContext } from '../charts/chart.ts';

// What it takes to put something into words.
export type NameContext = Pick<ChartContext, 'words' | 'format' | 'label'>;

export function among(names: object, code: string | undefined): string {
  return (names as Record<string, string>)[code || ''] || code || '';
}

export const stageName = (stage: string | undefined, { words }: NameContext) => among(words.stages, stage);

// Of those of whom a voice is; and of who decides about a referral.
export const sideName = (side: string | undefined, { words }: NameContext) => among(words.voicesShort, side);

export const sidesName = (first: string | undefined, second: string | undefined, context: NameContext) =>
  sideName(first, context) + ' – ' + sideName(second, context);

export const scoreName = (score: number | string | undefined, { words }: NameContext) =>
  among(words.scores, String(score || ''));

// Why a placement broke off, or how else it ended.
export const causeName = (code: string | undefined, { words, label }: NameContext) =>
  (words.causes as Record<string, string>)[code || ''] || label('interruption-reason', code || '');

export const refusalName = (side: string | undefined, reason: string | undefined, context: NameContext) =>
  sideName(side, context) + ': ' + context.label('referral-decline-reason', reason || '');

export const methodName = (method: string | undefined, revision: string | undefined, { label }: NameContext) =>
  label('coaching-method', method || '') + (revision ? ' (' + revision + ')' : '');
