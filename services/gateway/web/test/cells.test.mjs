// From which numbers there is a way to the cases behind them: those that are shown, under the names the server knows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { cellInWords, funnel, interruptions, plainFormats, wordsOf } = await load(
  "export * from './figures/cells.ts'; export * from './figures/funnel.ts'; export * from './figures/interruptions.ts';" +
    "export * from './charts/plain_format.ts'; export * from './words/words.ts';",
);

const label = (list, code) => `${list}/${code}`;
const context = { words: wordsOf('en'), format: plainFormats('en'), label };

test('a count that is shown has its name, one that is withheld or nobody’s has none', () => {
  const answer = {
    steps: [
      { stage: 'OPENED', reached: { value: '9' }, furthest: { suppressed: true } },
      { stage: 'PLACED', reached: { suppressed: true }, furthest: {} },
    ],
  };
  assert.deepEqual(funnel.tables(answer, context)[0].cells, [
    ['', 'steps[stage=OPENED].reached', ''],
    ['', '', ''],
  ]);
});

test('names stand beside the numbers they are of, in whatever order these come', () => {
  const cause = (code, value, count) => ({ code, count, points: [{ day: 91, incidence: { value } }] });
  const answer = {
    causes: [
      cause('NO_SHOW', 0.1, { value: '7' }),
      cause('ILLNESS', 0.2, { value: '17' }),
      cause('OTHER', 0.05, { suppressed: true }),
    ],
  };
  const table = interruptions.tables(answer, context)[1];
  assert.deepEqual(
    table.rows.map((row, i) => [row[1], table.cells[i][1]]),
    [
      ['17', 'causes[code=ILLNESS].count'],
      ['7', 'causes[code=NO_SHOW].count'],
      ['withheld', ''],
    ],
  );
});

test('a name is said in words', () => {
  const say = (cell) => cellInWords(cell, context);
  assert.equal(say('steps[stage=PLACED].reached'), 'Placement agreed: Reached');
  assert.equal(say('causes[code=ILLNESS].count'), 'interruption-reason/ILLNESS');
  assert.equal(say('causes[code=GOT_JOB].count'), 'Left for a job');
  assert.equal(say('overdue_flags'), 'Overdue flags');
  assert.equal(
    say('refusals[decided_by=CITIZEN,reason=TRANSPORT].count'),
    'Citizen: referral-decline-reason/TRANSPORT',
  );
  assert.equal(say('pairs[first=CITIZEN,second=COMPANY].both'), 'Citizen – Company');
  assert.equal(
    say('by_method[method=GROUP,method_revision=2].self_obtained'),
    'coaching-method/GROUP (2): Found by themselves',
  );
  assert.equal(say('quarters[from=2025-04-01].cases'), 'Share of high assessments, by quarter: Q2 2025');
  assert.equal(say('overall[day=91].at_risk'), 'At risk, 91 days');
  assert.equal(say('objective_subjective.no_work_satisfied'), 'No work, satisfied');
  assert.equal(say('something_new'), 'something_new');
});
