// Learning cycles: the list, and a cycle as a board, in every language, by keyboard, for screen readers, on telephones.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';
import { uuid7 } from './server.mjs';

// Of the sample year: the first has gone through its six steps, the second is being interviewed for.
const first = 'cycle/sample-1-rfk-1';
const second = 'cycle/sample-1-rfk-2';
const underWay = { da: 'I gang', sv: 'Pågår', en: 'Under way', he: 'בעיצומו' };

export function cyclesTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);
  const boardOf = async (cycle, query = '', options = {}) => {
    const page = await at(`/cycles?cycle=${encodeURIComponent(cycle)}${query}`, options);
    await page.waitForSelector('.board');
    return page;
  };

  test('learning cycles are listed, and each leads to its board', async () => {
    const page = await at('/cycles');
    await page.waitForSelector('.card tbody tr');
    assert.equal(await page.locator('.board').count(), 0);
    await page.getByRole('link', { name: second }).click();
    await page.waitForSelector('.board');
    assert.match(page.url(), /cycle=cycle%2Fsample-1-rfk-2/);
    assert.equal(await page.locator('.step').count(), 6);
    await page.goBack();
    await page.waitForFunction(() => !document.querySelector('.board'));
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('a board shows what each step has and still needs', async () => {
    const page = await boardOf(first);
    const texts = await page.locator('.step').allInnerTexts();
    for (const [step, expected] of [
      [0, 'Interruptions'],
      [1, 'anonymised only'],
      [1, 'the best possible choice, proven'],
      [2, 'Health, Lolland'],
      [2, 'central'],
      [3, '12 participants'],
      [4, 'Guldborgsund, 52 participants'],
      [5, 'Implement measure/sample-1-meeting at Lolland'],
    ])
      assert.ok(texts[step].includes(expected), `step ${step + 1} has no "${expected}": ${texts[step]}`);
    assert.equal(await page.locator('.step-done').count(), 6);
    await page.screenshot({
      path: `${world.screenshots}/cycle.png`,
      fullPage: true,
    });
    await page.goto(`${world.server.address}/cycles?cycle=${second}`);
    await page.waitForSelector('.board');
    assert.equal(await page.locator('[aria-current=step]').count(), 1);
    const head = await page.locator('.card[aria-label=Board] > .facts').innerText();
    assert.ok(head.includes(first) && head.includes('measure/sample-1-call'), head);
    await close(page);
  });

  test('a board moves with what is recorded', async () => {
    const { cycle } = await world.server.call('Cycles/GetCycle', {
      stream: second,
    });
    const named = cycle.interviews.find((one) => one.learningCase);
    const { timeline } = await world.server.call('History/GetCase', {
      stream: named.learningCase.caseStream,
    });
    const consent = timeline
      .map(({ event }) => event.consentGiven)
      .find((one) => one?.purpose === 'LEARNING_INTERVIEW');
    const page = await boardOf(second);
    assert.equal(await page.getByText('not to be quoted').count(), 0);
    await world.server.withdrawConsent(named.learningCase.caseStream, consent.consentId);
    await page.getByText('not to be quoted').first().waitFor();
    await close(page);
  });

  // A cycle of its own with a choice of four cases, opened at its board.
  let cycles = 0;
  const chosenFor = async (options) => {
    const cycle = `cycle/web-${(cycles += 1)}`;
    const sites = ['DK-360', 'DK-376'];
    await world.server.record(cycle, '2025-04-01', {
      challengeIdentified: { challenge: 'PLACEMENTS_INTERRUPTED', sites, wording: 'They end early.' },
    });
    const { position } = await world.server.record(cycle, '2025-04-03', {
      criteriaSet: {
        informants: ['INFORMANT_KIND_COMPANY'],
        criteria: {
          endings: ['PLACEMENT_ENDING_INTERRUPTED'],
          periodStart: '2025-01-01',
          periodEnd: '2025-03-31',
          admitAnonymised: true,
          quotas: sites.map((site) => ({ site, cases: 2 })),
        },
      },
    });
    const chosen = await world.server.call('Cycles/RecordSelection', {
      stream: cycle,
      eventId: uuid7(),
      actor: { id: 'f-1', role: 'FACILITATOR' },
      asOf: '2025-04-10',
      seed: 'spring',
      atLeast: position,
    });
    await world.server.call('Cycles/GetCycle', { stream: cycle, atLeast: chosen.position });
    const page = await boardOf(cycle, '', options);
    await page.locator('.override summary').focus();
    await page.keyboard.press('Enter');
    const { cycle: board } = await world.server.call('Cycles/GetCycle', { stream: cycle });
    const picked = board.chosen.map((one) => one.learningCase);
    // One of the sample's with one placement that is not chosen.
    const free = [20, 21, 22, 23, 24, 25]
      .map((number) => `sample-1-${number}`)
      .find((name) => !picked.some(({ caseStream }) => caseStream === `case/${name}`));
    return { page, cycle, picked, free };
  };
  const named = ({ caseStream, placementId }) => `${caseStream}#${placementId}`;
  const boardNow = async (cycle) => (await world.server.call('Cycles/GetCycle', { stream: cycle })).cycle;
  const sayWho = async (page) => {
    await page.locator('.override [data-field=actor]').fill('f-web');
    await page.locator('.override [data-field=municipality]').fill('DK-360');
  };

  test('a selection is changed by hand, with the keyboard alone, and the board follows', async () => {
    const { page, cycle, picked, free } = await chosenFor();
    const watching = await boardOf(cycle);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SELECT');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type(free);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.type('The caseworker has left.');
    await page.keyboard.press('Tab');
    await page.keyboard.type('f-web');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('DK-360');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    for (const one of [page, watching]) await one.getByText(': The caseworker has left.').waitFor();
    const board = await boardNow(cycle);
    const { overridden } = board.overrides[0];
    assert.deepEqual(overridden.removed, picked[0]);
    assert.equal(overridden.added.caseStream, `case/${free}`);
    assert.equal(overridden.onlyAnonymised, true);
    assert.ok(!board.chosen.some((one) => named(one.learningCase) === named(picked[0])));
    await page.waitForFunction(() => document.querySelector('.override [data-field=reason]').value === '');
    const { timeline } = await world.server.call('History/GetStream', { stream: cycle });
    const { event } = timeline[timeline.length - 1];
    assert.deepEqual([event.actor.id, event.actor.role, event.municipality], ['f-web', 'FACILITATOR', 'DK-360']);
    assert.deepEqual(page.complaints, []);
    await close(watching);
    await close(page);
  });

  test('a change that is refused says why at its field, and what is typed stays', async () => {
    const { page, cycle, picked } = await chosenFor();
    await sayWho(page);
    const record = page.getByRole('button', { name: 'Record the change' });
    const problem = page.locator('.override .problem');
    await page.getByLabel('Case that goes').selectOption(named(picked[0]));
    await page.getByLabel('Case that comes').fill('case/none');
    await record.click();
    await problem.getByText('No such case is recorded.').waitFor();
    await page.getByLabel('Case that comes').fill('');
    await record.click();
    await page.waitForFunction(
      () => document.querySelector('.override [data-field=reason]').getAttribute('aria-invalid') === 'true',
    );
    await page.getByLabel('Case that comes').fill(picked[1].caseStream);
    await page.getByLabel('Reason', { exact: true }).fill('It is told.');
    await record.click();
    await page.locator('.override [role=alert]').getByText('chosen already').waitFor();
    assert.equal(await page.getByLabel('Reason', { exact: true }).inputValue(), 'It is told.');
    assert.equal((await boardNow(cycle)).overrides, undefined);
    await page.reload();
    await page.waitForSelector('.board');
    await page.locator('.override summary').click();
    assert.equal(await page.getByLabel('Reason', { exact: true }).inputValue(), 'It is told.');
    await close(page);
  });

  test('the form for changes by hand is sound in every language, and not where it is too late', async () => {
    const { page, cycle, free } = await chosenFor();
    await close(page);
    const titles = new Set();
    for (const language of Object.keys(underWay)) {
      const spoken = await boardOf(cycle, `&lang=${language}`, { width: 360, height: 740 });
      titles.add(await spoken.locator('.override summary').innerText());
      await spoken.locator('.override summary').click();
      await spoken.locator('.override [data-field=added]').fill(free);
      await settled(spoken);
      assert.deepEqual(await accessibilityProblems(spoken), [], language);
      assert.equal(await spoken.evaluate(() => document.documentElement.scrollWidth), 360, language);
      await spoken.screenshot({ path: `${world.screenshots}/override-${language}.png`, fullPage: true });
      await close(spoken);
    }
    assert.equal(titles.size, 4);
    const over = await boardOf(first);
    assert.equal(await over.locator('.override').count(), 0);
    await close(over);
  });

  test('boards speak every language', async () => {
    for (const [language, standing] of Object.entries(underWay)) {
      const page = await boardOf(second, `&lang=${language}`);
      assert.equal(await page.locator('.step-current .badge').innerText(), standing);
      assert.equal(await page.evaluate(() => document.documentElement.dir), language === 'he' ? 'rtl' : 'ltr');
      await page.screenshot({
        path: `${world.screenshots}/cycle-${language}.png`,
        fullPage: true,
      });
      await close(page);
    }
  });

  test('axe finds nothing serious on a board, in light and dark', async () => {
    for (const scheme of ['light', 'dark']) {
      const page = await boardOf(first, scheme === 'dark' ? '&lang=he' : '', {
        scheme,
      });
      await settled(page);
      assert.deepEqual(await accessibilityProblems(page), [], scheme);
      await close(page);
    }
  });

  test('the keyboard goes from the list to a board and on to the cycle before', async () => {
    const page = await at('/cycles');
    await page.waitForSelector('.card tbody tr');
    await page.getByRole('link', { name: second }).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.step-current');
    await page.locator('.card[aria-label=Board] .facts').getByRole('link', { name: first }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.step-done').length === 6);
    await close(page);
  });

  test('a case says which cycle learns from it, and leads to its board by keyboard and pointer', async () => {
    const { cycle } = await world.server.call('Cycles/GetCycle', { stream: first });
    const { caseStream } = cycle.chosen.find((one) => !one.onlyAnonymised).learningCase;
    for (const way of ['keyboard', 'pointer']) {
      const page = await at('/case');
      await page.getByLabel('Case', { exact: true }).fill(caseStream);
      await page.keyboard.press('Enter');
      const learnt = page.getByRole('region', { name: 'Learnt from it' });
      await learnt.getByText('Chosen to learn from').first().waitFor();
      assert.match(await learnt.innerText(), /Interview about it: a company/);
      const link = learnt.getByRole('link', { name: first }).first();
      if (way === 'pointer') await link.click();
      else {
        await link.focus();
        await page.keyboard.press('Enter');
      }
      await page.waitForURL(/cycles\?.*cycle=cycle%2Fsample-1-rfk-1/);
      await page.waitForSelector('.board');
      await close(page);
    }
    const others = await at('/case');
    await others.getByLabel('Case', { exact: true }).fill('case/sample-1-1');
    await others.keyboard.press('Enter');
    await others.waitForSelector('.timeline');
    assert.equal(await others.getByRole('region', { name: 'Learnt from it' }).count(), 0);
    await close(others);
  });

  test('a telephone shows a board without scrolling sideways', async () => {
    for (const language of ['da', 'he']) {
      const page = await boardOf(first, `&lang=${language}`, {
        width: 360,
        height: 740,
      });
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, language);
      await page.screenshot({
        path: `${world.screenshots}/cycle-telephone-${language}.png`,
        fullPage: true,
      });
      await close(page);
    }
  });

  test('a cycle that is not there is said not to be', async () => {
    const page = await at('/cycles?cycle=cycle/none');
    await page.getByText('No such cycle is recorded.').waitFor();
    await close(page);
  });
}
