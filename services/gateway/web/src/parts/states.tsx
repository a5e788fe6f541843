// What stands where a figure cannot: why, and what to do.
import type { CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';

function sentences(error: CallError, words: ReturnType<typeof useSurroundings>['words']): [string, string] {
  const { errors } = words;
  if (error.reason === 'SELECTION_TOO_NARROW') return [errors.SELECTION_TOO_NARROW, errors.SELECTION_TOO_NARROW_HINT];
  if (error.reason === 'COUNT_WITHHELD') return [errors.COUNT_WITHHELD, errors.COUNT_WITHHELD_HINT];
  if (error.reason === 'NOT_CAUGHT_UP') return [errors.NOT_CAUGHT_UP, errors.NOT_CAUGHT_UP_HINT];
  if (error.code === 'unreachable' || error.code === 'unavailable') return [errors.unreachable, errors.unreachableHint];
  if (error.code === 'unimplemented') return [errors.unimplemented, errors.unimplementedHint];
  return [errors.other, error.message];
}

// `brief`: only what, where there is little room and more is said beside it.
export function Failure({ error, again, brief }: { error: CallError; again(): void; brief?: boolean }) {
  const { words } = useSurroundings();
  const [what, hint] = sentences(error, words);
  const helps =
    error.code !== 'unimplemented' && !['SELECTION_TOO_NARROW', 'COUNT_WITHHELD'].includes(error.reason ?? '');
  return (
    <div class="state" role="status">
      <p class="state-what">{what}</p>
      {!brief && <p>{hint}</p>}
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
