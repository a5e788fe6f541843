// For everybody: languages, keyboard, screen readers, dark, telephones, paper; and quickly.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, cutShort, open, settled } from './browser.mjs';
import { figures, pages } from './figures_tests.mjs';
import { test } from './harness.mjs';

const headings = { da: 'Afbrud', sv: 'Avbrott', en: 'Interruptions', he: 'הפסקות' };
const thousands = { da: '2.000', sv: '2\u00a0000', en: '2,000', he: '2,000' };

export function peopleTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);

  test('every language speaks, counts and reads in its own way', async () => {
    for (const [language, heading] of Object.entries(headings)) {
      const page = await at(`/interruptions?lang=${language}`);
      await settled(page);
      assert.equal(await page.locator('h1').innerText(), heading);
      assert.deepEqual(await cutShort(page), [], language);
      assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), [
        language,
        language === 'he' ? 'rtl' : 'ltr',
      ]);
      await page.screenshot({ path: `${world.screenshots}/interruptions-${language}.png`, fullPage: true });
      // 2,000 cases of the sample year, before others are recorded by these tests.
      await page.goto(`${world.server.address}/?lang=${language}&to=2026-01-01&from=2024-01-01`);
      await settled(page);
      const opened = await page.locator('.card[data-figure="funnel"] .headline').first().innerText();
      assert.equal(opened.slice(0, 2), thousands[language].slice(0, 2), opened);
      await close(page);
    }
    const dane = await at('/interruptions', { locale: 'da-DK' });
    assert.equal(await dane.locator('h1').innerText(), headings.da);
    await dane.getByLabel('Sprog').selectOption('sv');
    await dane.waitForURL(/lang=sv/);
    assert.equal(await dane.locator('h1').innerText(), headings.sv);
    await close(dane);
  });

  test('Hebrew pages are laid out from right to left', async () => {
    const x = async (language) => {
      const page = await at(`/?lang=${language}`);
      const box = await page.locator('.language').boundingBox();
      await close(page);
      return box.x;
    };
    assert.ok((await x('en')) > 900 && (await x('he')) < 300);
  });

  test('the keyboard reaches everything, in order, visibly', async () => {
    const page = await at('/');
    await settled(page);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    await page.getByLabel('Language').focus();
    for (let i = 0; i < 2; i++) await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Interruptions');
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
    await page.keyboard.press('Enter');
    await page.waitForURL(/interruptions/);
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
    const seen = [];
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      seen.push(
        await page.evaluate(() => {
          const { top, height } = document.activeElement.getBoundingClientRect();
          return {
            text: document.activeElement.textContent.slice(0, 30),
            top: top + scrollY,
            height,
            outline: getComputedStyle(document.activeElement).outlineStyle,
          };
        }),
      );
      if (seen.at(-1).text === 'Table') break;
    }
    assert.equal(seen.at(-1).text, 'Table', JSON.stringify(seen));
    await page.keyboard.press('Enter');
    await page.locator('[data-figure="interruptions"] table').first().waitFor();
    assert.ok(
      seen.every(({ outline, height }) => outline !== 'none' && height > 0),
      JSON.stringify(seen),
    );
    await close(page);
  });

  test('charts say in words what they show', async () => {
    const page = await at('/referrals');
    await settled(page);
    const labels = await page
      .locator('.drawing')
      .evaluateAll((all) => all.map((one) => `${one.getAttribute('role')} ${one.getAttribute('aria-label')}`));
    assert.ok(labels.length > 1 && labels.every((label) => /^img .+\d/.test(label)), labels.join('\n'));
    await close(page);
  });

  test('axe finds nothing serious, in light and dark, as charts and as tables, from left and from right', async () => {
    for (const scheme of ['light', 'dark']) {
      for (const path of pages) {
        const page = await at(`/${path}?municipality=DK-740${scheme === 'dark' ? '&lang=he' : ''}`, { scheme });
        if (path === 'case') {
          await page.locator('input[name=case]').fill('sample-1-22');
          await page.locator('button.main').click();
          await page.waitForSelector('.timeline');
        }
        await settled(page);
        assert.deepEqual(await accessibilityProblems(page), [], `${scheme} /${path}`);
        for (const toggle of await page.locator('.switch button:last-child').all()) await toggle.click();
        await page.locator('summary').evaluateAll((all) =>
          all.forEach((one) => {
            one.parentElement.open = true;
          }),
        );
        assert.deepEqual(await accessibilityProblems(page), [], `${scheme} /${path} as tables`);
        if (scheme === 'dark')
          await page.screenshot({ path: `${world.screenshots}/${path || 'overview'}-dark-tables.png`, fullPage: true });
        await close(page);
      }
    }
  });

  test('a telephone shows everything without scrolling sideways', async () => {
    for (const language of ['da', 'he']) {
      for (const path of pages) {
        const page = await at(`/${path}?lang=${language}`, { width: 360, height: 740 });
        if (path === 'case') {
          await page.locator('input[name=case]').fill('sample-1-22');
          await page.locator('button.main').click();
          await page.waitForSelector('.timeline');
        }
        await settled(page);
        const wide = () =>
          page.evaluate(() =>
            [...document.querySelectorAll('body *')]
              .filter(
                (one) => !one.closest('svg, .table-box, .unseen, .skip') && one.getBoundingClientRect().width > 360,
              )
              .map((one) => one.className || one.tagName),
          );
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth),
          360,
          `/${path} ${language}: ${await wide()}`,
        );
        assert.deepEqual(await wide(), [], `/${path} ${language}`);
        assert.deepEqual(await cutShort(page), [], `/${path} ${language}`);
        await page.screenshot({
          path: `${world.screenshots}/${path || 'overview'}-telephone-${language}.png`,
          fullPage: true,
        });
        await close(page);
      }
    }
  });

  test('on paper there are figures and no controls, dark on light', async () => {
    const page = await at('/interruptions', { scheme: 'dark' });
    await settled(page);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    for (const control of ['nav', '.switch', '.files', '.live'])
      assert.equal(await page.locator(control).first().isVisible(), false, control);
    assert.ok(await page.locator('.drawing svg').first().isVisible());
    const luminance = (color) =>
      color
        .match(/\d+/g)
        .slice(0, 3)
        .reduce((sum, part) => sum + Number(part), 0);
    const [ink, paper] = await page.evaluate(() => [
      getComputedStyle(document.querySelector('h1')).color,
      getComputedStyle(document.body).backgroundColor,
    ]);
    assert.ok(luminance(ink) < 200 && luminance(paper) > 700, `${ink} on ${paper}`);
    await page.screenshot({ path: `${world.screenshots}/interruptions-print.png`, fullPage: true });
    await close(page);
  });

  test('every page weighs less than 500 kB and is there within a second', async () => {
    for (const path of pages) {
      const page = await at('/case');
      const client = await page.context().newCDPSession(page);
      await client.send('Network.enable');
      await client.send('Network.setCacheDisabled', { cacheDisabled: true });
      let bytes = 0;
      client.on('Network.loadingFinished', ({ encodedDataLength }) => {
        bytes += encodedDataLength;
      });
      await page.goto(`${world.server.address}/${path}`);
      // A chart, or whatever a page without one begins with: what was asked for is there.
      const meaningful = await page
        .waitForFunction(
          (figure) =>
            (figure
              ? document.querySelector('.drawing svg')
              : document.querySelector('main h1') && !document.querySelector('main .loading')) && performance.now(),
          figures.includes(path),
        )
        .then((handle) => handle.jsonValue());
      // What is in the document may not have been painted yet.
      const first = await page
        .waitForFunction(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime)
        .then((handle) => handle.jsonValue());
      await settled(page);
      console.log(
        `   /${path}: ${Math.round(bytes / 1000)} kB, first paint after ${Math.round(first)} ms, what was asked for after ${Math.round(meaningful)} ms`,
      );
      assert.ok(bytes > 50_000 && bytes < 500_000, `${path}: ${bytes} bytes`);
      assert.ok(Math.max(first, meaningful) < 1000, `${path}: ${first} and ${meaningful} ms`);
      await close(page);
    }
  });
}
