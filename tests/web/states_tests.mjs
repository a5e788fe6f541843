// Pages when something is missing: they say what, and what to do.
import assert from 'node:assert/strict';
import { close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';
import { until } from './server.mjs';

export function statesTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);
  const state = (page, figure = 'funnel') => page.locator(`.card[data-figure="${figure}"] .state`);

  test('a period in which nothing was is empty, and says what to do', async () => {
    const page = await at('/?from=1990-01-01&to=1990-12-31');
    await settled(page);
    assert.match(await state(page).innerText(), /Nothing in this selection\.\s+Choose a longer period/);
    await close(page);
  });

  test('a selection that is too narrow is refused, and says what to do', async () => {
    let tried = 0;
    const narrow = await until('a selection that is too narrow', async () => {
      const day = new Date(Date.UTC(2025, 0, ++tried)).toISOString().slice(0, 10);
      const selection = { municipalities: ['DK-727'], from: day, to: day };
      return world.server.call('Dashboards/GetFunnel', { selection }).then(
        () => false,
        (error) => error.message.includes('SELECTION_TOO_NARROW') && { municipality: 'DK-727', from: day, to: day },
      );
    });
    const page = await at(`/?${new URLSearchParams(narrow)}`);
    await settled(page);
    assert.match(await state(page).innerText(), /This selection is too narrow\.\s+It is about so few persons/);
    await page.screenshot({ path: `${world.screenshots}/too-narrow.png`, fullPage: true });
    await close(page);
  });

  // As a server answers that is behind, or older than the pages.
  const answering = (status, code, reason) => ({
    prepare: (page) =>
      page.route('**/praksis.v1.Dashboards/*', (route) =>
        route.fulfill({
          status,
          contentType: 'application/json',
          body: JSON.stringify({
            code,
            message: 'x',
            details: [{ type: 'google.rpc.ErrorInfo', value: '', debug: { reason } }],
          }),
        }),
      ),
  });

  test('a period finer than may be asked about leads to whole years', async () => {
    const page = await at('/?from=2025-02-03&to=2025-05-06', answering(400, 'invalid_argument', 'SELECTION_TOO_FINE'));
    await settled(page);
    assert.match(await state(page).innerText(), /The period is too fine\.\s+Figures are about whole calendar years/);
    await state(page).getByRole('button', { name: 'Show whole years' }).press('Enter');
    await page.waitForURL(/from=2025-01-01&to=2025-12-31/);
    await close(page);
  });

  test('figures that have not caught up say so', async () => {
    const page = await at('/', answering(503, 'unavailable', 'NOT_CAUGHT_UP'));
    await settled(page);
    assert.match(await state(page).innerText(), /have not caught up yet.*Try again/s);
    await close(page);
  });

  test('figures that a server does not have say so', async () => {
    const page = await at('/', answering(501, 'unimplemented', ''));
    await settled(page);
    assert.match(await state(page).innerText(), /does not offer this figure/);
    await close(page);
  });

  test('there is no such page', async () => {
    const page = await at('/weather');
    assert.match(await page.locator('main').innerText(), /There is no such page\.\s+To the overview/);
    await page.getByText('To the overview').click();
    await page.waitForSelector('[data-figure="funnel"]');
    await close(page);
  });

  test('a server that goes away is noticed, and so is its return', async () => {
    const page = await at('/');
    await settled(page);
    await page.waitForSelector('.live-live');
    await world.server.stop();
    await page.waitForSelector('.live-reconnecting, .live-offline', { timeout: 10_000 });
    assert.ok(await page.locator('.card[data-figure="funnel"] .drawing svg').count(), 'what was known stays');
    await page.getByLabel('Period').selectOption('last-year');
    await page.getByText('The server cannot be reached.').first().waitFor();
    await page.screenshot({ path: `${world.screenshots}/unreachable.png`, fullPage: true });
    await world.server.start();
    await page.waitForSelector('.live-live', { timeout: 20_000 });
    await until('the figures are back', async () => (await page.locator('.state').count()) === 0, 20_000);
    await world.server.openCase(`web-return-${Date.now()}`, '2025-06-03');
    await until('and live', async () => (await page.locator('#announcements').innerText()).includes('updated'), 10_000);
    await close(page);
  });
}
