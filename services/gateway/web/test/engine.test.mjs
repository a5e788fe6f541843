// The bundle for the gateway runs in a small engine of ECMAScript 5 (Duktape, as `duk`), and draws what the pages draw.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { load, recorded, web } from './load.mjs';

const { figures, renderFigure } = await load(
  "export * from './figures/figures.ts'; export * from './charts/server.ts';",
);
const labels = {
  lists: { 'interruption-reason': { codes: [{ code: 'ILLNESS', labels: { da: 'Sygdom', he: 'מחלה' } }] } },
};

// What renderFigure gives in the engine; throws with what it printed where it fails.
function inEngine(name, json, options) {
  const bundle = process.env['PRAKSIS_WEB'] ?? join(web, '../../../build/web');
  const folder = mkdtempSync(join(tmpdir(), 'praksis-duk-'));
  try {
    const script = join(folder, 'script.js');
    writeFileSync(
      script,
      `${readFileSync(join(bundle, 'charts-server.js'), 'utf8')}\nprint(renderFigure(${JSON.stringify(name)}, ${JSON.stringify(json)}, ${JSON.stringify(options)}));`,
    );
    return execFileSync('duk', [script], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 26,
    }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const texts = (svg) => [...svg.matchAll(/<(?:text|title)[^>]*>([^<]*)</g)].map((match) => match[1]);

for (const name of Object.keys(figures)) {
  test(`${name} is drawn by the engine as by the pages`, () => {
    const json = JSON.stringify(recorded(figures[name].method));
    for (const [lang, theme] of [
      ['da', 'light'],
      ['he', 'dark'],
    ]) {
      const options = { lang, theme, width: 900, labels };
      const svg = inEngine(name, json, options);
      assert.match(svg, /^<svg [^]*<\/svg>$/);
      assert.deepEqual(texts(svg), texts(renderFigure(name, json, options)));
    }
  });
}

test('what is no figure, and what is no answer, is refused', () => {
  assert.throws(() => inEngine('weather', '{}', {}), /there is no figure weather/);
  assert.throws(() => inEngine('funnel', 'no', {}), /SyntaxError/);
  assert.ok(existsSync(web));
});
