// Asking while the question is still being changed: the last answer stays in sight until the next comes, and answers to
// questions that nobody asks any more are dropped.
import { useEffect, useState } from 'preact/hooks';
import { call, CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';

export interface Latest<Answer> {
  // The last answer there was, perhaps to an earlier question (`waiting` or `error`).
  answer: Answer | undefined;
  // The one to the question before.
  before: Answer | undefined;
  waiting: boolean;
  error: CallError | undefined;
  again(): void;
}

const quietMs = 250;

// Calls `method` once the question has been the same for a moment, and again with every move of the live position. No
// question (undefined) asks nothing. `came`: an answer to a new question has come.
export function useLatest<Answer>(
  method: string,
  question: Record<string, unknown> | undefined,
  came?: (answer: Answer) => void,
): Latest<Answer> {
  const { position, generation } = useSurroundings();
  const key = question ? JSON.stringify(question) : '';
  const [state, setState] = useState<{ key: string; answer?: Answer; before?: Answer }>({ key: '' });
  const [failed, setFailed] = useState<{ key: string; error?: CallError }>({ key: '' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!question) return;
    const stop = new AbortController();
    const ask = () =>
      call<Answer>(method, position ? { ...question, atLeast: position } : question, stop.signal).then(
        (answer) => {
          if (stop.signal.aborted) return;
          setFailed({ key });
          setState((last) => (last.key === key ? { ...last, answer } : { key, answer, before: last.answer }));
          if (state.key !== key) came?.(answer);
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setFailed({ key, error: error instanceof CallError ? error : new CallError('unknown', '', String(error)) });
        },
      );
    const timer = setTimeout(ask, state.answer ? quietMs : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, position, generation, attempt]);
  const error = failed.key === key ? failed.error : undefined;
  return {
    answer: key ? state.answer : undefined,
    before: state.before,
    waiting: !!key && state.key !== key && !error,
    error,
    again: () => setAttempt((n) => n + 1),
  };
}
