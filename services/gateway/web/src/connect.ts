// The Connect protocol (https://connectrpc.com/docs/protocol) with JSON, as far as the pages need it: unary calls and
// server streams, at the pages' own origin.

// A field of a request ("event.story_told.before"), and what is wrong with it.
export interface Violation {
  field?: string;
  description?: string;
}

// Why a call failed. `code` is Connect's ("unavailable", …), or "unreachable" where no server answered; `reason` is that
// of google.rpc.ErrorInfo, "" where there is none; `violations` are those of google.rpc.BadRequest.
export class CallError extends Error {
  readonly code: string;
  readonly reason: string;
  readonly violations: Violation[];

  constructor(code: string, reason: string, message: string, violations: Violation[] = []) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.reason = reason;
    this.violations = violations;
  }
}

interface ConnectError {
  code?: string;
  message?: string;
  details?: { type?: string; debug?: { reason?: string; fieldViolations?: Violation[] } }[];
}

// What an answer without a Connect error means: nobody there knows the call, or a proxy found nobody.
function codeOf(status: number): string {
  if ([404, 405, 501].includes(status)) return 'unimplemented';
  return status >= 502 && status <= 504 ? 'unavailable' : 'unknown';
}

function toCallError(error: ConnectError | undefined, status: number): CallError {
  const code = error?.code ?? codeOf(status);
  const detail = (type: string) => error?.details?.find((one) => one.type === 'google.rpc.' + type)?.debug;
  const violations = detail('BadRequest')?.fieldViolations ?? [];
  return new CallError(code, detail('ErrorInfo')?.reason ?? '', error?.message ?? `HTTP ${status}`, violations);
}

async function send(path: string, type: string, body: BodyInit, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch('/' + path, {
      method: 'POST',
      headers: { 'Content-Type': type, 'Connect-Protocol-Version': '1' },
      body,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new CallError('unreachable', '', String(error));
  }
}

// Calls "praksis.v1.Dashboards/GetFunnel". Rejects with a CallError, or with an AbortError after `signal`.
export async function call<Answer>(method: string, request: object, signal: AbortSignal): Promise<Answer> {
  const response = await send(method, 'application/json', JSON.stringify(request), signal);
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (response.ok && parsed !== undefined) return parsed as Answer;
  throw toCallError(parsed as ConnectError | undefined, response.status);
}

const endOfStream = 0x02;

// A message with its flags and its length in front.
function envelope(message: object): Uint8Array<ArrayBuffer> {
  const body = new TextEncoder().encode(JSON.stringify(message));
  const bytes = new Uint8Array(5 + body.length);
  new DataView(bytes.buffer).setUint32(1, body.length);
  bytes.set(body, 5);
  return bytes;
}

// Splits what comes, in pieces of any size, into enveloped messages.
export class Envelopes {
  private rest = new Uint8Array(0);

  take(piece: Uint8Array): { flags: number; message: string }[] {
    const bytes = new Uint8Array(this.rest.length + piece.length);
    bytes.set(this.rest);
    bytes.set(piece, this.rest.length);
    const found = [];
    let at = 0;
    while (bytes.length - at >= 5) {
      const length = new DataView(bytes.buffer, at + 1, 4).getUint32(0);
      if (bytes.length - at - 5 < length) break;
      found.push({ flags: bytes[at]!, message: new TextDecoder().decode(bytes.subarray(at + 5, at + 5 + length)) });
      at += 5 + length;
    }
    this.rest = bytes.slice(at);
    return found;
  }
}

// Hands every message of a server stream to `take`, until the server ends it. Rejects as `call` does.
export async function stream<Message>(
  method: string,
  request: object,
  signal: AbortSignal,
  take: (message: Message) => void,
  opened: () => void,
): Promise<void> {
  const response = await send(method, 'application/connect+json', envelope(request), signal);
  if (!response.ok || !response.body) throw toCallError(undefined, response.status);
  opened();
  const reader = response.body.getReader();
  const envelopes = new Envelopes();
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw signal.aborted ? error : new CallError('unreachable', '', String(error));
    });
    if (done) throw new CallError('unreachable', '', 'the stream ended early');
    for (const { flags, message } of envelopes.take(value)) {
      if (!(flags & endOfStream)) {
        take(JSON.parse(message) as Message);
        continue;
      }
      const { error } = JSON.parse(message) as { error?: ConnectError };
      if (error) throw toCallError(error, 200);
      return;
    }
  }
}
