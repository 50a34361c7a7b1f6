// Where a run keeps what must wait: the spools by themselves, the order of files, and what happens when there is no room.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

import { packageFolder, packageModule } from './package_under_test.mjs';

const { MemorySpool } = await packageModule('src/worker/spool.js');
const { FileSpool } = await packageModule('src/worker/spool_node.js');
const { FileQueue } = await packageModule('src/worker/file_queue.js');

/** @param {number} length */
const noise = (length, seed = 1) => Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 255);

describe('spools', () => {
  for (const [name, open] of [['memory', () => new MemorySpool('the test says so')], ['file', () => new FileSpool()]]) {
    test(`the ${name} spool gives back what it was given, anywhere and across its chunks`, () => {
      const spool = open();
      const written = Buffer.concat([noise(3), noise(5_000_000), noise(0), noise(4_200_001, 2)]);
      for (const [from, to] of [[0, 3], [3, 5_000_003], [5_000_003, 5_000_003], [5_000_003, written.length]]) spool.append(written.subarray(from, to));
      assert.equal(spool.size, written.length);
      for (const [offset, length] of [[0, 10], [4 * 2 ** 20 - 5, 10], [4_999_999, 4_000_000], [written.length - 1, 1], [0, written.length]]) {
        const target = new Uint8Array(length);
        spool.read(offset, target);
        assert.ok(Buffer.compare(target, written.subarray(offset, offset + length)) === 0, `${offset}+${length}`);
      }
      spool.close();
      spool.close();
    });
  }

  test('the memory spool says when it is full, and why it is in memory', () => {
    const spool = new MemorySpool('this window keeps no files', 2 ** 20);
    spool.append(new Uint8Array(2 ** 20));
    assert.throws(() => spool.append(new Uint8Array(1)), (/** @type {any} */ error) =>
      error.kind === 'runFailed' && /1 MiB/.test(error.summary) && /keeps no files/.test(error.findings[0].what));
  });

  test('the file spool leaves nothing in the temporary folder, not even while it is open', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    try {
      const spool = new FileSpool();
      spool.append(noise(100));
      if (process.platform !== 'win32') assert.deepEqual(await readdir(folder), []);
      spool.close();
      assert.deepEqual(await readdir(folder), []);
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
      await rm(folder, { recursive: true });
    }
  });

  test('a run without a usable temporary folder says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
    try {
      const script = join(folder, 'script.mjs');
      await writeFile(script, `
        import { generate } from ${JSON.stringify(join(packageFolder, 'src/node.js'))};
        try {
          for await (const file of generate({ patients: 3000 })) for await (const bytes of file) void bytes;
          console.log('it worked');
        } catch (error) { console.log(error.kind, '|', error.summary, '|', error.findings[0].hint); }`);
      const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, TMPDIR: join(folder, 'absent') } });
      assert.match(stdout, /^runFailed \| Cannot write the temporary file of the run \| .*TMPDIR/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the order of files', () => {
  test('what comes side by side goes out one file after the other', () => {
    const spool = new MemorySpool('');
    const queue = new FileQueue(spool, 3);
    /** @type {Buffer[][]} */
    const sent = [[], [], []];
    const expected = [0, 1, 2].map((output) => noise(700_000 + output, output));
    const step = 9973;
    for (let at = 0; at < 700_002; at += step) {
      for (const output of [0, 1, 2]) {
        const bytes = expected[output].slice(at, at + step);
        if (bytes.length === 0) continue;
        if (queue.isCurrent(output)) sent[output].push(Buffer.from(bytes));
        else queue.keep(output, bytes);
      }
    }
    assert.ok(spool.size > 1_000_000, 'what waits is spooled, not gathered in memory');
    queue.complete();
    const ends = [];
    for (let next = queue.take(); next; next = queue.take()) {
      if (next.bytes) sent[next.output].push(Buffer.from(next.bytes));
      else ends.push(next.output);
    }
    assert.deepEqual(ends, [0, 1, 2]);
    for (const output of [0, 1, 2]) assert.ok(Buffer.compare(Buffer.concat(sent[output]), expected[output]) === 0, String(output));
  });

  test('a file that is left lets the next one begin before the engine is done', () => {
    const queue = new FileQueue(new MemorySpool(''), 2);
    queue.keep(1, noise(10));
    assert.equal(queue.take(), null);
    queue.skip(0);
    assert.deepEqual(queue.take(), { output: 0, bytes: null });
    assert.deepEqual(queue.take(), { output: 1, bytes: noise(10) });
    assert.ok(queue.isCurrent(1));
    assert.equal(queue.take(), null);
    queue.complete();
    assert.deepEqual(queue.take(), { output: 1, bytes: null });
    assert.equal(queue.take(), null);
  });
});
