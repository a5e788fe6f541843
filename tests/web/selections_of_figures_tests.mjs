// What figures are about: filters, two selections and how far they differ, and what was known when.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { count, headline } from './figures_tests.mjs';
import { test } from './harness.mjs';
import { until } from './server.mjs';

export function selectionsOfFiguresTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);

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
}
