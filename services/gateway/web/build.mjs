// Builds the pages:  node build.mjs [DIRECTORY]   (default build/web beside the repository's other build directories)
//
//   assets/<name>-<hash>.js, .css   for browsers; may be kept for ever
//   index.html                      what every page's address answers with
//   charts-server.js                the charts for the gateway's engine (src/charts/server.ts)
// and beside each its .gz and .br.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import typescript from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, '../../../build/web'));

const common = {
  bundle: true,
  write: false,
  legalComments: 'none',
  absWorkingDir: here,
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};

async function browser() {
  const result = await build({
    ...common,
    entryPoints: { app: 'src/main.tsx' },
    minify: true,
    format: 'esm',
    target: 'es2020',
    outdir: 'assets',
    entryNames: 'assets/[name]-[hash]',
    outbase: 'src',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  return result.outputFiles.map((file) => ({
    name: 'assets/' + file.path.split(/[\\/]/).pop(),
    contents: Buffer.from(file.contents),
  }));
}

// Duktape reads `in` wrongly within the head of a `for`, where minified syntax puts it: so only names and white space.
async function engine() {
  const result = await build({
    ...common,
    entryPoints: ['src/charts/server_global.ts'],
    minifyWhitespace: true,
    minifyIdentifiers: true,
    format: 'iife',
    target: 'es2018',
    define: { ...common.define, globalThis: 'theGlobalObject', global: 'theGlobalObject', window: 'undefined' },
  });
  const { outputText } = typescript.transpileModule(result.outputFiles[0].text, {
    compilerOptions: {
      target: typescript.ScriptTarget.ES5,
      module: typescript.ModuleKind.None,
      removeComments: true,
      newLine: typescript.NewLineKind.LineFeed,
    },
  });
  // The renderer asks for another frame after each change; nobody waits for one here.
  const prelude = 'var theGlobalObject=this;function setTimeout(){return 0}function clearTimeout(){}\n';
  return { name: 'charts-server.js', contents: Buffer.from(prelude + outputText) };
}

function page(files) {
  const named = (extension) => '/' + files.find((file) => file.name.endsWith(extension)).name;
  const html = readFileSync(join(here, 'src/index.html'), 'utf8')
    .replace('{{script}}', named('.js'))
    .replace('{{style}}', named('.css'));
  return { name: 'index.html', contents: Buffer.from(html) };
}

function write({ name, contents }) {
  const path = join(out, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
  writeFileSync(path + '.gz', gzipSync(contents, { level: 9 }));
  writeFileSync(
    path + '.br',
    brotliCompressSync(contents, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: contents.length } }),
  );
}

const files = await browser();
const icon = {
  name:
    'icon-' +
    createHash('sha256')
      .update(readFileSync(join(here, 'src/icon.svg')))
      .digest('hex')
      .slice(0, 8) +
    '.svg',
  contents: readFileSync(join(here, 'src/icon.svg')),
};
icon.name = 'assets/' + icon.name;
const html = page(files);
html.contents = Buffer.from(html.contents.toString().replace('{{icon}}', '/' + icon.name));
rmSync(out, { recursive: true, force: true });
for (const file of [...files, icon, html, await engine()]) write(file);
