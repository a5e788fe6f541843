// Streams come in pieces of any size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { call, CallError, Envelopes, stream } = await load("export * from './connect.ts';");

function envelope(flags, text) {
  const body = Buffer.from(text);
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const sent = [
  [0, '{"token":"æ-1"}'],
  [0, '{}'],
  [2, '{}'],
];
const bytes = Buffer.concat(sent.map(([flags, text]) => envelope(flags, text)));

test('messages are the same however they are cut', () => {
  for (let size = 1; size <= bytes.length; size++) {
    const envelopes = new Envelopes();
    const found = [];
    for (let at = 0; at < bytes.length; at += size) found.push(...envelopes.take(bytes.subarray(at, at + size)));
    assert.deepEqual(
      found.map(({ flags, message }) => [flags, message]),
      sent,
      `pieces of ${size}`,
    );
  }
});

const never = new AbortController().signal;
const answering = (response) => {
  globalThis.fetch = async () => response;
};

test('a stream hands over its messages and ends as the server says', async () => {
  const messages = [];
  answering(new Response(bytes));
  await stream(
    's/m',
    {},
    never,
    (message) => messages.push(message),
    () => {},
  );
  assert.deepEqual(messages, [{ token: 'æ-1' }, {}]);
  answering(new Response(envelope(2, '{"error":{"code":"unavailable","message":"later"}}')));
  await assert.rejects(
    stream(
      's/m',
      {},
      never,
      () => {},
      () => {},
    ),
    { code: 'unavailable' },
  );
  answering(new Response(bytes.subarray(0, 20)));
  await assert.rejects(
    stream(
      's/m',
      {},
      never,
      () => {},
      () => {},
    ),
    { code: 'unreachable' },
  );
});

test('an error says its code and its reason', async () => {
  const details = [{ type: 'google.rpc.ErrorInfo', value: '', debug: { reason: 'SELECTION_TOO_NARROW' } }];
  answering(
    new Response(JSON.stringify({ code: 'failed_precondition', message: 'too narrow', details }), { status: 400 }),
  );
  await assert.rejects(
    call('s/m', {}, never),
    (error) =>
      error instanceof CallError && error.code === 'failed_precondition' && error.reason === 'SELECTION_TOO_NARROW',
  );
  answering(new Response('<html>', { status: 502 }));
  await assert.rejects(call('s/m', {}, never), { code: 'unavailable' });
  globalThis.fetch = async () => {
    throw new TypeError('no route');
  };
  await assert.rejects(call('s/m', {}, never), { code: 'unreachable' });
});
