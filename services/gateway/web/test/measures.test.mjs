// The plot of a measure's effect: what is set beside its months, and what is said of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { changeChart, comparisonOf, light, plainFormats, wordsOf } = await load(
  "export * from './charts/change.ts'; export * from './measure_months.ts'; export * from './charts/plain_format.ts';" +
    "export * from './charts/theme.ts'; export * from './words/words.ts';",
);

const month = (name, value, count, phase = 'BEFORE') => ({
  month: name,
  phase: `MEASURE_PHASE_${phase}`,
  valueMicros: String(value * 1e6),
  count: String(count),
});
const withheld = (name) => ({ month: name, phase: 'MEASURE_PHASE_BEFORE', withheld: true });
const withMeasure = (site, first) => ({
  site,
  entered: true,
  months: [month('2023-12', 0.5, 10), month('2024-01', 0.5, 10, first), month('2024-02', 0.2, 10, 'WITH')],
});
const beside = (site, ...months) => ({ site, comparison: true, entered: true, months });
const average = [{ month: -1, valueMicros: '500000' }, { valueMicros: '200000' }, { month: 1, valueMicros: '300000' }];

test('the sites to compare with are averaged by count, in the same calendar months, over the turn of a year', () => {
  const sites = [
    withMeasure('a', 'WITH'),
    beside('b', month('2023-12', 0.6, 30), month('2024-01', 0.4, 10), month('2024-02', 0.4, 1)),
    beside('c', month('2023-12', 0.2, 10), month('2024-01', 0.8, 30), withheld('2024-02')),
    { ...beside('d', month('2023-12', 1, 1000), month('2024-01', 1, 1000), month('2024-02', 1, 1000)), entered: false },
  ];
  assert.deepEqual(comparisonOf({ sites, average }), [0.5, 0.7, null]);
});

test('a month that one of them lacks, or in which they have nobody, has no comparison', () => {
  const sites = [withMeasure('a', 'WITH'), beside('b', month('2023-12', 0.6, 0), month('2024-02', 0.5, 4))];
  assert.deepEqual(comparisonOf({ sites, average }), [null, null, 0.5]);
});

test('nothing is set beside where none is to compare with, or the measure came at different times', () => {
  const other = beside('b', month('2023-12', 0.6, 30), month('2024-01', 0.4, 10), month('2024-02', 0.4, 10));
  assert.equal(comparisonOf({ sites: [withMeasure('a', 'WITH')], average }), undefined);
  assert.equal(
    comparisonOf({ sites: [withMeasure('a', 'WITH'), withMeasure('c', 'BEFORE'), other], average }),
    undefined,
  );
  assert.equal(comparisonOf({}), undefined);
});

test('what is set beside is drawn within the axis and said in words', () => {
  const context = { words: wordsOf('en'), format: plainFormats('en'), theme: light, width: 800 };
  const chart = changeChart('Title', average, false, false, [0.6, null, 0.4], context);
  assert.equal(chart.text, '-1: 50% (to compare with: 60%); 0: 20%; 1: 30% (to compare with: 40%)');
  const marks = chart.option.series.at(-1);
  assert.deepEqual(
    marks.data.map(([, highest]) => highest),
    [0.6, 0.2, 0.4],
  );
  const rings = average.map(
    (_, dataIndex) =>
      marks.renderItem({ dataIndex }, { coord: ([x, y]) => [x, y] }).children.filter((one) => one.shape?.r === 3.5)
        .length,
  );
  assert.deepEqual(rings, [1, 0, 1]);
});
