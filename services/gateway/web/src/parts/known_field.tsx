// When the figures are as known: now, or at one of the earlier positions that the server keeps.
import { useSurroundings } from '../context.ts';
import type { ProjectionsAnswer } from '../operations_answer.ts';
import { PickField } from './pick_field.tsx';
import { useCall } from './use_call.ts';

const everyMs = 60_000;

export function KnownField({ knownAt, pick }: { knownAt: string; pick(knownAt: string): void }) {
  const { words, format } = useSurroundings();
  const { answer } = useCall<ProjectionsAnswer>('praksis.v1.Operations/ListProjections', {}, undefined, everyMs);
  const kept = (answer?.projections ?? []).filter(({ state, position }) => state === 'KEPT' && position);
  const until = (one: string) => kept.find(({ position }) => position === one)?.known;
  const positions = kept
    .map(({ position }) => position!)
    .sort((a, b) => (until(b) ?? '').localeCompare(until(a) ?? ''));
  // An address may name one that is not kept, or not told of.
  if (knownAt && !positions.includes(knownAt)) positions.unshift(knownAt);
  if (!positions.length) return null;
  return (
    <PickField
      label={words.filters.known}
      values={['', ...positions]}
      nameOf={(one) => (one ? format.instant(until(one) ?? `…${one.slice(-10)}`) : words.filters.knownNow)}
      value={knownAt}
      pick={pick}
    />
  );
}
