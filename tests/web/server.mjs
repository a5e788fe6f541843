// A praksisd of the tests' own, with the sample year, on loopback and ports that are free.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
  });
}

export async function until(what, condition, limitMs = 20_000) {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await condition();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// UUIDv7: what the contract asks of an event's identifier.
export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export class Server {
  #bin;
  #web;
  #folder = mkdtempSync(join(tmpdir(), 'praksis-web-test-'));
  #process;

  constructor(bin, web) {
    this.#bin = bin;
    this.#web = web;
  }

  async start() {
    this.grpc ??= await freePort();
    this.http ??= await freePort();
    this.address = `http://127.0.0.1:${this.http}`;
    const log = openSync(join(this.#folder, 'log'), 'a');
    const options = [
      '--data',
      join(this.#folder, 'data'),
      '--listen',
      `127.0.0.1:${this.grpc}`,
      '--http',
      `127.0.0.1:${this.http}`,
      '--web',
      this.#web,
      '--periods',
      this.periods ?? 'free',
    ];
    this.#process = spawn(join(this.#bin, 'praksisd'), options, { stdio: ['ignore', log, log] });
    this.#process.on('error', (error) => console.log(`   praksisd: ${error.message}`));
    closeSync(log);
    await until(`praksisd serves; its log: ${this.log()}`, () =>
      this.#cli('status').then(
        () => true,
        () => false,
      ),
    );
  }

  log() {
    return readFileSync(join(this.#folder, 'log'), 'utf8').slice(-2000);
  }

  #cli(...options) {
    return run(join(this.#bin, 'praksis'), ['--server', `127.0.0.1:${this.grpc}`, ...options], { maxBuffer: 1 << 26 });
  }

  // One of its own beside this one, of the same program.
  another() {
    return new Server(this.#bin, this.#web);
  }

  async loadSampleYear(cases = 2000) {
    const { stdout } = await this.#cli('sample', '--cases', String(cases), '--seed', '1', '--record');
    return stdout;
  }

  // Records facts; the position from which on they are read.
  async recordAll(facts) {
    const file = join(this.#folder, 'facts.jsonl');
    writeFileSync(file, facts.map((fact) => JSON.stringify(fact) + '\n').join(''));
    const { stdout } = await this.#cli('record', '--json', file);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const refused = answers.filter((answer) => answer.refused);
    if (refused.length) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
    return answers[answers.length - 1].position;
  }

  async call(method, request) {
    const response = await fetch(`${this.address}/praksis.v1.${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
    });
    if (!response.ok) throw new Error(`${method}: ${await response.text()}`);
    return response.json();
  }

  // Records a fact from Lolland, as a client's system would.
  record(stream, day, body) {
    return this.call('Journal/Record', {
      event: {
        eventId: uuid7(),
        stream,
        occurredAt: { date: { date: day } },
        municipality: 'DK-360',
        actor: { id: 'web-test-worker', role: 'CASEWORKER' },
        ...body,
      },
    });
  }

  openCase(name, day) {
    return this.record(`case/${name}`, day, {
      caseOpened: { personRef: name, targetGroup: 'ACTIVITY_READY', openedOn: day },
    });
  }

  // Has what is known at a position kept; the name of the projection that does.
  async keep(position) {
    const begun = await this.call('Operations/RebuildProjection', { until: position });
    const run = await until(
      'the position is kept',
      async () => {
        const { run } = await this.call('Operations/GetRun', { name: begun.run.name });
        return run.done && run;
      },
      240_000,
    );
    if (run.error) throw new Error(run.error.message);
    return run.projection.name;
  }

  withdrawConsent(stream, consentId) {
    return this.record(stream, '2025-12-20', { consentWithdrawn: { consentId } });
  }

  // Ends the process; the data stays for the next start.
  async stop() {
    if (!this.#process) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
    this.#process = undefined;
  }

  async remove() {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
