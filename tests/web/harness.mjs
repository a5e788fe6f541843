// Checks one after the other; the last line printed is "N passed, N failed".
import assert from 'node:assert/strict';

const tests = [];

export function test(name, body) {
  tests.push({ name, body });
}

// Those whose name has `only` in it.
export async function runAll(only = '') {
  let passed = 0;
  let failed = 0;
  for (const { name, body } of tests.filter((one) => one.name.includes(only))) {
    try {
      await body();
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(
        `FAILED ${name}: ${error instanceof assert.AssertionError ? error.message.split('\n').slice(0, 12).join('\n    ') : (error.stack ?? error)}`,
      );
    }
  }
  return { passed, failed };
}
