// Following what is recorded, from now on: one subscription per page, which says how it stands and to which position the
// figures should have come.
import { CallError, stream } from './connect.ts';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

interface Message {
  token?: string;
  event?: object;
  checkpoint?: object;
  caughtUp?: object;
}

export interface Follower {
  state(state: LiveState): void;
  // Something was recorded that the figures may show; they do once they have come to `position`.
  moved(position: string): void;
}

// Many facts at once move a figure once, and a steady stream of them about every second.
const quietMs = 250;
const longestMs = 1000;
const firstRetryMs = 500;
const longestRetryMs = 10_000;
// A checkpoint comes every 5 s; a connection that is silent for so long is not one.
const silentMs = 15_000;

// Follows until the returned function is called.
export function follow(municipalities: string[], follower: Follower): () => void {
  const stop = new AbortController();
  let token = '';
  let notify: ReturnType<typeof setTimeout> | undefined;
  let firstUnsaid = 0;

  const say = (position: string) => {
    clearTimeout(notify);
    const now = Date.now();
    firstUnsaid ||= now;
    notify = setTimeout(
      () => {
        firstUnsaid = 0;
        follower.moved(position);
      },
      Math.max(0, Math.min(quietMs, firstUnsaid + longestMs - now)),
    );
  };

  const once = async (attempt: () => void) => {
    const connection = new AbortController();
    const end = () => connection.abort();
    stop.signal.addEventListener('abort', end);
    let watchdog = setTimeout(end, silentMs);
    try {
      const from = token ? { token } : { now: {} };
      const filter = municipalities.length ? { filter: { municipalities } } : {};
      await stream<Message>(
        'praksis.v1.Feed/Subscribe',
        { ...from, ...filter },
        connection.signal,
        (message) => {
          clearTimeout(watchdog);
          watchdog = setTimeout(end, silentMs);
          token = message.token || token;
          follower.state('live');
          attempt();
          if (message.event) say(token);
        },
        () => {},
      );
    } finally {
      clearTimeout(watchdog);
      stop.signal.removeEventListener('abort', end);
    }
  };

  const run = async () => {
    let failures = 0;
    follower.state('connecting');
    while (!stop.signal.aborted) {
      try {
        await once(() => {
          failures = 0;
        });
      } catch (error) {
        if (stop.signal.aborted) return;
        failures += 1;
        // A token of a log that is no more: what has happened since is not known, so everything is asked for again.
        if (error instanceof CallError && error.reason === 'TOKEN_INVALID') {
          token = '';
          follower.moved('');
        }
      }
      if (stop.signal.aborted) return;
      follower.state(failures > 3 ? 'offline' : 'reconnecting');
      await wait(Math.min(firstRetryMs * 2 ** Math.min(failures, 8), longestRetryMs), stop.signal);
    }
  };
  void run();
  return () => {
    clearTimeout(notify);
    stop.abort();
  };
}

// At once when the browser says that it is online again.
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
