// Asking the server, and asking again when something was recorded.
import { useEffect, useRef, useState } from 'preact/hooks';
import { call, CallError } from '../connect.ts';
import { useSurroundings } from '../context.ts';

export interface Asked<Answer> {
  // The last answer to this very request; it stays while a newer one is being fetched.
  answer: Answer | undefined;
  error: CallError | undefined;
  again(): void;
}

const retryMs = 3000;

const isPassing = (error: CallError) =>
  error.code === 'unreachable' || error.code === 'unavailable' || error.code === 'deadline_exceeded';

// Calls `method` of "praksis.v1.<Service>/<Method>", once per request and again with every move of the live position,
// then waiting for it (at_least). `renewed` is called when a newer answer differs from the one before.
// A failure that may pass is tried again by itself; with `everyMs` it is asked again so often, as for what no event tells.
export function useCall<Answer>(
  method: string,
  request: Record<string, unknown>,
  renewed?: (answer: Answer) => void,
  everyMs?: number,
): Asked<Answer> {
  const { position, generation } = useSurroundings();
  const key = method + JSON.stringify(request);
  const [state, setState] = useState<{ key: string; text?: string; answer?: Answer; error?: CallError }>({ key });
  const [attempt, setAttempt] = useState(0);
  const said = useRef('');
  useEffect(() => {
    const stop = new AbortController();
    let retry: ReturnType<typeof setTimeout> | undefined;
    if (everyMs) retry = setTimeout(() => setAttempt((n) => n + 1), everyMs);
    // What was known earlier is not waited for.
    const waits = position && !everyMs && !request['knownAt'];
    call<Answer>(method, waits ? { ...request, atLeast: position } : request, stop.signal).then(
      (answer) => {
        const text = JSON.stringify(answer, (name, value: unknown) => (name === 'position' ? undefined : value));
        if (said.current.startsWith(key + '\n') && said.current !== key + '\n' + text) renewed?.(answer);
        said.current = key + '\n' + text;
        setState({ key, answer });
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        const failed = error instanceof CallError ? error : new CallError('unknown', '', String(error));
        setState((before) =>
          before.key === key && before.answer && isPassing(failed)
            ? { ...before, error: failed }
            : { key, error: failed },
        );
        if (isPassing(failed) && !everyMs) retry = setTimeout(() => setAttempt((n) => n + 1), retryMs);
      },
    );
    return () => {
      clearTimeout(retry);
      stop.abort();
    };
  }, [key, position, generation, attempt]);
  const current = state.key === key ? state : undefined;
  return { answer: current?.answer, error: current?.error, again: () => setAttempt((n) => n + 1) };
}
