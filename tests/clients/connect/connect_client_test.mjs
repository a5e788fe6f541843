// A browser's and a Node program's way to praksis: stock Connect clients, classes generated from proto/, nothing of ours.
//
//   node connect_client_test.mjs URL GENERATED
//
// URL is that of a running praksisd with an empty log, GENERATED the folder of the generated classes. Ends with
// "N passed, N failed".
import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport as nodeTransport } from '@connectrpc/connect-node';
import { createConnectTransport as webTransport } from '@connectrpc/connect-web';

const [url, generated] = process.argv.slice(2);
const load = async (name) => import(pathToFileURL(`${generated}/${name}_pb.js`).href);
const { Journal } = await load('praksis/v1/journal');
const { Dashboards, GetFunnelResponse_Stage: Stage } = await load('praksis/v1/dashboards');
const { Feed } = await load('praksis/v1/feed');
const { History } = await load('praksis/v1/history');
const { ErrorInfoSchema, BadRequestSchema } = await load('google/rpc/error_details');
const { ActorRole: Role } = await load('praksis/v1/common');

let passed = 0;
let failed = 0;
async function check(name, body) {
  try {
    await body();
    passed += 1;
    console.log(`ok ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}: ${error.stack ?? error}`);
  }
}
function expect(truth, seen) {
  if (!truth) throw new Error(JSON.stringify(seen, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? String(seen));
}
async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error('it was accepted');
}

function newEventId() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const text = bytes.toString('hex');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
const opened = (stream, more = {}) => ({
  eventId: newEventId(), stream, municipality: 'DK-360', occurredAt: { when: { case: 'date', value: { date: '2025-03-03' } } },
  actor: { id: 'cw-17', role: Role.CASEWORKER }, ...more,
  body: { case: 'caseOpened', value: { personRef: `p-${stream}`, targetGroup: 'ACTIVITY_READY', openedOn: '2025-03-03' } },
});

const transports = {
  'web, JSON': webTransport({ baseUrl: url }),
  'web, binary': webTransport({ baseUrl: url, useBinaryFormat: true }),
  'web, JSON, GET': webTransport({ baseUrl: url, useHttpGet: true }),
  'node, JSON': nodeTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat: false }),
  'node, binary, gzip': nodeTransport({ baseUrl: url, httpVersion: '1.1', useBinaryFormat: true, compressMinBytes: 1 }),
};

// Where each case is in the log. A position says nothing of other partitions, so whoever counts all cases asks for each.
const positions = [];
async function open(journal, stream) {
  const { position } = await journal.record({ event: opened(stream) });
  positions.push(position);
  return position;
}
async function shown(dashboards) {
  for (const atLeast of positions) {
    // Too few persons while other partitions' cases are not there yet.
    await dashboards.getFunnel({ atLeast }).catch((error) => expect(error.code === Code.FailedPrecondition, error));
  }
  return positions.length;
}
// Figures are about five persons at least.
while (positions.length < 5) await open(createClient(Journal, transports['web, JSON']), `case/before-${positions.length}`);

for (const [name, transport] of Object.entries(transports)) {
  const journal = createClient(Journal, transport);
  const dashboards = createClient(Dashboards, transport);
  const stream = `case/connect-${name.replace(/\W+/g, '-')}`;

  await check(`${name}: a fact is recorded, and a repeat is answered with the first result`, async () => {
    const event = opened(stream);
    const first = await journal.record({ event });
    expect(first.version === 1n && !first.repeat, first);
    const again = await journal.record({ event });
    expect(again.repeat && again.version === 1n, again);
    positions.push(first.position);
  });
  await check(`${name}: a refusal has its code, ErrorInfo and every violation`, async () => {
    const error = await refusal(dashboards.getFunnel({ selection: { from: 'soon', to: 'later' } }));
    expect(error.code === Code.InvalidArgument, error);
    const [info] = error.findDetails(ErrorInfoSchema);
    expect(info?.reason === 'REQUEST_INVALID', info);
    const [bad] = error.findDetails(BadRequestSchema);
    expect(bad?.fieldViolations.map((violation) => violation.field).join() === 'selection.from,selection.to', bad);
  });
  await check(`${name}: a figure is answered, at least at the position of a write`, async () => {
    const atLeast = await open(journal, `${stream}-again`);
    const cases = await shown(dashboards);
    const funnel = await dashboards.getFunnel({ atLeast });
    expect(funnel.steps.length === 7 && funnel.steps[0].stage === Stage.OPENED, funnel);
    expect(funnel.metadata?.figure === 'funnel', funnel.metadata);
    const { value, suppressed } = funnel.steps[0].reached;
    expect(!suppressed && Number(value) === cases, funnel.steps[0]);
  });
  await check(`${name}: the cases behind a figure are those it counts, page by page`, async () => {
    const history = createClient(History, transport);
    const atLeast = await open(journal, `${stream}-behind`);
    const cases = await shown(dashboards);
    const question = { figure: 'funnel', cell: 'steps[stage=OPENED].reached', atLeast, pageSize: 4 };
    const seen = new Set();
    let pageToken = '';
    do {
      const page = await history.listFigureCases({ ...question, pageToken });
      expect(Number(page.totalCount) === (pageToken ? 0 : cases), page);
      for (const listed of page.cases) seen.add(listed.stream);
      expect(page.cases.every(({ count, events }) => count === 1n && events[0].type === 'case_opened'), page.cases);
      pageToken = page.nextPageToken;
    } while (pageToken);
    expect(seen.size === cases && seen.has(`${stream}-behind`), [...seen]);
    const error = await refusal(history.listFigureCases({ ...question, cell: 'steps' }));
    expect(error.findDetails(ErrorInfoSchema)[0]?.metadata.cells.startsWith('steps[stage=OPENED].reached; '), error);
  });
  await check(`${name}: a correlation id comes back`, async () => {
    let seen;
    await dashboards.getFunnel({}, { headers: { 'X-Correlation-Id': 'from-node-1' }, onTrailer: (trailer) => (seen = trailer.get('x-correlation-id')) });
    expect(seen === 'from-node-1', seen);
  });
  await check(`${name}: the feed gives what was recorded, then what comes, and ends when it is left`, async () => {
    const feed = createClient(Feed, transport);
    const end = new AbortController();
    const seen = [];
    let recorded;
    for await (const { message } of feed.subscribe({ from: { case: 'beginning', value: {} } }, { signal: end.signal })) {
      if (message.case === 'event') seen.push(message.value.stream);
      if (message.case === 'caughtUp' && !recorded) {
        expect(seen.length === positions.length, seen);
        recorded = open(journal, `${stream}-live`);
      }
      if (seen.includes(`${stream}-live`)) break;
    }
    await recorded;
    expect(seen.length === positions.length, seen);
  });
  await check(`${name}: a stream that is refused says why at its end`, async () => {
    const feed = createClient(Feed, transport);
    const error = await refusal((async () => {
      for await (const _ of feed.subscribe({ from: { case: 'token', value: 'none of ours' } }));
    })());
    expect(error.code === Code.InvalidArgument && error.findDetails(ErrorInfoSchema)[0]?.reason === 'TOKEN_INVALID', error);
  });
  await check(`${name}: a case that does not exist`, async () => {
    const error = await refusal(createClient(History, transport).getCase({ stream: 'case/nobody' }));
    expect(error.code === Code.NotFound, error);
  });
}

await check('a deadline that is over is said to be', async () => {
  const headers = { 'Content-Type': 'application/json', 'Connect-Timeout-Ms': '0' };
  const answer = await fetch(`${url}/praksis.v1.Dashboards/GetFunnel`, { method: 'POST', headers, body: '{}' });
  expect(answer.status === 504 && (await answer.json()).code === 'deadline_exceeded', answer.status);
});
await check('node: many facts in one call, all sent before any answer is read', async () => {
  const journal = createClient(Journal, transports['node, JSON']);
  const answers = [];
  async function* facts() {
    for (let i = 0; i < 20; ++i) yield { item: BigInt(i), event: opened(`case/many-${i}`) };
  }
  for await (const answer of journal.recordMany(facts())) answers.push(answer);
  expect(answers.length === 20 && answers.every((answer, i) => answer.item === BigInt(i) && answer.result.case === 'accepted'), answers);
});
await check('node: several facts in a message, all sent before any answer is read', async () => {
  const journal = createClient(Journal, transports['node, JSON']);
  const answers = [];
  async function* messages() {
    for (let i = 0; i < 20; i += 5) {
      yield { items: [0, 1, 2, 3, 4].map((j) => ({ item: BigInt(i + j), event: opened(`case/together-${i + j}`) })) };
    }
  }
  for await (const message of journal.recordMany(messages())) {
    expect(message.result.case === undefined, message);
    answers.push(...message.answers);
  }
  expect(answers.length === 20 && answers.every((answer, i) => answer.item === BigInt(i) && answer.result.case === 'accepted'), answers);
});

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
