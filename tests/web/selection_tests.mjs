// Trying criteria: what comes of them is what the server answers, at once, shareable, in every language, by keyboard.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';

const sites = ['DK-360', 'DK-376'];
const fiveAndFive = '/selection?quota=DK-360:5&quota=DK-376:5';
const quotas = sites.map((municipality) => ({ municipality, count: 5 }));

export function selectionTests(world) {
  const at = async (path, options) => {
    const page = await open(world.browser, world.server.address, path, options);
    if (path.includes('quota')) await page.waitForSelector('.verdict');
    return page;
  };
  const select = (more = {}) => world.server.call('Learning/SelectCases', { quotas, minCalendarMonths: 1, ...more });
  const namesOf = (answer) => answer.picks.map((pick) => (pick.anonymised ? pick.pseudonym : pick.stream)).sort();
  const namesOn = async (page) =>
    (await page.locator('section[aria-label="Cases chosen"] tbody th > bdi').allInnerTexts())
      .map((text) => text.split(' ')[0])
      .sort();
  const settledOn = (page) =>
    page.waitForFunction(() => document.querySelector('.outcome[aria-busy="false"] .verdict'));

  test('criteria choose what the server chooses by them', async () => {
    const answer = await select();
    const page = await at(fiveAndFive);
    assert.deepEqual(await namesOn(page), namesOf(answer));
    assert.match(await page.locator('.verdict').innerText(), /10 of 10/);
    const universe = answer.sites.reduce((sum, site) => sum + Number(site.universe), 0);
    const fall = await page
      .locator('section[aria-label="From all placements to those chosen"] tbody tr')
      .allInnerTexts();
    assert.equal(Number(fall[0].split('\t')[2].replace(/\D/g, '')), universe);
    const proven = answer.certificate.exact ? 'best possible choice' : `${answer.certificate.provenPermille / 10}`;
    assert.ok((await page.locator('section[aria-label="What comes of it"]').innerText()).includes(proven));
    await page.screenshot({ path: `${world.screenshots}/selection-chosen.png`, fullPage: true });
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('a change of criteria shows at once what came and what went', async () => {
    const page = await at(fiveAndFive);
    const before = await namesOn(page);
    await page.getByLabel('Ran at least so many calendar months').fill('4');
    await page.waitForFunction(() => location.search.includes('months=4'));
    await page.locator('.change').waitFor();
    const answer = await select({ minCalendarMonths: 4 });
    assert.deepEqual(await namesOn(page), namesOf(answer));
    const came = namesOf(answer).filter((name) => !before.includes(name)).length;
    const gone = before.filter((name) => !namesOf(answer).includes(name)).length;
    assert.equal(await page.locator('.change').innerText(), `Against the last try: ${came} new, ${gone} gone.`);
    assert.equal(await page.locator('.pick-new').count(), came);
    assert.equal(await page.locator('.gone-picks li').count(), gone);
    await page.waitForFunction(
      (text) => document.getElementById('announcements').textContent === text,
      await page.locator('.change').innerText(),
    );
    await close(page);
  });

  test('the last choice stays until the next comes, and answers that are late are dropped', async () => {
    const page = await at(fiveAndFive);
    const months = page.getByLabel('Ran at least so many calendar months');
    let held;
    const holding = new Promise((resolve) => (held = resolve));
    let release;
    const released = new Promise((resolve) => (release = resolve));
    await page.route('**/praksis.v1.Learning/SelectCases', async (route) => {
      if (route.request().postDataJSON().minCalendarMonths === 5) {
        held();
        await released;
      }
      await route.continue().catch(() => undefined);
    });
    await months.fill('5');
    await holding;
    assert.equal(await page.locator('.outcome').getAttribute('aria-busy'), 'true');
    assert.match(await page.locator('.verdict').innerText(), /10 of 10/, 'the last choice is still there');
    await months.fill('3');
    await page.waitForFunction(() => location.search.includes('months=3'));
    await settledOn(page);
    release();
    const answer = await select({ minCalendarMonths: 3 });
    await page.waitForTimeout(500);
    assert.deepEqual(await namesOn(page), namesOf(answer));
    await close(page);
  });

  test('picks before which not all candidates were compared are told of', async () => {
    const page = await at('/');
    const answer = await select();
    answer.certificate = { ...answer.certificate, exact: false, provenPermille: 712, picksCutShort: 3 };
    await page.route('**/praksis.v1.Learning/SelectCases', (route) => route.fulfill({ json: answer }));
    await page.goto(world.server.address + fiveAndFive);
    const result = page.locator('section[aria-label="What comes of it"]');
    await result.getByText('Not all candidates were compared for 3 of the picks').waitFor();
    assert.match(await result.innerText(), /at least 71\.2/);
    await close(page);
    const whole = await at(fiveAndFive);
    assert.ok(!(await whole.locator('section[aria-label="What comes of it"]').innerText()).includes('Not all'));
    await close(whole);
  });

  test('a choice that takes too long says what helps', async () => {
    const page = await at('/');
    const message = 'In 8.1 seconds no choice was found that is proven to be half as good as the best one. Ask about fewer.';
    await page.route('**/praksis.v1.Learning/SelectCases', (route) =>
      route.fulfill({ status: 504, json: { code: 'deadline_exceeded', message } }),
    );
    await page.goto(world.server.address + fiveAndFive);
    await page.getByText(message).waitFor();
    await close(page);
  });

  test('where too few qualify, what would help is a button that does it', async () => {
    const page = await at(`${fiveAndFive}&months=24`);
    const help = page.locator('section[aria-label="What would help"]');
    await help.waitFor();
    await help.getByRole('button').first().click();
    await page.waitForFunction(() => !location.search.includes('months=24'));
    await page.locator('.change').waitFor();
    await close(page);
  });

  test('conditions, weights and mixed quotas are asked of the server as the address has them', async () => {
    const page = await at(
      '/selection?quota=DK-360:PLACEMENT_TYPE:TRAINEESHIP:3&quota=DK-360:PLACEMENT_TYPE:WAGE_SUBSIDY:1&only=DURATION_BAND:28-55,56-90&weigh=TARGET_GROUP:3&mode=TYPICAL',
    );
    const among = (value, count) => ({
      municipality: 'DK-360',
      count,
      among: { feature: 'PLACEMENT_FEATURE_PLACEMENT_TYPE', value },
    });
    const answer = await select({
      quotas: [among('TRAINEESHIP', 3), among('WAGE_SUBSIDY', 1)],
      mode: 'TYPICAL',
      filters: [{ feature: 'PLACEMENT_FEATURE_DURATION_BAND', values: ['28-55', '56-90'] }],
      weights: [{ feature: 'PLACEMENT_FEATURE_TARGET_GROUP', weightPermille: 3000 }],
    });
    assert.deepEqual(await namesOn(page), namesOf(answer));
    assert.ok(
      (await page.locator('section[aria-label="From all placements to those chosen"]').innerText()).includes(
        'by a condition',
      ),
    );
    await page.getByRole('button', { name: 'Remove 28-55 days' }).click();
    await page.waitForFunction(() => location.search.includes('only=DURATION_BAND%3A56-90&'));
    await close(page);
  });

  test('the board of a cycle leads to its criteria', async () => {
    const page = await open(world.browser, world.server.address, '/cycles?cycle=cycle/sample-1-rfk-1');
    await page.getByRole('link', { name: 'Try these criteria' }).click();
    await page.waitForSelector('.verdict');
    const { cycle } = await world.server.call('Cycles/GetCycle', { stream: 'cycle/sample-1-rfk-1' });
    const { criteria } = cycle.criteria;
    const query = new URL(page.url()).searchParams;
    assert.deepEqual(
      query.getAll('quota'),
      criteria.quotas.map((quota) => `${quota.site}:${quota.cases}`),
    );
    assert.equal(query.get('start'), criteria.periodStart);
    assert.ok(!decodeURIComponent(page.url()).includes('case/'), 'no case is in an address');
    await close(page);
  });

  test('by keyboard alone a job centre is added, and its cases chosen', async () => {
    const page = await at('/selection');
    assert.ok((await page.locator('.outcome').innerText()).includes('Say how many cases'));
    await page.getByLabel('Add a job centre').focus();
    await page.keyboard.type('DK-360');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.verdict');
    await page.getByLabel('Cases from Lolland', { exact: true }).focus();
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(() => location.search.includes('quota=DK-360%3A5'));
    await page.waitForFunction(() => document.querySelector('.verdict').textContent.includes('of 5'));
    await close(page);
  });

  test('axe finds nothing serious, in light and dark, in every language, and telephones need not scroll', async () => {
    for (const language of ['da', 'sv', 'en', 'he']) {
      const page = await at(`${fiveAndFive}&months=24&lang=${language}`, {
        scheme: language === 'he' ? 'dark' : 'light',
      });
      await settled(page);
      assert.deepEqual(await accessibilityProblems(page), [], language);
      assert.equal(await page.evaluate(() => document.documentElement.dir), language === 'he' ? 'rtl' : 'ltr');
      await page.screenshot({ path: `${world.screenshots}/selection-${language}.png`, fullPage: true });
      await close(page);
      const small = await at(`${fiveAndFive}&lang=${language}`, { width: 360, height: 740 });
      assert.equal(await small.evaluate(() => document.documentElement.scrollWidth), 360, language);
      await close(small);
    }
  });
}
