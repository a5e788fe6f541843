// How far the recording of a form is: refused and why, not reachable, or sent without an answer.
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';
import type { Recording } from './use_recording.ts';

// All that is wrong with a fact, each in the server's words.
const sentencesOf = (error: CallError) =>
  error.violations.length > 1
    ? error.violations.map(({ field, description }) => `${field}: ${description}`)
    : [error.message];

interface StateProps {
  recording: Recording;
  // Whether all that is wrong stands at fields of the form, which then have the focus.
  inFields(error: CallError): boolean;
}

export function RecordingState({ recording, inFields }: StateProps) {
  const { words } = useSurroundings();
  const say = words.tell;
  const box = useRef<HTMLDivElement>(null);
  const { state, unreachable, refusals } = recording;
  const apart = refusals.filter(({ error }) => !inFields(error));
  useLayoutEffect(() => {
    if (state !== 'sending' && (state === 'unclear' || unreachable || apart.length)) box.current?.focus();
  }, [state, unreachable, refusals]);
  const refused = apart.length ? say.refused : say.refusedInFields;
  if (state === 'sending' || (state === 'ready' && !unreachable && !refusals.length)) return null;
  return (
    <div class="state" role="alert" tabIndex={-1} ref={box}>
      <p class="state-what">{state === 'unclear' ? say.unclear : unreachable ? say.unreachable : refused}</p>
      {state === 'unclear' && (
        <button type="button" onClick={recording.again}>
          {say.again}
        </button>
      )}
      {apart
        .flatMap(({ error }) => sentencesOf(error))
        .map((sentence) => (
          <p key={sentence} class="problem" lang="en" dir="ltr">
            {sentence}
          </p>
        ))}
    </div>
  );
}
