// Whether the person whom a story is about consents to its being told, as soon as the case is named.
import { useEffect, useState } from 'preact/hooks';
import { call, CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';

export interface StoryConsent {
  // 'unknown' while no case is named, or nothing has been learnt about it: then nothing is forbidden, and what may be
  // shown is the server's to say. 'missing': the case does not consent, or is not there.
  state: 'unknown' | 'stands' | 'missing';
  // Of one that stands; '' where it does until it is withdrawn.
  validUntil: string;
  // No such case is recorded.
  noCase: boolean;
}

interface ConsentAnswer {
  stands?: boolean;
  validUntil?: string;
}

const pauseMs = 300;
const retryMs = 3000;

// `text` once nobody has changed it for a moment.
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

const unknown: StoryConsent = { state: 'unknown', validUntil: '', noCase: false };

// Of "case/…"; unknown of anything else. Follows what is recorded: a consent that is withdrawn while the story is being
// told does not stand any more.
export function useStoryConsent(stream: string): StoryConsent {
  const { position, generation } = useSurroundings();
  const settled = useSettled(stream);
  const [learnt, setLearnt] = useState<{ stream: string; consent: StoryConsent }>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!settled.startsWith('case/')) return undefined;
    const stop = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    const learn = (consent: StoryConsent) => setLearnt({ stream: settled, consent });
    const request = { caseStream: settled, ...(position ? { atLeast: position } : {}) };
    call<ConsentAnswer>('praksis.v1.Stories/GetStoryConsent', request, stop.signal).then(
      ({ stands, validUntil = '' }) => learn({ state: stands ? 'stands' : 'missing', validUntil, noCase: false }),
      (error: unknown) => {
        const reason = error instanceof CallError ? error.reason : '';
        if (reason === 'CASE_NOT_FOUND') learn({ ...unknown, state: 'missing', noCase: true });
        else if (reason === 'REQUEST_INVALID') learn(unknown);
        else if (!stop.signal.aborted) retry = setTimeout(() => setAttempt((n) => n + 1), retryMs);
      },
    );
    return () => {
      clearTimeout(retry);
      stop.abort();
    };
  }, [settled, position, generation, attempt]);
  return learnt?.stream === stream ? learnt.consent : unknown;
}

export function StoryConsentState({ consent }: { consent: StoryConsent }) {
  const { words, format } = useSurroundings();
  const say = words.tell;
  const { state, validUntil, noCase } = consent;
  const what = {
    unknown: '',
    stands: validUntil ? say.consentUntil(format.day(validUntil)) : say.consentStands,
    missing: noCase ? say.noCase : say.consentMissing,
  }[state];
  return (
    <div role="status" class="consent">
      {what && (
        <>
          <p class={`badge badge-${state === 'stands' ? 'good' : 'bad'}`}>{what}</p>
          {state === 'missing' && <p class="hint">{say.mustBeAnonymised}</p>}
        </>
      )}
    </div>
  );
}
