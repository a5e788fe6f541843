// What a told story becomes: facts that are the same however often they are sent, and what is said of their fields.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { checkFacts, emptyFrame, factsOf, fieldOf, isUnclear, newDraft, newEventId, recordFacts } = await load(
  "export * from './telling.ts'; export * from './recording.ts';",
);

const frame = {
  ...emptyFrame,
  actor: ' f-1 ',
  municipality: 'Lolland (DK-360)',
  programme: 'success',
  staffGroup: 'team-1',
};

function told() {
  const draft = newDraft('da', '2025-03-10');
  const [first] = draft.turningPoints;
  return {
    ...draft,
    before: ' Before. ',
    after: 'After.',
    success: 'STORY_SUCCESS_BOTH',
    anonymity: 'STORY_ANONYMITY_ANONYMISED',
    caseStream: 'demo-1',
    byProducts: 'One\n\n Two ',
    turningPoints: [
      { ...first, wording: ' ' },
      { id: newEventId(), wording: 'Asked first.' },
      { id: newEventId(), wording: 'Went along.' },
    ],
  };
}

// Answers each call of the server's in turn.
function serve(answers) {
  const asked = [];
  globalThis.fetch = async (path, { body }) => {
    asked.push([path.split('/').pop(), JSON.parse(body).event.eventId]);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    const { status = 200, ...rest } = answer;
    return new Response(JSON.stringify(rest), { status });
  };
  return asked;
}

const { signal } = new AbortController();

test('an event_id is a UUID of version 7 that begins with its time', () => {
  const id = newEventId(0x01956a2c7b00, new Uint8Array(16).fill(0xff));
  assert.equal(id, '01956a2c-7b00-7fff-bfff-ffffffffffff');
  assert.match(newEventId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(newEventId(), newEventId());
});

test('a draft becomes a story and an action for each turning point that says something', () => {
  const draft = told();
  const [story, ...actions] = factsOf(draft, frame);
  assert.equal(story.stream, `story/${draft.id}`);
  assert.equal(story.eventId, draft.id);
  assert.equal(story.municipality, 'DK-360');
  assert.deepEqual(story.actor, { id: 'f-1', role: 'FACILITATOR' });
  assert.deepEqual(story.occurredAt, { date: { date: '2025-03-10' } });
  assert.deepEqual(story.storyTold, {
    programme: 'programme/success',
    staffGroup: 'team-1',
    caseStream: 'case/demo-1',
    before: 'Before.',
    after: 'After.',
    success: 'STORY_SUCCESS_BOTH',
    anonymity: 'STORY_ANONYMITY_ANONYMISED',
    language: 'da',
    byProducts: ['One', 'Two'],
  });
  assert.deepEqual(
    actions.map((fact) => [fact.stream, fact.eventId, fact.chiefActionIdentified]),
    [
      [story.stream, draft.turningPoints[1].id, { actionId: 'a-1', wording: 'Asked first.' }],
      [story.stream, draft.turningPoints[2].id, { actionId: 'a-2', wording: 'Went along.' }],
    ],
  );
  assert.deepEqual(factsOf(draft, frame), [story, ...actions], 'sent again, they are the same');
});

test('what the server says of a field is said at the form’s', () => {
  const draft = told();
  const at = (fact, path) => fieldOf(draft, fact, path);
  assert.equal(at(0, 'event.story_told.staff_group'), 'staffGroup');
  assert.equal(at(0, 'event.story_told.by_products[1]'), 'byProducts');
  assert.equal(at(0, 'event.story_told.case_stream'), 'caseStream');
  assert.equal(at(0, 'event.actor.id'), 'actor');
  assert.equal(at(0, 'event.municipality'), 'municipality');
  assert.equal(at(0, 'event.occurred_at.date.date'), 'day');
  assert.equal(at(2, 'event.chief_action_identified.wording'), draft.turningPoints[2].id);
  assert.equal(at(1, 'event.chief_action_identified.session'), 'session');
  assert.equal(at(0, 'event.event_id'), '');
});

test('all facts are asked about, and what an earlier one does away with is no refusal', async () => {
  const refused = (reason, violations) => ({
    refused: {
      message: 'no',
      details: [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason },
        { '@type': 'type.googleapis.com/google.rpc.BadRequest', 'fieldViolations': violations },
      ],
    },
  });
  const asked = serve([{ acceptable: {} }, refused('STORY_NOT_TOLD'), refused('INVALID_FACT', [{ field: 'f' }])]);
  const refusals = await checkFacts(factsOf(told(), frame), ['STORY_NOT_TOLD'], signal);
  assert.deepEqual(new Set(asked.map(([method]) => method)), new Set(['Check']));
  assert.deepEqual(
    refusals.map(({ fact, error }) => [fact, error.reason, error.violations]),
    [[2, 'INVALID_FACT', [{ field: 'f' }]]],
  );
});

test('recording ends at a refusal, and an unclear outcome is thrown', async () => {
  const facts = factsOf(told(), frame);
  let asked = serve([{ position: 'p-1' }, { status: 400, code: 'failed_precondition', message: 'no' }]);
  const outcome = await recordFacts(facts, signal);
  assert.deepEqual([outcome.position, outcome.refusal.fact, asked.length], ['p-1', 1, 2]);
  asked = serve([{ position: 'p-1' }, new TypeError('connection lost')]);
  await assert.rejects(recordFacts(facts, signal), (error) => isUnclear(error));
  const before = asked;
  asked = serve([{ position: 'p-1', repeat: true }, { position: 'p-2' }, { position: 'p-3' }]);
  assert.equal((await recordFacts(facts, signal)).position, 'p-1.p-2.p-3', 'all are waited for');
  assert.deepEqual(asked.slice(0, 2), before, 'the same facts under the same event_ids');
});
