// Measures on a page: the list, and the effect of one whose placements are interrupted less often from a month on.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';
import { uuid7 } from './server.mjs';

const site = 'DK-825';
const measure = 'measure/web-test';

function fact(stream, day, body) {
  return {
    eventId: uuid7(),
    stream,
    occurredAt: { date: { date: day } },
    municipality: site,
    actor: { id: 'web-test-manager', role: 'MANAGER' },
    ...body,
  };
}

// Years before the sample year, so that no other test counts them.
const monthOf = (i) => `${2019 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`;

// Ten placements in each of 24 months; of those before 2020 five to seven are interrupted, then one to three.
function casework() {
  const facts = [];
  for (let month = 0; month < 24; month++) {
    const interrupted = month < 12 ? 5 + (month % 3) : 1 + (month % 3);
    for (let i = 0; i < 10; i++) {
      const stream = `case/web-measure-${month}-${i}`;
      const start = `${monthOf(month)}-05`;
      const terms = {
        company: { scheme: 'SAMPLE', number: '1' },
        industry: '47.11',
        type: 'TRAINEESHIP',
        plannedStart: start,
        plannedEnd: `${monthOf(month)}-28`,
        minutesPerWeek: 1200,
      };
      facts.push(
        fact(stream, start, { caseOpened: { personRef: stream.slice(5), targetGroup: 'JOB_READY', openedOn: start } }),
        fact(stream, start, { placementStarted: { placementId: 'p', start, takenOver: true, terms } }),
      );
      const lastDay = `${monthOf(month)}-25`;
      facts.push(
        fact(
          stream,
          lastDay,
          i < interrupted
            ? {
                placementInterrupted: {
                  placementId: 'p',
                  lastDay,
                  reasons: [{ voice: 'JOB_CENTRE', code: 'TRANSPORT' }],
                },
              }
            : { placementCompleted: { placementId: 'p', lastDay, goal: 'ACHIEVED' } },
        ),
      );
    }
  }
  return facts;
}

function decision() {
  return [
    fact(measure, '2019-12-01', {
      measureDecided: {
        cycle: 'cycle/web-test',
        wording: 'Ring after a week.',
        owner: 'm-1',
        sites: [{ site }],
        metric: { figure: 'MEASURE_FIGURE_INTERRUPTION', horizonDays: 28, better: 'MEASURE_DIRECTION_LOWER' },
        design: 'MEASURE_DESIGN_BEFORE_AFTER',
        beforeDays: 365,
        afterDays: 366,
      },
    }),
    fact(measure, '2020-01-01', { measureImplemented: { site, implementedOn: '2020-01-01' } }),
  ];
}

export function measuresTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);

  test('a measure is listed, and its effect shown with its interval, its months and its sites', async () => {
    const atLeast = await world.server.recordAll([...casework(), ...decision()]);
    const answer = await world.server.call('Measures/EvaluateMeasure', { measure, atLeast });
    assert.equal(answer.evaluated.verdict, 'MEASURE_VERDICT_BETTER', JSON.stringify(answer.evaluated));
    const page = await at('/measures?lang=en');
    await settled(page);
    await page.getByRole('link', { name: 'Ring after a week.' }).click();
    await page.waitForURL(/measure=measure/);
    await settled(page);
    const card = page.locator('section.card').nth(1);
    const text = await card.innerText();
    assert.match(text, /interrupted by day 28: Better/);
    assert.match(text, /−\d+\.\d points/);
    assert.match(text, /95 % interval: −\d+\.\d to −\d+\.\d/);
    assert.match(text, /120 with the measure, 120 without/);
    assert.equal(await card.locator('.drawing svg').count(), 1);
    assert.equal(await card.locator('table tbody tr').count(), 1);
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({ path: `${world.screenshots}/measures.png`, fullPage: true });
    await close(page);
  });

  test('a measure is told of in every language', async () => {
    for (const [language, verdict] of Object.entries({ da: 'Bedre', sv: 'Bättre', he: 'טוב יותר' })) {
      const page = await at(`/measures?lang=${language}&measure=${measure}`);
      await settled(page);
      await page.getByText(verdict).first().waitFor();
      const definition = page.locator(`details.more p[lang=${language}]`);
      await definition.waitFor({ state: 'attached' });
      assert.match(await definition.textContent(), /28/, 'how long it is followed');
      assert.deepEqual(await accessibilityProblems(page), [], language);
      await close(page);
    }
  });

  test('too little for an effect says what is missing', async () => {
    const other = 'measure/web-test-2';
    const [decided] = decision();
    const atLeast = await world.server.recordAll([{ ...decided, stream: other }]);
    await world.server.call('Measures/EvaluateMeasure', { measure: other, atLeast });
    const page = await at(`/measures?lang=en&measure=${other}`);
    await settled(page);
    await page.getByText('interrupted by day 28: Not enough data').waitFor();
    await page.getByText('Not in use at Læsø yet.').waitFor();
    await close(page);
  });
}
