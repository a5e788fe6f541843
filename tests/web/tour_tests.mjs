// The README's section "One learning cycle" on the pages: its seven steps in their order, by keyboard alone.
import assert from 'node:assert/strict';
import { close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';

const first = 'cycle/sample-1-rfk-1';
const second = 'cycle/sample-1-rfk-2';
// More than a page has that can be gone to.
const mostTabs = 300;

// Tab until the link of that name is there, within what the selector finds; then Enter.
async function follow(page, name, within = 'body') {
  for (let tab = 0; tab < mostTabs; tab++) {
    await page.keyboard.press('Tab');
    const there = await page.evaluate(
      ([name, within]) => {
        const at = document.activeElement;
        return at?.tagName === 'A' && at.textContent.trim() === name && !!at.closest(within);
      },
      [name, within],
    );
    if (!there) continue;
    await page.keyboard.press('Enter');
    return;
  }
  assert.fail(`Tab does not lead to "${name}" in ${within}`);
}

async function back(page) {
  await page.goBack();
  await page.waitForSelector('.board');
}

export function tourTests(world) {
  test('the tour of one learning cycle is walked by keyboard, from challenge to evaluated measure', async () => {
    const page = await open(world.browser, world.server.address, '/');
    await settled(page);
    const step = async (number) => page.locator('.step').nth(number - 1).innerText();
    const says = async (number, ...expected) => {
      const text = await step(number);
      for (const part of expected) assert.ok(text.includes(part), `step ${number} has no "${part}": ${text}`);
    };

    await follow(page, 'Learning cycles');
    await page.waitForSelector('.card tbody tr');
    await follow(page, first);
    await page.waitForFunction(() => document.querySelectorAll('.step-done').length === 6);

    await says(1, 'Many placements end before their time.');
    await follow(page, 'Interruptions', '.board');
    await page.waitForURL(/\/interruptions\?.*municipality=DK-360&municipality=DK-376&from=2025-01-01&to=2025-12-31$/);
    await settled(page);
    assert.match(await page.locator('main').innerText(), /Lolland/);
    await back(page);

    await says(2, 'the best possible choice, proven', 'traits for the first time; stands for', 'anonymised only');
    assert.equal((await step(2)).match(/case\/sample-1-\d+/g)?.length, 10);
    await says(3, 'Health, Lolland', 'The first week decides whether a placement lasts.†', 'central');
    await says(4, '12 participants');
    await says(5, 'Lolland, 46 participants', 'Guldborgsund, 52 participants', 'Call the workplace after the first week.†');
    await says(6, 'measure/sample-1-call', 'better', 'no difference shown', 'not enough data');

    await follow(page, 'measure/sample-1-call', '.board');
    await page.waitForURL(/\/measures\?.*measure=measure%2Fsample-1-call/);
    const effect = page.locator('section.card', { has: page.getByRole('heading', { name: /day 28: better/i }) });
    await effect.waitFor();
    await page.waitForFunction(() => document.querySelector('.drawing')?.firstChild);
    assert.match(await effect.innerText(), /−\d\d\.\d points/);
    await page.screenshot({ path: `${world.screenshots}/tour-measure.png`, fullPage: true });
    await back(page);

    await follow(page, second, '.facts');
    await page.waitForSelector('.step-current');
    const head = await page.locator('.card[aria-label=Board] > .facts').innerText();
    for (const part of [first, 'measure/sample-1-call', 'better', 'measure/sample-1-number', 'no difference shown'])
      assert.ok(head.includes(part), `the next cycle has no "${part}" at hand: ${head}`);
    await page.screenshot({ path: `${world.screenshots}/tour-next-cycle.png`, fullPage: true });
    assert.deepEqual(page.complaints, []);
    await close(page);
  });
}
