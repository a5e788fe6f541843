// In which words a figure's definition is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { definitionOf } = await load("export * from './definitions.ts';");

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
