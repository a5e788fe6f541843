// Criteria in an address and in a request, those of a cycle, and what changes between two choices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { changeBetween, criteriaOfCycle, criteriaRequest, fallOf, readCriteria, relaxed, usual, writeCriteria } =
  await load(
    "export * from './criteria.ts'; export * from './choice_answer.ts'; export { relaxed } from './parts/choice_view.tsx';",
  );

const all = {
  quotas: [
    { site: 'DK-360', count: 5 },
    { site: 'DK-376', count: 2, feature: 'PLACEMENT_TYPE', value: 'HYBRID' },
    { site: 'DK-376', count: 3, feature: 'PLACEMENT_TYPE', value: 'TRAINEESHIP' },
  ],
  ending: 'ENDED',
  from: '2025-01-01',
  to: '2025-12-31',
  mode: 'TYPICAL',
  months: 0,
  cap: 2,
  consentedOnly: true,
  filters: { DURATION_BAND: ['182+', '28-55'], TARGET_GROUP: ['ACTIVITY_READY'] },
  weights: { TARGET_GROUP: 2.5, REASON_CITIZEN: 0 },
  cycle: 'cycle/sample-1-rfk-1',
};

test('an address gives back the criteria it was made of', () => {
  for (const criteria of [usual, all]) {
    const query = new URLSearchParams('lang=da');
    writeCriteria(criteria, query);
    assert.deepEqual(readCriteria(new URLSearchParams(query.toString())), criteria);
    assert.equal(query.get('lang'), 'da');
  }
  const query = new URLSearchParams();
  writeCriteria(usual, query);
  assert.equal(query.toString(), '', 'what is usual needs no words');
});

test('what is malformed in an address is left out', () => {
  const query = new URLSearchParams(
    'quota=Lolland:5&quota=DK-360:0&quota=DK-360:101&quota=DK-360:COLOUR:RED:5&quota=DK-360:5&ending=LOST&start=2025' +
      '&months=-1&months=x&cap=1000&mode=BEST&only=TARGET_GROUP:&only=NAME:Ann&weigh=TARGET_GROUP:-1&weigh=TARGET_GROUP:x' +
      '&cycle=case/1',
  );
  assert.deepEqual(readCriteria(query), { ...usual, quotas: [{ site: 'DK-360', count: 5 }] });
});

test('a request asks for all of it', () => {
  assert.deepEqual(criteriaRequest(all), {
    quotas: [
      { municipality: 'DK-360', count: 5 },
      { municipality: 'DK-376', count: 2, among: { feature: 'PLACEMENT_FEATURE_PLACEMENT_TYPE', value: 'HYBRID' } },
      {
        municipality: 'DK-376',
        count: 3,
        among: { feature: 'PLACEMENT_FEATURE_PLACEMENT_TYPE', value: 'TRAINEESHIP' },
      },
    ],
    challenge: { outcome: 'ENDED', from: '2025-01-01', to: '2025-12-31' },
    mode: 'TYPICAL',
    minCalendarMonths: 0,
    maxPerCaseworker: 2,
    consentedOnly: true,
    filters: [
      { feature: 'PLACEMENT_FEATURE_DURATION_BAND', values: ['182+', '28-55'] },
      { feature: 'PLACEMENT_FEATURE_TARGET_GROUP', values: ['ACTIVITY_READY'] },
    ],
    weights: [
      { feature: 'PLACEMENT_FEATURE_REASON_CITIZEN', weightPermille: 0 },
      { feature: 'PLACEMENT_FEATURE_TARGET_GROUP', weightPermille: 2500 },
    ],
  });
});

test('the criteria of a cycle are tried as they were set', () => {
  const set = {
    periodStart: '2025-01-01',
    periodEnd: '2025-12-31',
    endings: ['PLACEMENT_ENDING_INTERRUPTED', 'PLACEMENT_ENDING_COMPLETED'],
    minCalendarMonths: 0,
    filters: [
      { feature: 'PLACEMENT_FEATURE_DURATION_BAND', values: ['182+', '28-55'] },
      { feature: 'PLACEMENT_FEATURE_TARGET_GROUP', values: ['ACTIVITY_READY'] },
    ],
    quotas: all.quotas.map(({ site, count, feature, value }) => ({
      site,
      cases: count,
      ...(feature && { among: { feature: `PLACEMENT_FEATURE_${feature}`, value } }),
    })),
    mode: 'SELECTION_MODE_TYPICAL',
    maxPerCaseworker: 2,
    weights: [
      { feature: 'PLACEMENT_FEATURE_TARGET_GROUP', weightPermille: 2500 },
      { feature: 'PLACEMENT_FEATURE_REASON_CITIZEN', weightPermille: 0 },
    ],
  };
  assert.deepEqual(criteriaOfCycle(all.cycle, set), all);
  assert.equal(criteriaOfCycle('cycle/1', { ...set, admitAnonymised: true }).consentedOnly, false);
  assert.equal(criteriaOfCycle('cycle/1', { endings: ['PLACEMENT_ENDING_COMPLETED'] }).ending, 'COMPLETED');
});

test('what falls out is counted over all sites, step by step', () => {
  const site = (universe, excluded, candidates) => ({ universe, excluded, candidates });
  const answer = {
    sites: [
      site('30', { shorterThanAMonth: '4', noConsent: '6' }, '20'),
      site('12', { noConsent: '2', filtered: '3' }, '7'),
    ],
    picks: [{}, {}, {}],
  };
  assert.deepEqual(
    fallOf(answer).map(({ name, taken, left }) => [name, taken, left]),
    [
      ['universe', 0, 42],
      ['shorterThanAMonth', 4, 38],
      ['filtered', 3, 35],
      ['noConsent', 8, 27],
      ['candidates', 0, 27],
      ['chosen', 0, 3],
    ],
  );
});

test('who came and who went is told by pseudonym', () => {
  const of = (...names) => ({ picks: names.map((pseudonym) => ({ pseudonym })) });
  const change = changeBetween(of('a', 'b'), of('b', 'c', 'd'));
  assert.deepEqual([...change.came], ['c', 'd']);
  assert.deepEqual(change.gone, [{ pseudonym: 'a' }]);
  assert.equal(changeBetween(undefined, of('a')).came.size, 0, 'the first choice has nothing to compare with');
});

test('a relaxation changes the criterion it names, and no other', () => {
  const differs = (relaxation) => {
    const next = relaxed(all, relaxation);
    return next && Object.keys(next).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(all[name]));
  };
  assert.deepEqual(differs({ kind: 'ANONYMISED_INTERVIEWS' }), ['consentedOnly']);
  assert.deepEqual(differs({ kind: 'NO_CAP' }), ['cap']);
  assert.deepEqual(differs({ kind: 'SHORTER_RUNS', minCalendarMonths: 3 }), ['months']);
  assert.deepEqual(differs({ kind: 'NO_FILTER', feature: 'PLACEMENT_FEATURE_TARGET_GROUP' }), ['filters']);
  assert.equal(differs({ kind: 'SHORTER_RUNS', atLeastDays: 21 }), undefined);
  assert.equal(differs({ kind: 'MORE_CONSENTS' }), undefined, 'consent is asked of people');
});
