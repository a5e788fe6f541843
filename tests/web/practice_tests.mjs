// Transfer of learning, and experiments on belief: what the server answers, live, and withheld where it is withheld.
import assert from 'node:assert/strict';
import { close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';
import { until } from './server.mjs';

export function practiceTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);
  const card = (page, name) => page.getByRole('region', { name, exact: true });
  const rows = async (within) => {
    const lines = await within.locator('tbody tr').all();
    return Promise.all(lines.map((line) => line.locator('th, td').allInnerTexts()));
  };

  test('transfer says who is reached, who never was, and who carries what', async () => {
    const answer = await world.server.call('Transfer/GetTransfer', {});
    const page = await at('/transfer');
    await settled(page);
    const short = await card(page, 'In short').innerText();
    assert.match(short, new RegExp(`${answer.partnersReached} of ${answer.partners}`));
    assert.match(short, /Seventh partner/);
    const matrix = await rows(card(page, 'Theme by organisation'));
    assert.equal(matrix.length, answer.themes.length);
    assert.equal(matrix[0].length, answer.organisations.length + 1);
    assert.ok(matrix.flat().includes('0, 1 left'), JSON.stringify(matrix));
    const workshops = await rows(card(page, 'Workshops'));
    assert.deepEqual(
      workshops.map(([, held, place]) => `${held} ${place}`),
      [
        'June 2013 Avilés',
        'October 2013 Kaiserslautern',
        'February 2014 Rennes',
        'June 2014 Enfield, Thurrock',
        'October 2014 Aveiro',
      ],
    );
    await close(page);
  });

  test('a carrier leaves, and the page that is open raises the alarm', async () => {
    const { lastCarrierAlarms: before = 0 } = await world.server.call('Transfer/GetTransfer', {});
    const page = await at('/transfer');
    await settled(page);
    const badge = page.locator('.badge-bad');
    assert.equal(await badge.innerText(), `Down to the last carrier: ${before}`);
    // Two of Avilés carry what Rennes taught; one of them leaves.
    await world.server.record('staff/sample-1-aviles-2', '2016-06-30', {
      staffLeft: { leftOn: '2016-06-30', organisation: 'sample-aviles' },
    });
    await until('the badge says so', async () => (await badge.innerText()) !== `Down to the last carrier: ${before}`);
    const alarms = await rows(card(page, 'Where learning may be lost'));
    assert.ok(
      alarms.some(([organisation, theme]) => organisation === 'Avilés' && theme.startsWith('Analysis and forecasting')),
      JSON.stringify(alarms),
    );
    assert.match(await card(page, 'In short').innerText(), /6 of 7/);
    await close(page);
  });

  test('an experiment is chosen, has belief before and after, and its address', async () => {
    const page = await at('/experiments');
    await settled(page);
    const choice = page.getByLabel('Experiment', { exact: true });
    assert.equal(await choice.locator('option').count(), 4);
    await choice.selectOption({ label: 'Positive language about citizens – Odder' });
    await page.waitForURL(/experiment=experiment%2Fsample-1-language/);
    await settled(page);
    const answer = await world.server.call('Experiments/GetExperiment', { experiment: 'experiment/sample-1-language' });
    const [all] = await rows(card(page, 'Belief before and after'));
    assert.equal(all[0], 'All units');
    assert.equal(Number(all[1]), Number(answer.all.before.belief.cases.value));
    assert.equal((await rows(card(page, 'Language over time'))).length, answer.all.language.length);
    await close(page);
  });

  test('units of few workers are withheld, and so is the one that would tell of them', async () => {
    const page = await at('/experiments?experiment=experiment/sample-1-resources');
    await settled(page);
    const [all, ...units] = await rows(card(page, 'Belief before and after'));
    // What is withheld of all together is the change, as few were rated in one window only.
    assert.ok(!all.slice(0, 7).includes('withheld'), JSON.stringify(all));
    assert.equal(units.length, 2);
    for (const unit of units)
      assert.ok(
        unit.slice(1).every((text) => text === 'withheld'),
        JSON.stringify(unit),
      );
    assert.ok(!(await page.locator('main').innerText()).includes('sample-worker'));
    await close(page);
  });

  test('both pages speak every language, and the keyboard chooses', async () => {
    for (const [language, transfer, experiments] of [
      ['da', 'Videregivelse af læring', 'Eksperimenter'],
      ['sv', 'Överföring av lärande', 'Försök'],
      ['he', 'העברת למידה', 'ניסויים'],
    ]) {
      for (const [path, heading] of [
        ['transfer', transfer],
        ['experiments', experiments],
      ]) {
        const page = await at(`/${path}?lang=${language}`);
        await settled(page);
        assert.equal(await page.locator('h1').innerText(), heading);
        await page.screenshot({ path: `${world.screenshots}/${path}-${language}.png`, fullPage: true });
        await close(page);
      }
    }
    const page = await at('/experiments');
    await settled(page);
    await page.getByLabel('Experiment', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(/experiment=/);
    await close(page);
  });
}
