// The modules under test, as the bundler reads them.
import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const web = dirname(dirname(fileURLToPath(import.meta.url)));

// What `contents`, a module that lives in src/, exports.
export async function load(contents) {
  const folder = mkdtempSync(join(tmpdir(), 'praksis-web-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await build({
      stdin: { contents, resolveDir: join(web, 'src'), loader: 'ts' },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      jsx: 'automatic',
      jsxImportSource: 'preact',
      logLevel: 'error',
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function recorded(method) {
  return JSON.parse(readFileSync(join(web, 'dev/recorded', method + '.json'), 'utf8'));
}
