// What the pages show is what the server answers: right, withheld where it is withheld, live, and shareable.
import assert from 'node:assert/strict';
import { close, cutShort, open, settled } from './browser.mjs';
import { test } from './harness.mjs';
import { until } from './server.mjs';

export const pages = [
  '',
  'interruptions',
  'outcomes',
  'belief',
  'referrals',
  'load',
  'case',
  'stories',
  'selection',
  'cycles',
  'measures',
  'experiments',
  'transfer',
  'operations',
];
// Of these pages, those that are about figures, and begin with them.
export const figures = pages.slice(0, 6);

// That a file is of that figure, by its extension.
const saysItsFigure = {
  'csv': (body) => assert.match(body.toString(), /^part,[\w,]+\r\n\w[\w.]*,/),
  'json': (body, figure) => assert.equal(JSON.parse(body).metadata.figure, figure),
  'metadata.json': (body, figure) => {
    const said = JSON.parse(body);
    assert.equal(said.figure, figure);
    assert.ok(said.definition && said.definitionRevision && said.position && said.selection, Object.keys(said).join());
  },
  'svg': (body) => assert.match(body.toString(), /^<svg[^>]*role="img"[\s\S]*<\/svg>\s*$/),
  'png': (body) => assert.equal(body.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n'),
};

export const headline = (page, figure, n = 0) => page.locator(`[data-figure="${figure}"] .headline`).nth(n).innerText();
export const count = (text) => Number(text.replace(/\D/g, ''));

export function figuresTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);

  // Browsers complain of every call that a server does not offer, which Operations may be.
  const complaints = async (page, path) => {
    const offered = await world.server.call('Operations/GetStatus', {}).then(
      () => true,
      () => false,
    );
    return path === 'operations' && !offered
      ? page.complaints.filter((complaint) => !complaint.startsWith('Failed to load resource'))
      : page.complaints;
  };

  test('every page shows its figures and complains of nothing', async () => {
    for (const path of pages) {
      const page = await at('/' + path);
      await settled(page);
      assert.ok((await page.locator('h1').innerText()).length > 2, path);
      if (figures.includes(path)) {
        assert.ok((await page.locator('[data-figure] .drawing svg').count()) > 0, `${path} has no chart`);
        assert.equal(
          await page.locator('.state').count(),
          0,
          `${path}: ${await page.locator('.state').allInnerTexts()}`,
        );
      }
      assert.deepEqual(await cutShort(page), [], path);
      assert.deepEqual(await complaints(page, path), [], path);
      await page.screenshot({ path: `${world.screenshots}/${path || 'overview'}.png`, fullPage: true });
      await close(page);
    }
  });

  test('a table has the numbers of the answer, and says withheld for what is withheld', async () => {
    const answer = await world.server.call('Dashboards/GetInterruptions', {
      selection: { municipalities: ['DK-740'] },
    });
    assert.ok(
      answer.causes.some((cause) => cause.count.suppressed),
      'nothing is withheld here; choose another municipality',
    );
    const page = await at('/interruptions?municipality=DK-740');
    await settled(page);
    const card = page.locator('[data-figure="interruptions"]');
    await card.getByRole('button', { name: 'Table' }).click();
    const rows = await card
      .locator('table')
      .nth(1)
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.innerText)));
    assert.equal(rows.length, answer.causes.length);
    const shown = rows.map((row) => row[1]).sort();
    const expected = answer.causes
      .map(({ count }) => (count.suppressed ? 'withheld' : Number(count.value ?? 0).toLocaleString('en-GB')))
      .sort();
    assert.deepEqual(shown, expected);
    assert.match(
      await card.locator('.withholding').innerText(),
      new RegExp(`^\\s*${answer.metadata.suppressedCells} values withheld`),
    );
    await close(page);
  });

  test('what is withheld is hatched in the chart', async () => {
    const page = await at('/interruptions?municipality=DK-740');
    await settled(page);
    assert.ok(
      (await page.locator('[data-figure="interruptions"] .drawing svg text', { hasText: 'withheld' }).count()) > 0,
    );
    assert.ok((await page.locator('[data-figure="interruptions"] .drawing svg [stroke-dasharray]').count()) > 0);
    await close(page);
  });

  test('a figure tells its definition, its position and its day', async () => {
    const { metadata } = await world.server.call('Dashboards/GetFunnel', {});
    const page = await at('/');
    await settled(page);
    const card = page.locator('.card[data-figure="funnel"]');
    await card.getByText('Definition').click();
    assert.ok((await card.innerText()).includes(metadata.definition));
    assert.ok((await card.locator('.true-for code').getAttribute('title')).length > 4);
    assert.match(await card.locator('.true-for').innerText(), /^As of \d+ \w+ \d{4}/);
    await close(page);
  });

  test('a definition is in the language of the page', async () => {
    const { figures } = await (await fetch(`${world.server.address}/definitions.json`)).json();
    for (const [language, summary, direction] of [
      ['da', 'Definition', 'ltr'],
      ['he', 'הגדרה', 'rtl'],
    ]) {
      const page = await at(`/?lang=${language}`);
      await settled(page);
      const card = page.locator('.card[data-figure="funnel"]');
      await card.getByText(summary, { exact: true }).click();
      const definition = card.locator(`details p[lang="${language}"]`);
      await definition.waitFor();
      assert.equal((await definition.innerText()).trim(), figures.funnel.texts[language]);
      assert.equal(await definition.getAttribute('dir'), direction);
      await close(page);
    }
  });

  test('operations tell of every partition how far it is behind, and of every reason how often it was', async () => {
    const { projections } = await world.server.call('Operations/ListProjections', {});
    const expected = projections.flatMap(({ name, lags = [] }) =>
      lags.map(({ partition }) => [name, String(partition ?? 0)]),
    );
    assert.ok(expected.length >= 4, 'one of each partition');
    const page = await at('/operations');
    const table = page.locator('table', { has: page.locator('caption', { hasText: 'Behind the log, by partition' }) });
    await table.waitFor();
    const rows = await table
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.innerText)));
    assert.deepEqual(
      rows.map((row) => row.slice(0, 2)),
      expected,
    );
    for (const [, , events, age] of rows) assert.match(`${events} ${age}`, /^[\d,]+ [\d.,]+ s$/);
    const gone = await at('/');
    await gone.waitForSelector('.live-live');
    await close(gone);
    const refusals = await until('a page that was closed is counted', async () => {
      const status = await world.server.call('Operations/GetStatus', {});
      return status.refusals.some((one) => one.reason === 'CANCELLED') && status.refusals;
    });
    await page.reload();
    await page.getByRole('row', { name: 'NOT_ASSIGNED' }).waitFor();
    assert.equal(await page.getByRole('row', { name: 'CANCELLED' }).count(), 0, 'who leaves is not refused');
    const { reason, count: times } = refusals.find((one) => one.reason === 'NOT_ASSIGNED');
    assert.equal(count(await page.getByRole('row', { name: reason }).locator('td').innerText()), Number(times));
    await close(page);
  });

  test('a new event moves the figure without reloading', async () => {
    const page = await at('/');
    await settled(page);
    await page.waitForSelector('.live-live');
    await page.evaluate(() => {
      globalThis.neverReloaded = true;
    });
    const before = count(await headline(page, 'funnel'));
    const started = Date.now();
    await world.server.openCase(`web-live-${before}`, '2025-06-02');
    await until('the figure has moved', async () => count(await headline(page, 'funnel')) === before + 1, 5000);
    console.log(`   a new event was in the figure ${Date.now() - started} ms after it was sent`);
    assert.equal(await page.evaluate(() => globalThis.neverReloaded), true);
    await until('it is announced', async () => (await page.locator('#announcements').innerText()).includes('updated'));
    await close(page);
  });

  test('a new event moves every page that it is about, in whatever tabs they are', async () => {
    // Page, figure, and which of its numbers.
    const moved = [
      ['outcomes', 'return-to-work', 5],
      ['belief', 'belief', 2],
      ['load', 'continuity', 0],
      ['referrals', 'referrals', 3],
      ['interruptions', 'interruptions', 2],
    ];
    const tabs = [];
    for (const [path, figure, n] of moved) {
      const page = await at(`/${path}?municipality=DK-360`);
      await settled(page);
      await page.waitForSelector('.live-live');
      tabs.push({ page, number: async () => count(await headline(page, figure, n)), figure });
    }
    const before = await Promise.all(tabs.map(({ number }) => number()));
    const stream = `case/web-everywhere-${before.join('-')}`;
    await world.server.openCase(stream.slice('case/'.length), '2025-06-02');
    await world.server.record(stream, '2025-06-03', {
      referralMade: {
        referralId: 'r-1',
        fromOrganisation: 'job-centre',
        toOrganisation: 'provider-1',
        service: 'COMPANY_PLACEMENT',
        resources: [{ kind: 'SKILL', text: 'drives' }],
      },
    });
    await world.server.record(stream, '2025-06-04', {
      placementStarted: {
        placementId: 'p-1',
        start: '2025-06-04',
        takenOver: true,
        terms: {
          company: { scheme: 'SAMPLE', number: '1' },
          industry: '47.11',
          type: 'TRAINEESHIP',
          plannedStart: '2025-06-04',
          plannedEnd: '2025-09-04',
          minutesPerWeek: 1500,
        },
      },
    });
    for (const [i, { page, number, figure }] of tabs.entries()) {
      await until(`${figure} has moved`, async () => (await number()) === before[i] + 1, 10_000);
      await close(page);
    }
  });

  test('every figure can be had as files, with the selection', async () => {
    const types = {
      'csv': 'text/csv',
      'json': 'application/json',
      'metadata.json': 'application/json',
      'svg': 'image/svg+xml',
      'png': 'image/png',
    };
    for (const path of [
      '?municipality=DK-740&period=last-year',
      'interruptions?municipality=DK-740&voice=COMPANY&lang=da',
      'outcomes',
      'belief?rater=CITIZEN',
      'referrals',
      'load',
    ]) {
      const page = await at('/' + path);
      await settled(page);
      const addresses = await page.locator('.files a').evaluateAll((links) => links.map((link) => link.href));
      assert.ok(addresses.length >= 5, path);
      for (const address of addresses) {
        const response = await fetch(address);
        const extension = new URL(address).pathname
          .split('/')
          .pop()
          .replace(/^[^.]*\./, '');
        const body = Buffer.from(await response.arrayBuffer());
        assert.equal(response.status, 200, `${address}: ${body.toString().slice(0, 300)}`);
        assert.ok(
          response.headers.get('content-type').startsWith(types[extension]),
          `${address}: ${response.headers.get('content-type')}`,
        );
        assert.ok(body.length > 50, address);
        saysItsFigure[extension](body, new URL(address).pathname.split('/').pop().split('.')[0]);
      }
      await close(page);
    }
  });
}
