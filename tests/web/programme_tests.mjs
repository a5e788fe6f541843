// A programme of learning: opened from the stories, by pointer and by keyboard; what it reached and what came of it.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';

const headings = {
  da: 'Et program',
  sv: 'Ett program',
  en: 'A programme',
  he: 'תוכנית',
};
const sample = '/stories/programme?programme=programme/sample-1';

export function programmeTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);
  const ready = async (page) => {
    await page.waitForSelector('.principle');
    await page.waitForSelector('.timeline');
    await settled(page);
  };
  const region = (page, name) => page.getByRole('region', { name, exact: true });
  const rows = (page, card, table) =>
    region(page, card)
      .getByRole('table', { name: table, exact: true })
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.innerText.trim())));

  test('programmes: opened by pointer from the stories, and back', async () => {
    const page = await at('/stories');
    await region(page, 'Programmes')
      .getByRole('link', { name: /^Learning from success, 2006-2008/ })
      .click();
    await page.waitForURL('**/stories/programme?programme=programme%2Fsample-1');
    await ready(page);
    assert.equal(await page.locator('h1').innerText(), 'A programme');
    await page.getByRole('link', { name: 'All stories and programmes' }).click();
    await page.waitForURL('**/stories');
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('programmes: the keyboard alone opens one', async () => {
    const page = await at('/stories');
    await page.waitForSelector('.programmes a');
    const named = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (let presses = 0; presses < 80 && !(await named()).startsWith('Learning from success'); ++presses)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/stories/programme?*');
    await ready(page);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main', 'the reader is at its beginning');
    await close(page);
  });

  test('programmes: the page says what the server does of principles, spread and outcome', async () => {
    const page = await at(sample);
    await ready(page);
    const answer = await world.server.call('Stories/GetProgramme', {
      programme: 'programme/sample-1',
    });
    assert.equal(await page.locator('.badge-general').count(), 14);
    assert.equal(await page.locator('.badge-unique').count(), 6);
    const organisations = await rows(page, 'Where it was spread to', 'Organisations');
    assert.deepEqual(
      organisations.map(([name, , stage]) => [name, stage]),
      [
        ['sample-centre', '1'],
        ['sample-jobcentre-frederiksberg', '2'],
        ['sample-municipality', '2'],
      ],
    );
    const units = await rows(page, 'Where it was spread to', 'Staff groups');
    assert.deepEqual(
      units.map(([name]) => name),
      answer.units.map((unit) => unit.staffGroup),
    );
    assert.equal(
      units.reduce((sum, unit) => sum + Number(unit[4]), 0),
      17,
      'all sessions',
    );
    assert.equal(
      units.reduce((sum, unit) => sum + Number(unit[6]), 0),
      20,
      'all stories',
    );
    assert.ok(
      units.some((unit) => Number(unit[7]) > 0 && unit[1] === 'Frederiksberg'),
      'stories went to Frederiksberg',
    );
    const [first, second] = await rows(page, 'What came of it', 'What came of it');
    assert.deepEqual([first[0], first[3], first[5], first[6], first[11]], ['1', '1', '17', '20', '20']);
    assert.equal(Number(first[7]) + Number(first[8]) + Number(first[9]), 20, 'every success is of a kind');
    assert.deepEqual([second[0], second[2], second[3], second[5]], ['2', 'goes on', '3', '0']);
    assert.equal(Number(second[12]), answer.stages[1].sharings);
    await page.screenshot({
      path: `${world.screenshots}/programme.png`,
      fullPage: true,
    });
    await close(page);
  });

  test('programmes: belief before and after stands where its stories were shared, and leads there', async () => {
    const page = await at(sample);
    await ready(page);
    const { branches } = await world.server.call('Stories/GetProgramme', {
      programme: 'programme/sample-1',
    });
    assert.equal(branches.length, 1);
    const experiment = branches[0].stream;
    const { all } = await world.server.call('Experiments/GetExperiment', {
      experiment,
    });
    const grown = region(page, 'What grew out of it');
    const belief = grown.getByRole('row', { name: /^Before/ });
    await belief.waitFor();
    assert.match(await belief.innerText(), new RegExp(`^Before\\s+${all.before.belief.cases.value}\\s`));
    assert.match(await grown.getByRole('row', { name: /^Change/ }).innerText(), /percentage points/);
    await grown.getByRole('link').first().click();
    await page.waitForURL(
      (url) => url.pathname === '/experiments' && url.searchParams.get('experiment') === experiment,
    );
    await close(page);
  });

  test('programmes: its history is what was recorded, in words', async () => {
    const page = await at(sample);
    await ready(page);
    const history = await page
      .locator('.timeline tbody tr')
      .evaluateAll((all) => all.map((row) => row.children[2].innerText.trim()));
    assert.equal(history.length, 19);
    assert.match(history[0], /^Programme opened/);
    assert.match(history[1], /^Learning session.*\d+ came$/);
    assert.match(history[18], /^Programme at its next stage.*stage 2/);
    await close(page);
  });

  test('programmes: one that is not there is said to be', async () => {
    const page = await at('/stories/programme?programme=programme/no-such');
    await page.getByText('No such programme is opened.').waitFor();
    await close(page);
  });

  test('programmes: what is recorded moves the page', async () => {
    await world.server.record('programme/web-live', '2025-01-06', {
      programmeOpened: {
        kind: 'PROGRAMME_KIND_LEARNING_CASES',
        title: 'Web live',
        stage: 1,
      },
    });
    const page = await at('/stories/programme?programme=programme/web-live');
    await page.getByRole('heading', { name: 'Web live' }).waitFor();
    await world.server.record('programme/web-live', '2025-02-03', {
      programmeStageChanged: { stage: 2, joiningOrganisations: ['web-joined'] },
    });
    await region(page, 'Where it was spread to').getByRole('rowheader', { name: 'web-joined' }).waitFor();
    assert.equal(await page.locator('.principle').count(), 0);
    await close(page);
  });

  test('programmes: axe finds nothing serious, in every language, and nothing sticks out of a telephone', async () => {
    for (const [language, heading] of Object.entries(headings)) {
      for (const [scheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ]) {
        const page = await at(`${sample}&lang=${language}`, { scheme, width, height: 740 });
        await ready(page);
        assert.equal(await page.locator('h1').innerText(), heading);
        assert.deepEqual(await accessibilityProblems(page), [], `${language} ${scheme}`);
        const codes = await page.locator('main').evaluate((main) => /[A-Z]+_[A-Z]+/.exec(main.innerText)?.[0]);
        assert.equal(codes, undefined, `${language}: a code is shown as it is`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${language}: ${over} px over the edge at ${width}`);
        await page.screenshot({ path: `${world.screenshots}/programme-${language}-${width}.png`, fullPage: true });
        await close(page);
      }
    }
  });
}
