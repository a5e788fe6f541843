// What the pages show is what the server answers: right, withheld where it is withheld, live, and shareable.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, cutShort, open, settled } from './browser.mjs';
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
const figures = pages.slice(0, 6);

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

const headline = (page, figure, n = 0) => page.locator(`[data-figure="${figure}"] .headline`).nth(n).innerText();
const count = (text) => Number(text.replace(/\D/g, ''));

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

  test('filters are the address: chosen, shared, and gone back from', async () => {
    const page = await at('/interruptions');
    await settled(page);
    const all = await headline(page, 'interruptions', 2);
    await page.getByLabel('Municipalities').fill('Lolland');
    await page.getByLabel('Municipalities').press('Enter');
    await page.waitForURL(/municipality=DK-360/);
    await page.getByLabel('Period').selectOption('last-year');
    await page.getByLabel('Reasons as given by', { exact: true }).selectOption('CITIZEN');
    await page.waitForURL(/voice=CITIZEN/);
    await until('the figure is about fewer', async () => {
      await settled(page);
      return count(await headline(page, 'interruptions', 2)) < count(all);
    });
    assert.match(await page.locator('[data-figure="interruptions"]').innerText(), /Reasons as given by the citizen/);
    const address = new URL(page.url());
    assert.deepEqual(Object.fromEntries(address.searchParams), {
      municipality: 'DK-360',
      period: 'last-year',
      voice: 'CITIZEN',
    });
    const shared = await at(address.pathname + address.search);
    await settled(shared);
    assert.equal(await headline(shared, 'interruptions', 2), await headline(page, 'interruptions', 2));
    await close(shared);
    for (let i = 0; i < 3; i++) await page.goBack();
    await until('Back shows what was there before', async () => (await headline(page, 'interruptions', 2)) === all);
    await close(page);
  });

  test('a page says of its figures only what they are about', async () => {
    const all = await world.server.call('Dashboards/GetReturnToWork', {});
    const page = await at('/outcomes?industry=G');
    await settled(page);
    const says = await page.locator('.filters-text').innerText();
    assert.equal(says, 'All municipalities · All time');
    assert.match(await page.locator('.filters .hint').innerText(), /Industry counts on the page “Interruptions” only/);
    const headlines = await page.locator('[data-figure="return-to-work"] .headline').allInnerTexts();
    assert.equal(count(headlines.at(-1)), Number(all.opened.value));
    await page.getByRole('link', { name: 'Interruptions', exact: true }).click();
    await page.waitForURL(/interruptions\?industry=G/);
    assert.match(await page.locator('.filters-text').innerText(), /Wholesale|trade/i);
    assert.equal(await page.locator('.filters .hint').count(), 0);
    await close(page);
    const overview = await at('/?industry=G&voice=CITIZEN&rater=CITIZEN');
    await settled(overview);
    const { overall } = await world.server.call('Dashboards/GetInterruptions', {});
    assert.equal(
      await headline(overview, 'interruptions'),
      `${(100 * overall[0].incidence.value).toFixed(1)}%`,
      'the tile is about all industries, as the page says',
    );
    await close(overview);
  });

  test('two selections stand side by side', async () => {
    const page = await at('/interruptions?compare=yes&municipality=DK-740&b.municipality=DK-147');
    await settled(page);
    const sides = page.locator('[data-figure="interruptions"] .side');
    assert.equal(await sides.count(), 2);
    for (const [i, municipality] of ['DK-740', 'DK-147'].entries()) {
      const { started } = await world.server.call('Dashboards/GetInterruptions', {
        selection: { municipalities: [municipality] },
      });
      assert.equal(count(await sides.nth(i).locator('.headline').nth(2).innerText()), Number(started.value));
    }
    const { comparisons } = await world.server.call('Dashboards/CompareSelections', {
      figure: 'interruptions',
      first: { municipalities: ['DK-740'] },
      second: { municipalities: ['DK-147'] },
    });
    const [byDay28] = comparisons;
    assert.equal(byDay28.measure, 'overall[day=28].incidence');
    const points = (value) => (value < 0 ? '−' : '+') + Math.abs(100 * value).toFixed(1);
    const card = page.locator('[data-figure="interruptions"]');
    const drawn = await card.locator('.difference .drawing').getAttribute('aria-label');
    assert.ok(drawn.includes(`interrupted by day 28: ${points(byDay28.difference.value)}`), drawn);
    await page.screenshot({ path: `${world.screenshots}/comparison.png`, fullPage: true });
    await card.getByRole('button', { name: 'Table' }).click();
    const rows = await card
      .locator('.difference tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.innerText)));
    assert.equal(rows.length, comparisons.length);
    assert.deepEqual(rows[0].slice(3), [
      points(byDay28.difference.value),
      `${points(byDay28.difference.lower)} to ${points(byDay28.difference.upper)}`,
    ]);
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(page.complaints, []);
    await page.getByRole('button', { name: 'Stop comparing' }).click();
    await page.waitForURL((url) => !url.search.includes('compare'));
    await close(page);
  });

  test('selections that overlap have no difference, and say what to do', async () => {
    const page = await at('/belief');
    await settled(page);
    await page.getByRole('button', { name: 'Compare with another selection' }).click();
    const difference = page.locator('[data-figure="belief"] .difference');
    await difference.getByText('The two selections may have cases in common.').waitFor();
    await page.getByLabel('Municipalities').first().fill('Lolland');
    await page.getByLabel('Municipalities').first().press('Enter');
    await page.getByLabel('Municipalities').nth(1).fill('Odder');
    await page.getByLabel('Municipalities').nth(1).press('Enter');
    await difference.locator('.drawing svg').waitFor();
    await page.getByLabel('Assessed by').nth(1).selectOption('CITIZEN');
    await difference.getByText('where both selections ask for the same rater').waitFor();
    assert.equal(await difference.locator('.drawing').count(), 0);
    await close(page);
  });

  test('figures, files, cases and differences are shown as they were known at a position that is kept', async () => {
    // With few cases, for what is kept is built only while nobody else wants a processor.
    const server = world.server.another();
    const tab = (path) => open(world.browser, server.address, path);
    try {
      await server.start();
      await server.loadSampleYear(200);
      const { metadata, steps } = await server.call('Dashboards/GetFunnel', {});
      const then = metadata.position;
      const opened = Number(steps[0].reached.value);
      await server.openCase(`web-known-${opened}`, '2025-06-02');
      const nowhere = await tab(`/?known_at=${then}`);
      const state = nowhere.locator('.card[data-figure="funnel"] .state');
      await state.getByText('What was known then is not kept here.').waitFor();
      await state.getByRole('button', { name: 'Show what is known now' }).click();
      await nowhere.waitForURL((url) => !url.search.includes('known_at'));
      await settled(nowhere);
      await until('now is shown', async () => count(await headline(nowhere, 'funnel')) === opened + 1);
      await close(nowhere);

      await server.keep(then);
      const page = await tab('/');
      await settled(page);
      await page.waitForSelector('.live-live');
      await page.getByLabel('As known').selectOption(then);
      await page.waitForURL(new RegExp(`known_at=${then}`));
      await until('the figure is as known then', async () => count(await headline(page, 'funnel')) === opened);
      assert.match(await page.locator('.filters-text').innerText(), /as known earlier/);
      // Whoever is told of a new event still sees what was known then.
      const again = page.waitForResponse((response) => response.url().endsWith('GetFunnel'));
      await server.openCase(`web-known-later-${opened}`, '2025-06-02');
      assert.equal((await again).status(), 200);
      assert.equal(count(await headline(page, 'funnel')), opened);
      assert.equal(await page.locator('.state').count(), 0);
      const csv = await page.locator('.card[data-figure="funnel"] .files a').first().getAttribute('href');
      const [, first] = (await (await fetch(server.address + csv)).text()).split('\r\n');
      assert.match(first, new RegExp(`^steps,OPENED,${opened},`));
      const compared = page.waitForRequest((request) => request.url().endsWith('CompareSelections'));
      await page.goto(`${server.address}/referrals?compare=yes&to=2025-03-31&b.from=2025-04-01&known_at=${then}`);
      assert.equal((await compared).postDataJSON().knownAt, then);
      await page.locator('[data-figure="referrals"] .difference .drawing svg').waitFor();
      assert.equal(await page.getByLabel('As known').count(), 1, 'for both selections together');
      const others = await page.locator('nav a', { hasText: 'Operations' }).getAttribute('href');
      assert.doesNotMatch(others, /known_at/);
      assert.deepEqual(await accessibilityProblems(page), []);
      await close(page);
    } finally {
      await server.remove();
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

  test('a number leads to the cases behind it, and each of these to its case', async () => {
    const selection = { municipalities: ['DK-740'], from: '2025-01-01' };
    const answer = await world.server.call('Dashboards/GetInterruptions', { selection });
    const page = await at('/interruptions?municipality=DK-740&from=2025-01-01');
    await settled(page);
    const card = page.locator('[data-figure="interruptions"]');
    await card.getByRole('button', { name: 'Table' }).click();
    const counts = card.locator('table').nth(1).locator('tbody td:nth-child(2)');
    const withheld = counts.filter({ hasText: 'withheld' });
    assert.ok((await withheld.count()) > 0, 'nothing is withheld here; choose another municipality');
    assert.equal(await withheld.locator('a').count(), 0, 'no way past what is withheld');
    assert.equal(
      await counts.filter({ hasNotText: 'withheld' }).locator('a').count(),
      (await counts.count()) - (await withheld.count()),
    );
    const completed = answer.causes.find(({ code }) => code === 'COMPLETED').count.value;
    await card
      .getByRole('row', { name: /^Completed/ })
      .getByRole('link')
      .click();
    await page.waitForURL(/\/cases\?/);
    await page.waitForSelector('.behind-cases tbody th');
    await settled(page);
    assert.match(await page.locator('h2').first().innerText(), /Interrupted placements – Completed/);
    const listed = await page.locator('.behind-cases tbody td:nth-child(3)').allInnerTexts();
    assert.equal(
      listed.reduce((sum, text) => sum + count(text), 0),
      Number(completed),
    );
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.doesNotMatch(page.url(), /sample/);
    await page.screenshot({ path: `${world.screenshots}/cases.png`, fullPage: true });
    const first = page.locator('.behind-cases tbody a').first();
    const stream = await first.innerText();
    await first.click();
    await page.waitForSelector('.timeline');
    assert.equal(new URL(page.url()).pathname, '/case');
    assert.doesNotMatch(page.url(), /sample|cell/);
    assert.equal(await page.locator('h2').first().innerText(), stream);
    await page.goBack();
    await page.waitForSelector('.behind-cases tbody th');
    await close(page);
  });

  test('every count of every figure leads to as many as it says, and the list says of what', async () => {
    const fewest = {
      'funnel': 10,
      'interruptions': 14,
      'disagreement': 4,
      'return-to-work': 10,
      'coaching-outcomes': 5,
      'belief': 12,
      'referrals': 11,
      'continuity': 6,
    };
    const found = Object.fromEntries(Object.keys(fewest).map((figure) => [figure, 0]));
    for (const path of ['', 'interruptions', 'outcomes', 'belief', 'referrals', 'load']) {
      const page = await at(`/${path}`);
      await settled(page);
      for (const table of await page.locator('.switch button:last-child').all()) await table.click();
      const links = await page
        .locator('.card a.behind')
        .evaluateAll((all) => all.map((link) => ({ href: link.href, text: link.innerText })));
      const one = Object.fromEntries(links.map(({ href }) => [new URL(href).searchParams.get('figure'), href]));
      await close(page);
      for (const { href, text } of links) {
        const { figure, cell } = Object.fromEntries(new URL(href).searchParams);
        const { totalCount } = await world.server.call('History/ListFigureCases', { figure, cell, pageSize: 1 });
        assert.equal(count(text), Number(totalCount), `${figure} ${cell}`);
        found[figure] += 1;
      }
      for (const href of Object.values(one)) {
        const listed = await at(new URL(href).pathname + new URL(href).search);
        await listed.waitForSelector('.behind-cases tbody th');
        assert.doesNotMatch(await listed.locator('h2').first().innerText(), /[_[\]=]/);
        await close(listed);
      }
    }
    for (const [figure, least] of Object.entries(fewest))
      assert.ok(found[figure] >= least, `${figure} has ${found[figure]} links`);
  });

  test('what a figure withholds has no cases here, whoever writes the address', async () => {
    const selection = { municipalities: ['DK-740'], from: '2025-01-01' };
    const { causes } = await world.server.call('Dashboards/GetInterruptions', { selection });
    const cell = `causes[code=${causes.find(({ count: it }) => it.suppressed).code}].count`;
    await assert.rejects(
      world.server.call('History/ListFigureCases', { figure: 'interruptions', cell, selection }),
      /permission_denied.*COUNT_WITHHELD/s,
    );
    const page = await at(
      `/cases?figure=interruptions&cell=${encodeURIComponent(cell)}&municipality=DK-740&from=2025-01-01`,
    );
    await page.getByText('The number is withheld, and with it the cases behind it.').waitFor();
    assert.equal(await page.locator('.behind-cases tbody th').count(), 0);
    await close(page);
  });

  test('cases come in pages, in every language, and not in the menu', async () => {
    const { steps } = await world.server.call('Dashboards/GetFunnel', {});
    const opened = Number(steps[0].reached.value);
    for (const language of ['da', 'sv', 'he']) {
      const page = await at(`/?lang=${language}`);
      await settled(page);
      await page.locator('.card[data-figure="funnel"] .switch button:last-child').click();
      await page.locator('.card[data-figure="funnel"] tbody tr').first().locator('a').first().click();
      const rows = () => page.locator('.behind-cases tbody th').count();
      await until('the first page is there', async () => (await rows()) === Math.min(opened, 100));
      assert.equal(await page.locator('nav a').count(), pages.length);
      await page.locator('.behind-cases button').click();
      await until('the second page is there', async () => (await rows()) === Math.min(opened, 200));
      assert.equal(await page.locator('html').getAttribute('lang'), language);
      await close(page);
    }
    const nowhere = await at('/cases?figure=nothing&cell=started');
    await nowhere.getByText('Choose a number in a table of a figure.').waitFor();
    await close(nowhere);
  });

  test('a case is shown by its identifier, which the address does not hold', async () => {
    const page = await at('/case');
    await page.getByLabel('Case', { exact: true }).fill('sample-1-22');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForSelector('.timeline');
    const { timeline } = await world.server.call('History/GetCase', { stream: 'case/sample-1-22' });
    const rows = () => page.locator('.timeline tbody tr').count();
    assert.equal(await rows(), timeline.length);
    assert.doesNotMatch(page.url(), /sample/);
    await page.screenshot({ path: `${world.screenshots}/case.png`, fullPage: true });
    await page.reload();
    await page.waitForSelector('.timeline');
    await page.goBack();
    await until('Back asks again', async () => (await rows()) === 0);
    await page.getByLabel('Case', { exact: true }).fill('case/nobody');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('No such case is recorded.').waitFor();
    await close(page);
  });
}
