// In which words a figure's definition is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { compositionOf, composedDefinitionOf, definitionOf } = await load(
  "export * from './definitions.ts'; export * from './measure_answer.ts';",
);

const metadata = { figure: 'funnel', definitionRevision: 2, definition: 'Distinct cases.' };
const known = (revision, en) => ({ figures: { funnel: { revision, texts: { en, da: 'Forskellige sager.' } } } });
const own = { text: 'Distinct cases.', language: 'en' };

test('a definition is shown in the language of the page', () => {
  const definitions = known(2, 'Distinct cases.');
  assert.deepEqual(definitionOf(metadata, definitions, 'da'), { text: 'Forskellige sager.', language: 'da' });
  assert.deepEqual(definitionOf(metadata, definitions, 'en'), own);
});

test('the answer’s own words are shown where no others say the same', () => {
  assert.deepEqual(definitionOf(metadata, undefined, 'da'), own);
  assert.deepEqual(definitionOf(metadata, known(1, 'Distinct cases.'), 'da'), own);
  assert.deepEqual(definitionOf(metadata, known(2, 'Other cases.'), 'da'), own);
  assert.deepEqual(definitionOf(metadata, known(2, 'Distinct cases.'), 'sv'), own);
  assert.deepEqual(definitionOf({ ...metadata, figure: 'other' }, known(2, 'Distinct cases.'), 'da'), own);
});

const catalogue = {
  figures: {
    'measure-belief': { texts: { en: 'Belief by day {days}.', da: 'Tro pr. dag {days}.' } },
    'measure-months': { texts: { en: 'Months.', da: 'Måneder.' } },
    'measure-difference-in-differences': { texts: { en: 'Two ways.', da: 'To veje.' } },
  },
};
const belief = { figure: 'MEASURE_FIGURE_BELIEF', horizonDays: 91 };

test('a definition put together by the server is put together in the language of the page', () => {
  for (const design of ['MEASURE_DESIGN_DIFFERENCE_IN_DIFFERENCES', 'MEASURE_DESIGN_STEPPED_WEDGE']) {
    const definition = composedDefinitionOf(
      'Belief by day 91. Months. Two ways.',
      compositionOf(belief, design),
      catalogue,
      'da',
    );
    assert.deepEqual(definition, { text: 'Tro pr. dag 91. Måneder. To veje.', language: 'da' });
  }
});

test('and is shown as the server has it where that says something else', () => {
  const design = 'MEASURE_DESIGN_STEPPED_WEDGE';
  const shown = (text, metric, language, known = catalogue) =>
    composedDefinitionOf(text, compositionOf(metric, design), known, language);
  const text = 'Belief by day 91. Months. Two ways.';
  assert.deepEqual(shown(text, belief, 'da', {}), { text, language: 'en' });
  assert.deepEqual(shown(text, belief, 'en'), { text, language: 'en' });
  assert.deepEqual(shown(text, { ...belief, horizonDays: 92 }, 'da'), { text, language: 'en' });
  assert.deepEqual(shown(text, { figure: 'MEASURE_FIGURE_NEWER' }, 'da'), { text, language: 'en' });
});
