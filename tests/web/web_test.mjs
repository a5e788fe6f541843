// The pages in a real browser, from a real praksisd with the sample year, through its gateway:
//   node web_test.mjs BIN WEB SCREENSHOTS [ONLY]
import { mkdirSync, rmSync } from 'node:fs';
import { launch } from './browser.mjs';
import { casesTests } from './cases_tests.mjs';
import { cyclesTests } from './cycles_tests.mjs';
import { figuresTests } from './figures_tests.mjs';
import { runAll } from './harness.mjs';
import { measuresTests } from './measures_tests.mjs';
import { peopleTests } from './people_tests.mjs';
import { practiceTests } from './practice_tests.mjs';
import { selectionsOfFiguresTests } from './selections_of_figures_tests.mjs';
import { selectionTests } from './selection_tests.mjs';
import { programmeTests } from './programme_tests.mjs';
import { Server } from './server.mjs';
import { statesTests } from './states_tests.mjs';
import { storiesTests } from './stories_tests.mjs';
import { tellTests } from './tell_tests.mjs';
import { tourTests } from './tour_tests.mjs';

const [bin, web, screenshots, only] = process.argv.slice(2);
rmSync(screenshots, { recursive: true, force: true });
mkdirSync(screenshots, { recursive: true });

const server = new Server(bin, web);
let result = { passed: 0, failed: 1 };
let browser;
try {
  await server.start();
  await server.loadSampleYear();
  browser = await launch();
  const world = { server, browser, screenshots };
  // First: others record what moves the boards.
  tourTests(world);
  figuresTests(world);
  selectionsOfFiguresTests(world);
  casesTests(world);
  peopleTests(world);
  cyclesTests(world);
  selectionTests(world);
  programmeTests(world);
  storiesTests(world);
  statesTests(world);
  practiceTests(world);
  tellTests(world);
  // Last: it records casework of its own.
  measuresTests(world);
  result = await runAll(only);
} catch (error) {
  console.log(`FAILED before the tests: ${error.stack}`);
} finally {
  await browser?.close();
  await server.remove();
}
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exitCode = result.failed ? 1 : 0;
