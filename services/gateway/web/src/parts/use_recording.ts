// Sending facts from a form, until it is clear what became of them.
import { useRef, useState } from 'preact/hooks';
import { call, CallError } from '../connect.ts';
import { checkFacts, recordFacts, type Fact, type Recorded, type Refusal } from '../recording.ts';
import { useKept } from './use_kept.ts';

export interface Recording {
  // 'unclear': sent, and no answer came; only the same may be sent, so the form should not be changed until it has.
  state: 'ready' | 'sending' | 'unclear';
  // Why nothing was recorded the last time.
  refusals: Refusal[];
  // The server could not be asked; nothing was recorded.
  unreachable: boolean;
  // Does nothing unless 'ready'.
  send(facts: Fact[]): void;
  // The same facts once more, as 'unclear' asks for.
  again(): void;
  // Takes the refusals away.
  forget(): void;
}

// Waits until stories are answered with what has been recorded. Where that takes too long, they are later.
async function waitFor(position: string, signal: AbortSignal): Promise<void> {
  await call('praksis.v1.Stories/ListPrinciples', { pageSize: 1, atLeast: position }, signal).catch(() => undefined);
}

// `key`: where facts of unknown outcome are kept over a reload. All facts are asked about before the first is sent, so
// that nearly always all or none is recorded; `expected` are refusals that earlier facts of them do away with.
// `recorded` is called with the facts when they are recorded and stories are answered with them; after a reload, too.
export function useRecording(
  key: string,
  expected: string[],
  recorded: (facts: Fact[], outcome: Recorded) => void,
): Recording {
  const [sent, setSent] = useKept<Fact[]>(key, () => []);
  const [sending, setSending] = useState(false);
  const [refusals, setRefusals] = useState<Refusal[]>([]);
  const [unreachable, setUnreachable] = useState(false);
  // A second click comes before the first has been rendered.
  const busy = useRef(false);

  async function deliver(facts: Fact[], check: boolean): Promise<void> {
    const { signal } = new AbortController();
    if (check) {
      const refused = await checkFacts(facts, expected, signal);
      if (refused.length) return setRefusals(refused);
    }
    setSent(facts);
    const outcome = await recordFacts(facts, signal);
    setSent(undefined);
    if (outcome.refusal) setRefusals([outcome.refusal]);
    if (outcome.refusal?.fact === 0) return;
    await waitFor(outcome.position, signal);
    recorded(facts, outcome);
  }

  function start(facts: Fact[], check: boolean): void {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    setRefusals([]);
    setUnreachable(false);
    deliver(facts, check)
      .catch((error: unknown) => {
        if (!(error instanceof CallError)) throw error;
        setUnreachable(true);
      })
      .finally(() => {
        busy.current = false;
        setSending(false);
      });
  }

  return {
    state: sending ? 'sending' : sent.length ? 'unclear' : 'ready',
    refusals,
    unreachable,
    send: (facts) => {
      if (!sent.length) start(facts, true);
    },
    again: () => start(sent, false),
    forget: () => setRefusals([]),
  };
}
