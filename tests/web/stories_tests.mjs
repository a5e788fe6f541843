// Stories and principles: the list, the picture to walk through, the search; by mouse, by keyboard, in every language.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';

const headings = { da: 'Historier', sv: 'Berättelser', en: 'Stories', he: 'סיפורים' };

export function storiesTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);
  const ready = async (page) => {
    await page.waitForSelector('.story-graph .node');
    await page.waitForSelector('.principle');
    await settled(page);
  };

  test('stories: the sample has 14 general and 6 unique principles, with their stories', async () => {
    const page = await at('/stories');
    await ready(page);
    assert.equal(await page.locator('.badge-general').count(), 14);
    assert.equal(await page.locator('.badge-unique').count(), 6);
    assert.match(
      await page.locator('.card:has(.principles) .explain').innerText(),
      /^20 stories .* 17 learning sessions by 5 staff groups/,
    );
    const principle = page.locator('[data-principle="principle/sample-1-1"]');
    await principle.locator('summary').click();
    assert.match(await principle.innerText(), /The first wage†/);
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('stories: titles that may not be shown are not on the page', async () => {
    const page = await at('/stories');
    await ready(page);
    await page.locator('.principle').evaluateAll((all) => all.forEach((one) => (one.open = true)));
    const text = await page.locator('main').innerText();
    assert.ok(!text.includes('A trade after all') && text.includes('A story told by'), text.slice(0, 400));
    await close(page);
  });

  test('stories: the picture is walked through by mouse and by keyboard', async () => {
    const page = await at('/stories');
    await ready(page);
    await page.locator('[data-principle="principle/sample-1-17"] summary').click();
    await page.locator('[data-principle="principle/sample-1-17"] button').click();
    const chosen = page.locator('.node[aria-pressed="true"]');
    await page.waitForSelector('.node[data-node="principle/sample-1-17"][aria-pressed="true"]');
    assert.equal(await page.locator('.node').count(), 3, 'its story, its action and itself');
    await page.locator('.node-story').click();
    await page.waitForSelector('.node-story[aria-pressed="true"]');
    assert.equal(await page.locator('.node-action').count(), 3);
    assert.equal(await page.locator('.node-principle').count(), 3);
    // The next general principle, with the keyboard only.
    const principle = page.locator('.node-principle:not([data-node="principle/sample-1-17"])').first();
    const id = await principle.getAttribute('data-node');
    await page.keyboard.press('Tab');
    await principle.focus();
    assert.notEqual(await principle.evaluate((node) => getComputedStyle(node).outlineStyle), 'none');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`.node[data-node="${id}"][aria-pressed="true"]`);
    assert.match(await chosen.getAttribute('aria-label'), /^Principle: .*\(general, in \d stories\)$/);
    assert.ok((await page.locator('.node-story').count()) >= 2);
    await page.screenshot({ path: `${world.screenshots}/stories.png`, fullPage: true });
    await close(page);
  });

  test('stories: a search shows where the words stand, and leads into the picture', async () => {
    const page = await at('/stories');
    await ready(page);
    await page.getByLabel('Words').fill('bakeries');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.hits mark');
    assert.deepEqual(await page.locator('.hits mark').allInnerTexts(), ['bakery']);
    assert.ok(!page.url().includes('bakeries'), 'what is asked for stays out of the address');
    await page.locator('.hit').first().click();
    await page.waitForSelector('.node-story[aria-pressed="true"]');
    assert.equal(await page.locator('.node-story[aria-pressed="true"]').getAttribute('data-node'), 'story/sample-1-6');
    await page.getByLabel('Words').fill('upholstery');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing found.').waitFor();
    await page.getByLabel('Words').fill('-bakery');
    await page.keyboard.press('Enter');
    await page.getByText('Write at least one word').waitFor();
    await close(page);
  });

  test('stories: axe finds nothing serious, in every language, light and dark', async () => {
    for (const [language, heading] of Object.entries(headings)) {
      for (const scheme of ['light', 'dark']) {
        const page = await at(`/stories?lang=${language}`, { scheme });
        await ready(page);
        assert.equal(await page.locator('h1').innerText(), heading);
        await page.locator('input[type=search]').fill('job');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.hits li');
        await page.locator('.principle').evaluateAll((all) => all.forEach((one) => (one.open = true)));
        assert.deepEqual(await accessibilityProblems(page), [], `${language} ${scheme}`);
        if (scheme === 'light')
          await page.screenshot({ path: `${world.screenshots}/stories-${language}.png`, fullPage: true });
        await close(page);
      }
    }
  });

  test('stories: what general and unique mean is said in the reader’s language', async () => {
    const begins = {
      da: 'Generelt: mindst 2',
      sv: 'Generell: minst 2',
      en: 'GENERAL: at least 2',
      he: 'כללי: לפחות ל־2',
    };
    for (const [language, text] of Object.entries(begins)) {
      const page = await at(`/stories?lang=${language}`);
      await ready(page);
      const definition = page.locator(`details.more p[lang=${language}]`);
      await definition.waitFor({ state: 'attached' });
      assert.ok((await definition.textContent()).startsWith(text), language);
      await close(page);
    }
  });

  test('stories: in Hebrew the picture begins at the right', async () => {
    const page = await at('/stories?lang=he');
    await ready(page);
    const x = async (item) => (await page.locator(`.node-${item}`).first().boundingBox()).x;
    assert.ok((await x('story')) > (await x('principle')));
    await close(page);
  });

  // Last: there is one story more then.
  test('the stories about a case stand below it', async () => {
    await world.server.record('story/web-about', '2025-12-01', {
      storyTold: {
        programme: 'programme/web',
        staffGroup: 'web-group',
        caseStream: 'case/sample-1-23',
        before: 'Before (made up).',
        after: 'After (made up).',
        success: 'STORY_SUCCESS_OBJECTIVE',
        anonymity: 'STORY_ANONYMITY_ANONYMISED',
      },
    });
    const page = await at('/case');
    await page.getByLabel('Case', { exact: true }).fill('sample-1-23');
    await page.keyboard.press('Enter');
    const stories = page.getByRole('region', { name: 'Stories about it' });
    await stories.getByText('Story told').waitFor();
    assert.equal(await stories.locator('tbody tr').count(), 1);
    await close(page);
  });
}
