// A headless Chromium that notices what a page complains of.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function launch() {
  // The sandbox needs rights that neither root nor a container has; only pages of our own are opened.
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

// Opens a tab. `page.complaints`: errors, refused resources and violations of the security policy so far.
export async function open(
  browser,
  address,
  path,
  { width = 1280, height = 900, scheme = 'light', locale = 'en-GB', prepare } = {},
) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.complaints.push(message.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  if (prepare) await prepare(page);
  await page.goto(address + path);
  return page;
}

// All figures that the page asks for have come, or say why not.
export async function settled(page) {
  await page.waitForSelector('h1');
  await page.waitForFunction(
    () =>
      !document.querySelector('.loading') &&
      ![...document.querySelectorAll('.drawing')].some((drawing) => !drawing.firstChild),
    undefined,
    { timeout: 15_000 },
  );
}

export async function close(page) {
  await page.context().close();
}

// Words of charts that had too little room.
export async function cutShort(page) {
  const texts = await page.locator('.drawing svg text').allTextContents();
  return texts.filter((text) => /(…|\.\.\.)/.test(text));
}

// Findings of axe-core that are serious or critical, in words.
export async function accessibilityProblems(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .slice(0, 3)
          .map((node) => `${node.html.slice(0, 120)} (${node.any[0]?.message ?? node.failureSummary})`)
          .join('; ')}`,
    );
}
