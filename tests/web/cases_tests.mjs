// From a number to the cases behind it, and to each of these.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { count, pages } from './figures_tests.mjs';
import { test } from './harness.mjs';
import { until } from './server.mjs';

export function casesTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);

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
    const rows = () => page.getByRole('region', { name: 'What was recorded' }).locator('tbody tr').count();
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
