// Recording facts through praksis.v1.Journal, so that each takes effect once however often it is sent: a fact keeps the
// event_id that it was made with.
import { call, CallError, type Violation } from './connect.ts';

// An event as protobuf JSON has it.
export interface Fact {
  eventId: string;
  stream: string;
  municipality: string;
  occurredAt: { date?: { date: string } };
  actor: { id: string; role: string };
  sourceSystem: string;
  [body: string]: unknown;
}

// Who records, where, and when it happened ("2026-11-26"): what all facts of a form have in common.
export interface Recorder {
  actor: string;
  role: string;
  municipality: string;
  day: string;
}

export const sourceSystem = 'praksis-pages';

// A UUID of version 7 (RFC 9562): 48 bits of time in ms, then chance.
export function newEventId(now = Date.now(), bytes = crypto.getRandomValues(new Uint8Array(16))): string {
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(now / 2 ** 32));
  view.setUint32(2, now % 2 ** 32);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export function factOf(recorder: Recorder, eventId: string, stream: string, body: Record<string, unknown>): Fact {
  return {
    eventId,
    stream,
    municipality: recorder.municipality,
    occurredAt: recorder.day ? { date: { date: recorder.day } } : {},
    actor: { id: recorder.actor, role: recorder.role },
    sourceSystem,
    ...body,
  };
}

// A fact that the server does not take, and why.
export interface Refusal {
  fact: number;
  error: CallError;
}

interface AnyDetail {
  '@type'?: string;
  'reason'?: string;
  'fieldViolations'?: Violation[];
}

interface CheckAnswer {
  refused?: { message?: string; details?: AnyDetail[] };
}

function errorOf({ message, details }: NonNullable<CheckAnswer['refused']>): CallError {
  const detail = (type: string) => details?.find((one) => one['@type']?.endsWith('google.rpc.' + type));
  return new CallError(
    'refused',
    detail('ErrorInfo')?.reason ?? '',
    message ?? '',
    detail('BadRequest')?.fieldViolations ?? [],
  );
}

// Whether the facts would be taken, all of them asked: those refused. A fact may be refused for what an earlier one of
// them will have changed: such reasons are in `expected`. Rejects as `call` does.
export async function checkFacts(facts: Fact[], expected: string[], signal: AbortSignal): Promise<Refusal[]> {
  const answers = await Promise.all(
    facts.map((event) => call<CheckAnswer>('praksis.v1.Journal/Check', { event }, signal)),
  );
  return answers.flatMap(({ refused }, fact) => {
    if (!refused) return [];
    const error = errorOf(refused);
    return expected.includes(error.reason) ? [] : [{ fact, error }];
  });
}

// Of errors after which nobody knows whether the fact was recorded, or that may pass: send the same again.
export function isUnclear(error: CallError): boolean {
  const passing = ['unreachable', 'unavailable', 'deadline_exceeded', 'resource_exhausted', 'unknown', 'canceled'];
  return passing.includes(error.code);
}

export interface Recorded {
  // Of all that were recorded, joined; give it to queries as atLeast.
  position: string;
  // Where one was refused; those before it are recorded, those after it were not sent.
  refusal?: Refusal;
}

// Records them in order. Rejects with the CallError of an unclear outcome: send the same facts again.
export async function recordFacts(facts: Fact[], signal: AbortSignal): Promise<Recorded> {
  const positions: string[] = [];
  for (const [i, event] of facts.entries()) {
    try {
      positions.push((await call<{ position: string }>('praksis.v1.Journal/Record', { event }, signal)).position);
    } catch (error) {
      if (!(error instanceof CallError) || isUnclear(error)) throw error;
      return { position: positions.join('.'), refusal: { fact: i, error } };
    }
  }
  return { position: positions.join('.') };
}
