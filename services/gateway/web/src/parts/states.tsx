// What stands where a figure cannot: why, and what to do.
import type { CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';
import { go } from '../location.ts';
import { inWholeYears, writeSelection } from '../selection.ts';

function sentences(error: CallError, words: ReturnType<typeof useSurroundings>['words']): [string, string] {
  const { errors } = words;
  if (error.reason === 'SELECTION_TOO_NARROW') return [errors.SELECTION_TOO_NARROW, errors.SELECTION_TOO_NARROW_HINT];
  if (error.reason === 'SELECTION_TOO_FINE') return [errors.SELECTION_TOO_FINE, errors.SELECTION_TOO_FINE_HINT];
  if (error.reason === 'SELECTIONS_OVERLAP') return [errors.SELECTIONS_OVERLAP, errors.SELECTIONS_OVERLAP_HINT];
  if (error.reason === 'COUNT_WITHHELD') return [errors.COUNT_WITHHELD, errors.COUNT_WITHHELD_HINT];
  if (error.reason === 'POSITION_NOT_KEPT') return [errors.POSITION_NOT_KEPT, errors.POSITION_NOT_KEPT_HINT];
  if (error.reason === 'NOT_CAUGHT_UP') return [errors.NOT_CAUGHT_UP, errors.NOT_CAUGHT_UP_HINT];
  if (error.code === 'unreachable' || error.code === 'unavailable') return [errors.unreachable, errors.unreachableHint];
  if (error.code === 'unimplemented') return [errors.unimplemented, errors.unimplementedHint];
  return [errors.other, error.message];
}

// `brief`: only what, where there is little room and more is said beside it.
export function Failure({ error, again, brief }: { error: CallError; again(): void; brief?: boolean }) {
  const { words, selections, place, today } = useSurroundings();
  const [what, hint] = sentences(error, words);
  const helps =
    error.code !== 'unimplemented' &&
    error.reason !== 'COUNT_WITHHELD' &&
    error.reason !== 'POSITION_NOT_KEPT' &&
    !error.reason.startsWith('SELECTION');
  const widen = () => {
    const query = new URLSearchParams(place.query);
    selections.forEach((selection, i) => writeSelection(inWholeYears(selection, today), query, i ? 'b.' : ''));
    go(place.page ?? 'overview', query);
  };
  const now = () => {
    const query = new URLSearchParams(place.query);
    query.delete('known_at');
    go(place.page ?? 'overview', query);
  };
  return (
    <div class="state" role="status">
      <p class="state-what">{what}</p>
      {!brief && <p>{hint}</p>}
      {error.reason === 'SELECTION_TOO_FINE' && !brief && (
        <button type="button" onClick={widen}>
          {words.errors.wholeYears}
        </button>
      )}
      {error.reason === 'POSITION_NOT_KEPT' && !brief && (
        <button type="button" onClick={now}>
          {words.errors.showNow}
        </button>
      )}
      {helps && !brief && (
        <button type="button" onClick={again}>
          {words.errors.retry}
        </button>
      )}
    </div>
  );
}

export function Empty() {
  const { words } = useSurroundings();
  return (
    <div class="state">
      <p class="state-what">{words.empty}</p>
      <p>{words.emptyHint}</p>
    </div>
  );
}

export function Loading() {
  const { words } = useSurroundings();
  return (
    <div class="state loading" role="status">
      <p>{words.loading}</p>
    </div>
  );
}
