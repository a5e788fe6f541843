// Differences of two selections: what is drawn and said of them, and of what is withheld nothing but that it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { differenceChart, differenceTable, languages, light, measureInWords, plainFormats, wordsOf } = await load(
  "export * from './figures/differences.ts'; export * from './charts/plain_format.ts'; export * from './charts/theme.ts';" +
    "export * from './words/words.ts';",
);

const context = (language = 'en') => ({
  words: wordsOf(language),
  format: plainFormats(language),
  label: (list, code) => `${list}/${code}`,
  theme: light,
  rtl: language === 'he',
  width: 800,
});
const share = (value) => ({ value, lower: value - 0.1, upper: value + 0.1 });
const withheld = { suppressed: true };
const answer = {
  comparisons: [
    {
      measure: 'overall[day=28].incidence',
      first: share(0.5),
      second: share(0.2),
      difference: { value: 0.3, lower: 0.15, upper: 0.44 },
    },
    {
      measure: 'causes[code=ILLNESS].points[day=28].incidence',
      first: share(0.2),
      second: share(0.2),
      difference: { lower: -0.1, upper: 0.1 },
    },
    {
      measure: 'causes[code=ILLNESS].points[day=91].incidence',
      first: share(0.2),
      second: share(0.25),
      difference: { value: -0.05, lower: -0.2, upper: 0.1 },
    },
    {
      measure: 'causes[code=OTHER].points[day=91].incidence',
      first: withheld,
      second: share(0.2),
      difference: withheld,
    },
  ],
};

test('a table says both sides, the difference with its sign, and its interval', () => {
  const { rows } = differenceTable('interruptions', answer, context());
  assert.deepEqual(rows, [
    ['interrupted by day 28', '50.0% (40.0% – 60.0%)', '20.0% (10.0% – 30.0%)', '+30.0', '+15.0 to +44.0'],
    ['interruption-reason/ILLNESS, 28 days', '20.0% (10.0% – 30.0%)', '20.0% (10.0% – 30.0%)', '0.0', '−10.0 to +10.0'],
    [
      'interruption-reason/ILLNESS, 91 days',
      '20.0% (10.0% – 30.0%)',
      '25.0% (15.0% – 35.0%)',
      '−5.0',
      '−20.0 to +10.0',
    ],
    ['interruption-reason/OTHER, 91 days', 'withheld', '20.0% (10.0% – 30.0%)', 'withheld', ''],
  ]);
});

test('a chart has the reasons at one day, and none of what is withheld', () => {
  assert.equal(
    differenceChart('interruptions', answer, context()).text,
    'interrupted by day 28: +30.0; interruption-reason/ILLNESS, 91 days: −5.0',
  );
  assert.equal(differenceChart('interruptions', { comparisons: answer.comparisons.slice(3) }, context()), undefined);
});

test('where nobody is on one side, there is no difference', () => {
  const nobody = { upper: 1 };
  const comparisons = [
    { measure: 'acceptance', first: share(0.4), second: nobody, difference: { value: 0.4, lower: -0.6, upper: 0.5 } },
  ];
  assert.deepEqual(differenceTable('referrals', { comparisons }, context()).rows[0].slice(2), ['–', '–', '']);
  assert.equal(differenceChart('referrals', { comparisons }, context()), undefined);
});

test('kappa has no percentage points and is not drawn beside what has', () => {
  const comparisons = [
    {
      measure: 'pairs[first=CITIZEN,second=COMPANY].kappa',
      first: share(0.5),
      second: share(0.25),
      difference: { value: 0.25, lower: -0.01, upper: 0.5 },
    },
  ];
  assert.deepEqual(differenceTable('disagreement', { comparisons }, context()).rows[0], [
    'Citizen – Company, kappa',
    '0.50 (0.40 – 0.60)',
    '0.25 (0.15 – 0.35)',
    '+0.25',
    '−0.01 to +0.50',
  ]);
  assert.equal(differenceChart('disagreement', { comparisons }, context()), undefined);
});

test('every measure has words in every language', () => {
  const measures = {
    'funnel': ['steps[stage=PLACED].share'],
    'return-to-work': [
      'overall[day=182].incidence',
      'causes[code=SELF].points[day=365].incidence',
      'lasting.sustained_share',
      'subjective.answer_rate',
      'subjective.satisfied',
    ],
    'disagreement': ['differ', 'pairs[first=COMPANY,second=JOB_CENTRE].differ'],
    'coaching-outcomes': ['all.success', 'by_method[method=GROUP,method_revision=1].success'],
    'belief': ['high', 'quarters[from=2025-04-01].high', 'calibration[score=5].in_work'],
    'referrals': ['acceptance', 'resources_worded'],
  };
  for (const language of languages) {
    for (const [figure, names] of Object.entries(measures)) {
      const said = names.map((name) => measureInWords(figure, name, context(language)));
      for (const text of said) assert.doesNotMatch(text, /undefined|NaN|[[\]=_]/, `${language} ${figure}: ${text}`);
      assert.equal(new Set(said).size, names.length);
    }
  }
});
