// Every language says everything, in its own words; numbers are written alike with Intl and without.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { chooseLanguage, formatsOf, languages, plainFormats, wordsOf } = await load(
  "export * from './words/words.ts'; export * from './format.ts'; export * from './charts/plain_format.ts';",
);

function flat(words, path = '') {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' ? flat(value, `${path}${key}.`) : [[path + key, value]],
  );
}

// The same in several languages, or a term that has none of its own.
const shared =
  /^(periods\.|columns\.kappa|card\.(definition|revision)|live\.live|charts\.|scores\.|codes\.(COACH|FACILITATOR|SYSTEM|JOB|VIDEO|PENSION)|filters\.period|columns\.number|leads|(transfer|programme)\.organisation|operations\.(partition|revisions|seconds)|case\.(coaching|hours)|tagline)/;

for (const language of languages.filter((one) => one !== 'en')) {
  test(`${language} says everything, and not in English`, () => {
    const own = new Map(flat(wordsOf(language)));
    for (const [path, english] of flat(wordsOf('en'))) {
      const text = own.get(path);
      assert.equal(typeof text, typeof english, path);
      if (typeof english === 'function') {
        const gaps = Array.from({ length: english.length }, (_, i) => `⟨${i}⟩`);
        for (const gap of gaps) assert.ok(text(...gaps).includes(gap), `${path} leaves out ${gap}`);
      } else {
        assert.ok(text.trim(), path);
        if (!shared.test(path)) assert.notEqual(text, english, path);
      }
    }
  });
}

test('Hebrew is written in Hebrew letters', () => {
  for (const [path, text] of flat(wordsOf('he')))
    assert.match(typeof text === 'function' ? text('1', '2') : text, /[\u0590-\u05ff]|^[1-5]$/, path);
});

test('one value that is withheld is one', () => {
  for (const language of languages) {
    const { withheld } = wordsOf(language).card;
    assert.notEqual(withheld('1', '5').replace('1', '2'), withheld('2', '5'), language);
  }
  assert.match(wordsOf('en').card.withheld('1', '5'), /^1 value withheld:/);
});

test('the first language that there is speaks', () => {
  assert.equal(chooseLanguage([null, 'fi-FI', 'sv-FI', 'da']), 'sv');
  assert.equal(chooseLanguage(['iw']), 'he');
  assert.equal(chooseLanguage(['xx']), 'en');
});

test('numbers are written alike with Intl and without', () => {
  // Intl sets marks of direction and other kinds of spaces, which look the same.
  const seen = (text) =>
    text
      .replace(/[\u200e\u200f\u2066-\u2069]/g, '')
      .replace(/[\u00a0\u202f]/g, ' ')
      .replace('\u2212', '-');
  for (const language of languages) {
    const intl = formatsOf(language);
    const plain = plainFormats(language);
    for (const n of [0, 1, 999, 1000, 1234567])
      assert.equal(seen(plain.count(n)), seen(intl.count(n)), `${language} ${n}`);
    for (const share of [0, 0.001, 0.5, 0.12345, 1])
      for (const digits of [0, 1])
        assert.equal(seen(plain.percent(share, digits)), seen(intl.percent(share, digits)), `${language} ${share}`);
    for (const n of [-0.25, -0.004, 0, 0.333, 12345.678])
      assert.equal(
        seen(plain.decimal(n, 2)).replace(/^-0([.,])00$/, '0$100'),
        seen(intl.decimal(n, 2)).replace(/^-0([.,])00$/, '0$100'),
        `${language} ${n}`,
      );
  }
});
