// The pages with recorded answers, for working on them without a praksisd:
//   node dev/server.mjs [--port 17480] [--web DIRECTORY]
// or with those of a gateway: --gateway http://127.0.0.1:7480
// Nothing here is part of what is installed. /dev/event moves the live position of recorded answers.
import { createServer } from 'node:http';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    gateway: { type: 'string' },
    port: { type: 'string', default: '17480' },
    web: { type: 'string', default: join(here, '../../../../build/web') },
  },
});
const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

// As the gateway answers them.
function definitions(folder = join(here, '../../../../libs/definitions/data')) {
  const figures = {};
  for (const file of readdirSync(folder)) {
    const parts = readFileSync(join(folder, file), 'utf8')
      .split(/^\[(\w+) (\d+)\]$/m)
      .slice(1);
    const texts = {};
    for (let i = 0; i < parts.length; i += 3) texts[parts[i]] = parts[i + 2].trim().replaceAll('\n', ' ');
    figures[file.replace('.txt', '')] = { revision: Number(parts[1]), texts };
  }
  return { figures };
}

export function codelists(folder = join(here, '../../../../libs/codelists/data')) {
  const lists = {};
  for (const file of readdirSync(folder)) {
    const lines = readFileSync(join(folder, file), 'utf8')
      .split('\n')
      .map((line) => line.split('\t'));
    const head = lines.findIndex((line) => line[0] === 'code');
    const languages = lines[head].slice(1);
    const codes = lines
      .slice(head + 1)
      .filter((line) => line.length > 1)
      .map(([code, ...labels]) => ({
        code,
        labels: Object.fromEntries(labels.map((label, i) => [languages[i], label])),
      }));
    lists[file.replace('.tsv', '')] = { codes };
  }
  return { lists };
}

function envelope(message) {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

const followers = new Set();
let moves = 0;

function subscribe(response) {
  response.writeHead(200, { 'Content-Type': 'application/connect+json' });
  response.write(envelope({ token: `recorded-${moves}`, caughtUp: {} }));
  const checkpoint = setInterval(() => response.write(envelope({ token: `recorded-${moves}`, checkpoint: {} })), 5000);
  followers.add(response);
  response.on('close', () => {
    clearInterval(checkpoint);
    followers.delete(response);
  });
}

function recorded(method, response) {
  const file = join(here, 'recorded', method + '.json');
  const found = existsSync(file);
  response.writeHead(found ? 200 : 404, { 'Content-Type': 'application/json' });
  response.end(found ? readFileSync(file) : JSON.stringify({ code: 'unimplemented', message: 'nothing is recorded' }));
}

function page(path, response) {
  const file = join(values.web, normalize(path));
  const found = extname(path) && existsSync(file) ? file : join(values.web, 'index.html');
  response.writeHead(200, {
    'Content-Type': types[extname(found)] ?? 'application/octet-stream',
    'Content-Security-Policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'",
  });
  response.end(readFileSync(found));
}

createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (values.gateway && request.method === 'POST') {
    const { 'content-type': type } = request.headers;
    fetch(values.gateway + request.url, {
      method: 'POST',
      headers: { 'Content-Type': type, 'Connect-Protocol-Version': '1' },
      body: request,
      duplex: 'half',
    }).then(
      (answer) => {
        response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') });
        Readable.fromWeb(answer.body).pipe(response);
        response.on('close', () => answer.body.cancel().catch(() => {}));
      },
      () => response.destroy(),
    );
    return;
  }
  if (pathname === '/dev/event') {
    moves += 1;
    for (const follower of followers) follower.write(envelope({ token: `recorded-${moves}`, event: {} }));
    response.end();
  } else if (pathname === '/praksis.v1.Feed/Subscribe') subscribe(response);
  else if (request.method === 'POST') recorded(pathname.split('/').pop(), response);
  else if (pathname === '/codelists.json') response.end(JSON.stringify(codelists()));
  else if (pathname === '/definitions.json') response.end(JSON.stringify(definitions()));
  else page(pathname, response);
}).listen(Number(values.port), '127.0.0.1', () => console.log(`http://127.0.0.1:${values.port}/`));
