// Telling a story and taking it apart: by keyboard and by pointer, refused, interrupted, sent twice; in every language.
import assert from 'node:assert/strict';
import { accessibilityProblems, close, open, settled } from './browser.mjs';
import { test } from './harness.mjs';

const headings = {
  da: 'Fortæl en historie',
  sv: 'Berätta en historia',
  en: 'Tell a story',
  he: 'לספר סיפור',
};

export function tellTests(world) {
  const at = (path, options) => open(world.browser, world.server.address, path, options);
  const tell = async (options, query = '') => {
    const page = await at('/stories/tell' + query, options);
    await page.getByLabel('What was it like before?').waitFor();
    return page;
  };
  const record = (page) => page.getByRole('button', { name: 'Record the story' });
  const recorded = (page) => page.getByRole('heading', { name: 'The story is recorded' }).waitFor();
  // All that the server needs, but for `without`.
  const fill = async (page, { without = '', title = 'The key' } = {}) => {
    const texts = {
      'Your identifier': 'web-facilitator',
      'Municipality': 'DK-360',
      'Programme': 'web-success',
      'Staff group': 'web-team',
      'What was it like before?': 'He slept at the station (made up).',
      'Turning point 1': 'Went along to the landlord.',
      'What is it like now?': 'He has a key of his own, and a job.',
      'Title (optional)': title,
    };
    for (const [label, text] of Object.entries(texts)) {
      if (label !== without) await page.getByLabel(label, { exact: true }).fill(text);
    }
    await page.getByLabel('Both', { exact: true }).check();
    await page.getByLabel('Nobody could, colleagues included').check();
  };
  // Of the story that the page has just recorded.
  const streamOf = async (page) => page.evaluate(() => history.state.story);
  const factsOf = async (stream) =>
    (await world.server.call('History/GetStream', { stream })).timeline.map(({ event }) => event);
  const draft = (page) => page.evaluate(() => sessionStorage.getItem('praksis.tell.draft'));

  test('telling: from the stories, by pointer, to its place among them', async () => {
    const page = await at('/stories');
    await page.getByRole('link', { name: 'Tell a story of success' }).click();
    await page.waitForURL('**/stories/tell');
    await fill(page);
    await page.getByRole('button', { name: 'Add a turning point' }).click();
    await page.keyboard.type('Asked the employer for a month.');
    await page.getByLabel('What else came of it?').fill('His brother came along.\n\nThe landlord called twice.');
    await record(page).click();
    await recorded(page);
    await page.waitForSelector('.node-action');
    assert.equal(await page.locator('.node-story').getAttribute('aria-pressed'), 'true');
    assert.equal(await page.locator('.node-action').count(), 2);
    assert.equal(page.url(), `${world.server.address}/stories/tell`, 'nothing of it is in the address');
    const [told, ...actions] = await factsOf(await streamOf(page));
    assert.equal(told.storyTold.programme, 'programme/web-success');
    assert.deepEqual(told.storyTold.byProducts, ['His brother came along.', 'The landlord called twice.']);
    assert.equal(told.sourceSystem, 'praksis-pages');
    assert.deepEqual(
      actions.map((event) => event.chiefActionIdentified.wording),
      ['Went along to the landlord.', 'Asked the employer for a month.'],
    );
    assert.equal(await draft(page), null, 'what was recorded is no draft any more');
    await page.getByRole('button', { name: 'Tell another story' }).click();
    assert.equal(await page.getByLabel('What was it like before?').inputValue(), '');
    assert.equal(await page.getByLabel('Staff group').inputValue(), 'web-team', 'where it is told stays');
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('telling: the keyboard alone is enough', async () => {
    const page = await tell();
    const type = async (label, text) => {
      // On to the field, as somebody who sees nothing but where the focus is.
      for (let presses = 0; presses < 40; ++presses) {
        const name = await page.evaluate(() => document.activeElement?.labels?.[0]?.textContent?.trim());
        if (name === label) return page.keyboard.type(text);
        await page.keyboard.press('Tab');
      }
      throw new Error(`the keyboard does not reach ${label}`);
    };
    await type('Your identifier', 'web-facilitator');
    await type('Municipality', 'Lolland');
    await type('Programme', 'programme/web-success');
    await type('Staff group', 'web-team');
    await type('What was it like before?', 'Nobody had asked her (made up).');
    await type('Turning point 1', 'Asked her.');
    await type('What is it like now?', 'She says what she wants.');
    await type('Objective: returned to work', ' ');
    await page.keyboard.press('ArrowDown');
    await type('Nobody could, colleagues included', ' ');
    for (let presses = 0; presses < 10; ++presses) {
      if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Record the story') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await recorded(page);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'The story is recorded');
    const [told, action] = await factsOf(await streamOf(page));
    assert.equal(told.municipality, 'DK-360');
    assert.equal(told.storyTold.success, 'STORY_SUCCESS_SUBJECTIVE');
    assert.equal(action.chiefActionIdentified.wording, 'Asked her.');
    await close(page);
  });

  test('telling: what is refused stands at its field in the server’s words, and nothing is lost', async () => {
    const page = await tell();
    await fill(page, { without: 'What is it like now?' });
    await page.getByLabel('Municipality', { exact: true }).fill('Nowhere');
    await page.getByLabel('Case (optional)').fill('not a case!');
    await page.getByLabel('Turning point 1').fill('x'.repeat(2001));
    await record(page).click();
    await page.locator('.problem').first().waitFor();
    const problem = async (label) => {
      const id = (await page.getByLabel(label, { exact: true }).getAttribute('aria-describedby')).split(' ').pop();
      return page.locator(`[id="${id}"]`).innerText();
    };
    assert.equal(await problem('What is it like now?'), 'is required');
    assert.match(await problem('Municipality'), /^"Nowhere" is not a municipality/);
    assert.match(await problem('Case (optional)'), /is not a stream/);
    assert.match(await problem('Turning point 1'), /2,?000/);
    assert.equal(await page.locator('[aria-invalid=true]').count(), 4);
    const focused = await page.evaluate(() => document.activeElement.labels[0].textContent);
    assert.equal(focused, 'Municipality', 'the first that is wrong');
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({
      path: `${world.screenshots}/tell-refused.png`,
      fullPage: true,
    });
    await page.reload();
    assert.equal(await page.getByLabel('What was it like before?').inputValue(), 'He slept at the station (made up).');
    assert.equal((await page.getByLabel('Turning point 1').inputValue()).length, 2001);
    assert.ok(await page.getByLabel('Both', { exact: true }).isChecked());
    await page.getByLabel('What is it like now?').fill('A job.');
    await page.getByLabel('Municipality', { exact: true }).fill('DK-360');
    await page.getByLabel('Case (optional)').fill('');
    await page.getByLabel('Turning point 1').fill('Went along.');
    await record(page).click();
    await recorded(page);
    await close(page);
  });

  const caseOf = (page) => page.getByLabel('Case (optional)');
  const anonymised = 'Nobody could, colleagues included';
  const recognisable = [
    'Names and places are changed, but those who know the person could',
    'Whoever reads it may know who is meant',
  ];
  const mayChoose = async (page) =>
    Promise.all(recognisable.map((label) => page.getByLabel(label, { exact: true }).isEnabled()));
  const inTwoYears = new Date().getFullYear() + 2;
  let cases = 0;
  // A case of its own, with these consents to the use of stories.
  const newCase = async (...validUntil) => {
    const name = `web-consent-${++cases}`;
    await world.server.openCase(name, '2025-01-06');
    for (const [i, until] of validUntil.entries()) {
      await world.server.record(`case/${name}`, '2025-01-07', {
        consentGiven: {
          consentId: `use-${i}`,
          purpose: 'STORY_USE',
          ...(until ? { validUntil: until } : {}),
        },
      });
    }
    return name;
  };

  test('telling: a case that does not consent can only be told of anonymised', async () => {
    const name = await newCase();
    const page = await tell();
    await fill(page);
    await page.getByLabel(recognisable[1], { exact: true }).check();
    assert.deepEqual(await mayChoose(page), [true, true], 'no case is named');
    await caseOf(page).fill(name);
    await page.getByText('The person does not consent to the use of stories.').waitFor();
    assert.deepEqual(await mayChoose(page), [false, false]);
    assert.ok(!(await page.getByLabel(recognisable[1], { exact: true }).isChecked()), 'what may not be is not chosen');
    assert.ok(!page.url().includes(name), 'the case stays out of the address');
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({
      path: `${world.screenshots}/tell-no-consent.png`,
      fullPage: true,
    });
    await record(page).click();
    await page.getByText('is required').waitFor();
    await page.getByLabel(anonymised).check();
    await record(page).click();
    await recorded(page);
    const [told] = await factsOf(await streamOf(page));
    assert.equal(told.storyTold.caseStream, `case/${name}`);
    assert.equal(told.storyTold.anonymity, 'STORY_ANONYMITY_ANONYMISED');
    await close(page);
  });

  test('telling: a case that consents says until when, and all may be chosen', async () => {
    const name = await newCase(`${inTwoYears}-03-04`);
    const page = await tell();
    await fill(page);
    await caseOf(page).fill(`case/${name}`);
    await page.getByText(`The person consents to the use of stories, until 4 Mar ${inTwoYears}.`).waitFor();
    assert.deepEqual(await mayChoose(page), [true, true]);
    await page.screenshot({
      path: `${world.screenshots}/tell-consent.png`,
      fullPage: true,
    });
    await caseOf(page).fill(await newCase(''));
    await page.getByText('The person consents to the use of stories, until the consent is withdrawn.').waitFor();
    await caseOf(page).fill(await newCase('2025-01-31'));
    await page.getByText('The person does not consent to the use of stories.').waitFor();
    await caseOf(page).fill('web-no-such-case');
    await page.getByText('No such case is recorded').waitFor();
    assert.deepEqual(await mayChoose(page), [false, false]);
    await caseOf(page).fill('');
    await page.getByText('No such case is recorded').waitFor({ state: 'detached' });
    assert.deepEqual(await mayChoose(page), [true, true]);
    await close(page);
  });

  test('telling: a consent withdrawn meanwhile does not stand any more', async () => {
    const name = await newCase('');
    const page = await tell();
    await fill(page);
    await caseOf(page).fill(name);
    await page.getByText('until the consent is withdrawn').waitFor();
    await page.getByLabel(recognisable[0], { exact: true }).check();
    await world.server.withdrawConsent(`case/${name}`, 'use-0');
    await page.getByText('The person does not consent to the use of stories.').waitFor();
    assert.deepEqual(await mayChoose(page), [false, false]);
    assert.ok(!(await page.getByLabel(recognisable[0], { exact: true }).isChecked()));
    await close(page);
  });

  test('telling: the consent is said in every language', async () => {
    const name = await newCase(`${inTwoYears}-03-04`);
    for (const language of ['da', 'sv', 'he']) {
      const page = await at(`/stories/tell?lang=${language}`);
      await page.locator('[data-field=caseStream]').fill(name);
      await page.waitForSelector('.consent .badge-good');
      assert.ok((await page.locator('.consent').innerText()).includes(String(inTwoYears)), language);
      await page.locator('[data-field=caseStream]').fill('web-no-such-case');
      await page.waitForSelector('.consent .badge-bad');
      assert.deepEqual(await accessibilityProblems(page), [], language);
      await close(page);
    }
  });

  test('telling: a server that cannot be reached loses nothing', async () => {
    const page = await tell();
    await fill(page);
    await page.route('**/praksis.v1.Journal/*', (route) => route.abort());
    await record(page).click();
    await page.getByText('The server could not be reached.').waitFor();
    await page.reload();
    assert.equal(await page.getByLabel('What is it like now?').inputValue(), 'He has a key of his own, and a job.');
    await page.unroute('**/praksis.v1.Journal/*');
    await record(page).click();
    await recorded(page);
    await close(page);
  });

  test('telling: sent without an answer, it is sent again after a reload and recorded once', async () => {
    const page = await tell();
    await fill(page, { title: 'Sent twice' });
    let sent = 0;
    await page.route('**/praksis.v1.Journal/Record', async (route) => {
      ++sent;
      // The server takes it, and its answer never comes.
      await route.fetch();
      await route.abort();
    });
    await record(page).click();
    await page.getByText('no answer came').waitFor();
    assert.equal(sent, 1);
    await page.unroute('**/praksis.v1.Journal/Record');
    await page.reload();
    await page.getByText('no answer came').waitFor();
    assert.ok(await page.getByLabel('What was it like before?').isDisabled(), 'only the same may be sent');
    await page.getByRole('button', { name: 'Send again' }).click();
    await recorded(page);
    const facts = await factsOf(await streamOf(page));
    assert.deepEqual(
      facts.map((event) => Object.keys(event).find((key) => /storyTold|chiefAction/.test(key))),
      ['storyTold', 'chiefActionIdentified'],
    );
    const found = await world.server.call('Stories/SearchStories', {
      query: '"sent twice"',
    });
    assert.equal(found.hits.length, 1);
    await close(page);
  });

  test('telling: a double click records once', async () => {
    const page = await tell();
    await fill(page, { title: 'Clicked twice' });
    await record(page).dblclick();
    await recorded(page);
    assert.equal((await factsOf(await streamOf(page))).length, 2);
    const found = await world.server.call('Stories/SearchStories', {
      query: '"clicked twice"',
    });
    assert.equal(found.hits.length, 1);
    await close(page);
  });

  // A story of its own, on the page that has just recorded it.
  const told = async () => {
    const page = await tell();
    await fill(page);
    await record(page).click();
    await recorded(page);
    await page.waitForSelector('.apart');
    return page;
  };
  const wording = () => `Be there when it matters ${Math.random()}`;
  const openLink = (page) => page.locator('.apart summary').first();

  test('taking apart: a principle is worded, linked, unlinked and linked again, by pointer', async () => {
    const page = await told();
    const words = wording();
    await openLink(page).click();
    await page.getByLabel('Its wording').fill(words);
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    const unlink = page.getByRole('button', { name: `Unlink: ${words}` });
    await unlink.waitFor();
    await page.waitForSelector('.node-principle');
    await unlink.click();
    await page.getByText('Not an instance of any principle yet.').waitFor();
    await page.getByLabel('Principle', { exact: true }).selectOption({ label: words });
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await unlink.waitFor();
    const story = await streamOf(page);
    const graph = await world.server.call('Stories/GetStoryGraph', {
      around: story,
    });
    const principle = graph.nodes.find((node) => node.wording === words);
    assert.equal(principle.storyCount, 1);
    const facts = await factsOf(principle.id);
    assert.equal(facts[0].principleFormulated.programme, 'programme/web-success');
    assert.deepEqual(
      facts.map((event) => Object.keys(event).find((key) => key.startsWith('principle'))),
      ['principleFormulated', 'principleLinked', 'principleUnlinked', 'principleLinked'],
    );
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('taking apart: an action and its principle, by keyboard; it goes on from where it was', async () => {
    const page = await told();
    await page.getByLabel('Another chief action').focus();
    await page.keyboard.type('Rang the bell twice.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.apart > li:nth-child(2)').waitFor();
    assert.equal(await page.getByLabel('Another chief action').inputValue(), '');
    // Actions stand by their identifiers, of which the new one's is drawn: it need not be the last.
    const second = page.locator('.apart > li', { hasText: 'Rang the bell twice.' });
    assert.equal(await second.count(), 1);
    const words = wording();
    await second.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type(words);
    await page.keyboard.press('Enter');
    const unlink = page.getByRole('button', { name: `Unlink: ${words}` });
    await unlink.waitFor();
    await unlink.focus();
    await page.keyboard.press('Enter');
    await second.getByText('Not an instance of any principle yet.').waitFor();
    await page.waitForFunction(() => document.activeElement.textContent.includes('Rang the bell twice.'));
    await close(page);
  });

  test('taking apart: what is refused is said, what is typed stays, and a lost answer is asked for again', async () => {
    const page = await told();
    await openLink(page).click();
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByText('wording: is required').waitFor();
    const words = wording();
    await page.getByLabel('Its wording').fill(words);
    await page.route('**/praksis.v1.Journal/Record', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: 'Link', exact: true }).click();
    await page.getByText('no answer came').waitFor();
    await page.unroute('**/praksis.v1.Journal/Record');
    await page.reload();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('button', { name: `Unlink: ${words}` }).waitFor();
    const listed = await world.server.call('Stories/ListPrinciples', {
      selection: { programme: 'programme/web-success' },
      pageSize: 1000,
    });
    assert.equal(listed.principles.filter((one) => one.wording === words).length, 1);
    await openLink(page).click();
    assert.equal(await page.getByLabel('Its wording').inputValue(), '', 'what was recorded is no draft any more');
    await close(page);
  });

  test('taking apart: among the stories, a chosen story is', async () => {
    const page = await at('/stories');
    await page.waitForSelector('.story-graph .node-story');
    await page.locator('.story-graph .node-story').first().click();
    await page.getByRole('heading', { name: 'Taken apart' }).waitFor();
    assert.ok((await page.locator('.apart > li').count()) >= 1);
    assert.deepEqual(await accessibilityProblems(page), []);
    await close(page);
  });

  test('telling: axe finds nothing serious, in every language, light and dark, and nothing sticks out of a telephone', async () => {
    for (const [language, heading] of Object.entries(headings)) {
      for (const [scheme, width] of [
        ['light', 1280],
        ['dark', 360],
      ]) {
        const page = await at(`/stories/tell?lang=${language}`, {
          scheme,
          width,
          height: 740,
        });
        await settled(page);
        assert.equal(await page.locator('h1').innerText(), heading);
        await page.locator('form.tell button.main').click();
        await page.locator('.problem').first().waitFor();
        assert.deepEqual(await accessibilityProblems(page), [], `${language} ${scheme}`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `${language}: ${over} px over the edge at ${width}`);
        await page.screenshot({
          path: `${world.screenshots}/tell-${language}-${width}.png`,
          fullPage: true,
        });
        await close(page);
      }
    }
  });

  test('telling: in Hebrew the form runs from right to left', async () => {
    const page = await at('/stories/tell?lang=he', { width: 1280 });
    await settled(page);
    const fields = await page.locator('.columns .field').all();
    const [first, second] = await Promise.all(fields.slice(0, 2).map((field) => field.boundingBox()));
    assert.ok(first.x > second.x, 'the first field is at the right');
    await page.locator('textarea').first().fill('שלום');
    assert.equal(
      await page
        .locator('textarea')
        .first()
        .evaluate((area) => getComputedStyle(area).direction),
      'rtl',
    );
    assert.equal(
      await page.locator('input[data-field=actor]').evaluate((one) => getComputedStyle(one).direction),
      'ltr',
    );
    await close(page);
  });

  test('stories like a case: each says why, and what was done; where none is, what to do', async () => {
    await world.server.openCase('web-like', '2025-06-02');
    await world.server.openCase('web-unlike', '2025-06-02');
    await world.server.record('case/web-like', '2025-06-03', {
      noteAdded: {
        text: 'Would like to learn glassblowing, near the lighthouse.',
      },
    });
    await world.server.record('story/web-like', '2025-06-10', {
      storyTold: {
        programme: 'programme/web-success',
        staffGroup: 'web-team',
        title: 'The lighthouse (made up)',
        before: 'She looked at the glassblowers every day.',
        after: 'She blows glass.',
        success: 'STORY_SUCCESS_SUBJECTIVE',
        anonymity: 'STORY_ANONYMITY_ANONYMISED',
        language: 'en',
      },
    });
    await world.server.record('story/web-like', '2025-06-10', {
      chiefActionIdentified: {
        actionId: 'a-1',
        wording: 'Asked whether there was glassblowing to be seen.',
      },
    });
    const page = await at('/case');
    await page.getByLabel('Case', { exact: true }).fill('web-like');
    await page.keyboard.press('Enter');
    const like = page.getByRole('region', { name: 'Stories like this case' });
    const story = like.locator('[data-story="story/web-like"]');
    await story.waitFor();
    assert.match(await story.innerText(), /The lighthouse \(made up\).*own satisfaction/s);
    // The rarest first.
    assert.deepEqual(await story.locator('.chips li').allInnerTexts(), [
      'word: “lighthouse”',
      'word: “glassblowing”',
      'municipality: Lolland',
    ]);
    assert.match(await story.innerText(), /Asked whether there was glassblowing to be seen\./);
    assert.deepEqual(await accessibilityProblems(page), []);
    await page.screenshot({
      path: `${world.screenshots}/like.png`,
      fullPage: true,
    });
    await page.getByLabel('Case', { exact: true }).fill('web-unlike');
    await page.keyboard.press('Enter');
    await like.getByText('No story is like this case yet.').waitFor();
    assert.match(await like.innerText(), /Search the stories by words of your own/);
    await like.getByRole('link', { name: 'To the stories' }).click();
    await page.waitForURL('**/stories');
    await close(page);
  });
}
