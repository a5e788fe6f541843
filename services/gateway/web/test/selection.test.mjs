// A selection and its address say the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { daysOf, everything, fileAddress, inWholeYears, readSelection, requestOf, writeSelection } = await load(
  "export * from './selection.ts';",
);

const addressed = (selection, prefix = '') => {
  const query = new URLSearchParams();
  writeSelection(selection, query, prefix);
  return query.toString();
};

const rich = {
  municipalities: ['DK-360', 'SE-0482'],
  period: 'dates',
  from: '2025-01-01',
  to: '2025-03-31',
  targetGroups: ['YOUTH', 'FLEX_JOB'],
  industries: ['G', 'I'],
  voice: 'CITIZEN',
  rater: 'CITIZEN',
  knownAt: '',
};

test('what is written into an address is read from it', () => {
  for (const selection of [everything, rich, { ...everything, period: 'last-year' }, { ...rich, from: '' }]) {
    for (const prefix of ['', 'b.'])
      assert.deepEqual(readSelection(new URLSearchParams(addressed(selection, prefix)), prefix), selection);
  }
});

test('two selections share an address without mixing', () => {
  const query = new URLSearchParams();
  writeSelection(rich, query);
  writeSelection({ ...everything, period: 'this-year' }, query, 'b.');
  assert.deepEqual(readSelection(query), rich);
  assert.equal(readSelection(query, 'b.').period, 'this-year');
});

test('what was known when is one for both selections', () => {
  const query = new URLSearchParams();
  writeSelection({ ...rich, knownAt: 'AXnQ_w-1' }, query);
  writeSelection({ ...everything, knownAt: 'another' }, query, 'b.');
  assert.equal(query.get('known_at'), 'AXnQ_w-1');
  assert.deepEqual([readSelection(query).knownAt, readSelection(query, 'b.').knownAt], ['AXnQ_w-1', 'AXnQ_w-1']);
  assert.equal(requestOf(readSelection(query), {}, '2026-11-26').knownAt, 'AXnQ_w-1');
  assert.match(fileAddress('funnel', 'csv', readSelection(query), {}, '2026-11-26'), /&known_at=AXnQ_w-1$/);
  assert.equal(readSelection(new URLSearchParams('known_at=<b>')).knownAt, '');
  writeSelection(everything, query);
  assert.equal(query.has('known_at'), false);
});

test('selecting everything leaves the address empty', () => assert.equal(addressed(everything), ''));

test('what nobody meant is left out of a selection', () => {
  const read = readSelection(
    new URLSearchParams(
      'municipality=../x&municipality=DK-360&municipality=DK-360&period=soon&from=yesterday&industry=ZZ&voice=DOG&target_group=a b',
    ),
  );
  assert.deepEqual(read, { ...everything, municipalities: ['DK-360'] });
});

test('periods count from today, and months end where they do', () => {
  const days = (period, today) => daysOf({ ...everything, period }, today);
  assert.deepEqual(days('all', '2026-11-26'), { from: '', to: '' });
  assert.deepEqual(days('last-year', '2026-11-26'), { from: '2025-01-01', to: '2025-12-31' });
  assert.deepEqual(days('12-months', '2024-02-29'), { from: '2023-02-28', to: '2024-02-29' });
  assert.deepEqual(days('3-months', '2026-01-31'), { from: '2025-10-31', to: '2026-01-31' });
  assert.deepEqual(days('3-months', '2026-05-31'), { from: '2026-02-28', to: '2026-05-31' });
});

test('a figure is asked only what it can be asked', () => {
  const all = requestOf(rich, { placements: true, voice: true }, '2026-11-26');
  assert.deepEqual(all, {
    selection: {
      municipalities: ['DK-360', 'SE-0482'],
      from: '2025-01-01',
      to: '2025-03-31',
      targetGroups: ['YOUTH', 'FLEX_JOB'],
      industrySections: ['G', 'I'],
    },
    voice: 'CITIZEN',
  });
  const few = requestOf(rich, { rater: true }, '2026-11-26');
  assert.equal(few.rater, 'CITIZEN');
  assert.equal('voice' in few || 'industrySections' in few.selection, false);
});

test('a file has the address of its figure and its selection', () => {
  assert.equal(
    fileAddress('interruptions', 'csv', rich, { placements: true, voice: true }, '2026-11-26'),
    '/figures/interruptions.csv?municipality=DK-360&municipality=SE-0482&from=2025-01-01&to=2025-03-31&target_group=YOUTH&target_group=FLEX_JOB&industry=G&industry=I&voice=CITIZEN',
  );
  assert.equal(fileAddress('funnel', 'metadata.json', everything, {}, '2026-11-26'), '/figures/funnel.metadata.json');
});

test('a period is widened to the years that it touches', () => {
  const widened = (selection) => {
    const { period, from, to } = inWholeYears({ ...everything, ...selection }, '2026-02-27');
    return [period, from, to];
  };
  assert.deepEqual(widened({}), ['all', '', '']);
  assert.deepEqual(widened({ period: '3-months' }), ['dates', '2025-01-01', '2026-12-31']);
  assert.deepEqual(widened({ period: 'dates', from: '2025-02-03' }), ['dates', '2025-01-01', '']);
});
