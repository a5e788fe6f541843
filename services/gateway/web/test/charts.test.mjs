// What charts draw: every number in its place, and of what is withheld nothing but that it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, recorded } from './load.mjs';

const { curveChart, figures, funnel, languages, light, plainFormats, rowsChart, roundUp, toSvg, trendChart, wordsOf } =
  await load(`
  export * from './charts/rows.ts'; export * from './charts/curve.ts'; export * from './charts/trend.ts'; export * from './charts/echarts.ts'; export * from './charts/theme.ts';
  export * from './charts/plain_format.ts'; export * from './words/words.ts'; export * from './figures/figures.ts'; export * from './figures/funnel.ts';`);

const context = (language = 'en', width = 800) => ({
  words: wordsOf(language),
  format: plainFormats(language),
  label: (list, code) => `${list}/${code}`,
  theme: light,
  rtl: language === 'he',
  width,
});
const drawn = (chart, { width }) => toSvg(chart.option, width, chart.height);
const texts = (svg) =>
  [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((match) => match[1].replace(/[\u2066-\u2069]/g, ''));
const bars = (svg) => [...svg.matchAll(/<path d="M([\d.-]+) [\d.-]+[^"]*"[^>]*fill="#0d6180"/g)];

const rows = [
  { label: 'Transport', value: 0.4, lower: 0.3, upper: 0.5, text: '40 %' },
  { label: 'Illness', value: null, text: 'withheld' },
];

test('a withheld row is hatched, says so, and has no bar and no number', () => {
  const svg = drawn(rowsChart('Reasons', rows, { min: 0, max: 1, mark: 'bar' }, context()), context());
  assert.deepEqual(texts(svg).sort(), ['40 %', 'Illness', 'Transport', 'withheld']);
  assert.equal(bars(svg).length, 1);
  assert.match(svg, /stroke-dasharray/);
});

test('rows begin on the right where that is where reading begins', () => {
  const x = (language) =>
    Number(
      bars(
        drawn(
          rowsChart('Reasons', rows.slice(0, 1), { min: 0, max: 1, mark: 'bar' }, context(language)),
          context(language),
        ),
      )[0][1],
    );
  assert.ok(x('en') < 150, `${x('en')}`);
  assert.ok(x('he') > 400, `${x('he')}`);
});

const at = (day, value) => ({
  day,
  incidence: value === undefined ? { suppressed: true } : { value, lower: value - 0.05, upper: value + 0.05 },
});

test('a curve ends where what follows is withheld', () => {
  const chart = curveChart(
    'C',
    { curve: [at(10, 0.2), at(60, 0.3)], named: [at(28, 0.2), at(91)], axis: 'days' },
    context(),
  );
  const line = chart.option.series.find((series) => series.type === 'line');
  assert.deepEqual(line.data, [
    [0, 0],
    [10, 0],
    [10, 0.2],
    [60, 0.2],
    [60, 0.3],
    [60, 0.3],
  ]);
  const svg = drawn(chart, context());
  assert.ok(texts(svg).includes('withheld') && texts(svg).includes('20%'), texts(svg).join());
});

test('a curve that is withheld altogether is a hatched field', () => {
  const chart = curveChart('C', { curve: [], named: [at(28), at(91)], axis: 'days' }, context());
  assert.equal(chart.option.series.filter((series) => series.type === 'line').length, 0);
  assert.ok(texts(drawn(chart, context())).includes('withheld'));
});

test('a trend is interrupted where a period is withheld', () => {
  const chart = trendChart(
    'T',
    [
      { label: 'Q1', share: { value: 0.5, lower: 0.4, upper: 0.6 } },
      { label: 'Q2', share: { suppressed: true } },
    ],
    context(),
  );
  assert.deepEqual(chart.option.series[0].data, [0.5, null]);
  assert.deepEqual(
    texts(drawn(chart, context())).filter((text) => text === 'withheld'),
    ['withheld'],
  );
});

test('an incidence of 0 is 0 without an interval, a share of nobody is neither', () => {
  const surroundings = context();
  const nobody = { upper: 1 };
  const referralsAnswer = { made: { value: '9' }, acceptance: nobody };
  assert.deepEqual(figures.referrals.view.headlines(referralsAnswer, surroundings)[0], {
    text: '–',
    withheld: false,
    label: surroundings.words.heads.acceptance,
  });
  const cause = { code: 'COMPLETED', competing: true, count: {}, points: [{ day: 28, incidence: nobody }] };
  const table = figures.interruptions.view.tables({ causes: [cause] }, surroundings)[1];
  assert.equal(table.rows[0][2], '0.0%');
});

test('a median has its interval, open above where nobody has been followed so far', () => {
  const surroundings = context();
  const median = (answer) => figures.referrals.view.headlines(answer, surroundings)[1];
  const answer = { medianDaysToAnswer: 9, medianDaysToAnswerLower: 8, medianDaysToAnswerUpper: 10 };
  assert.equal(median(answer).interval, '95 % interval: 8 to 10');
  assert.equal(figures.referrals.view.tables(answer, surroundings)[1].rows[1][2], '8 – 10');
  assert.equal(median({ ...answer, medianDaysToAnswerUpper: -1 }).interval, '95 % interval: 8 to …');
  assert.equal(median({ ...answer, medianDaysToAnswer: -1, medianDaysToAnswerLower: -1 }).interval, undefined);
  assert.equal(median({ ...answer, medianSuppressed: true }).interval, undefined);
  assert.equal(median({ medianDaysToAnswer: 9 }).interval, undefined, 'of an older server');
  assert.equal(median({}).interval, '95 % interval: 0 to 0', 'all on the day itself');
});

test('a whole scale has even ticks', () => {
  const surroundings = { ...context(), wholeScale: true };
  const svg = drawn(
    curveChart('C', { curve: [at(10, 0.2)], named: [at(28, 0.3)], axis: 'days' }, surroundings),
    surroundings,
  );
  assert.deepEqual(
    texts(svg).filter((text) => /%$/.test(text) && text !== '30%'),
    ['0%', '25%', '50%', '75%', '100%'],
  );
});

test('axes end at round numbers', () =>
  assert.deepEqual([0.031, 0.4, 7, 1384, 1].map(roundUp), [0.04, 0.4, 8, 1500, 1]));

test('a count of 0 is 0, and one that is withheld is not', () => {
  const step = (reached) => ({ steps: [{ stage: 'OPENED', reached, share: reached.suppressed ? reached : {} }] });
  assert.equal(funnel.isEmpty(step({})), true);
  assert.equal(funnel.isEmpty(step({ suppressed: true })), false);
  assert.equal(funnel.headlines(step({ suppressed: true }), context())[0].text, 'withheld');
});

const methods = Object.fromEntries(Object.entries(figures).map(([name, { method }]) => [name, method]));

for (const [name, method] of Object.entries(methods)) {
  test(`${name}: charts and tables in every language and width, without styles that a page's policy forbids`, () => {
    const answer = recorded(method);
    for (const language of languages) {
      for (const width of [300, 1100]) {
        const surroundings = context(language, width);
        const { view } = figures[name];
        const charts = view.charts(answer, surroundings);
        assert.ok(charts.length, name);
        for (const chart of charts) {
          const svg = drawn(chart, surroundings);
          assert.doesNotMatch(svg, /style=|<style|NaN|undefined|class=/, `${name} ${chart.title}`);
          assert.doesNotMatch(chart.text, /NaN|undefined/, name);
        }
        for (const table of view.tables(answer, surroundings)) {
          for (const row of table.rows) assert.equal(row.length, table.columns.length, table.title);
          assert.doesNotMatch(JSON.stringify(table), /NaN|undefined|null/, table.title);
        }
      }
    }
  });
}
