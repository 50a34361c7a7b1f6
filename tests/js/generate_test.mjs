// Runs as callers take them: files, pieces, a ZIP. All three hold the same bytes, on every engine.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, test } from 'node:test';

import { collectPieces, engines, polyclinic, sha256, small } from './package_under_test.mjs';

const { generate, generatePieces, generateZip } = polyclinic;
const digest = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

for (const [name, options] of engines) {
  describe(`${name} runs`, () => {
    test(`${name}: the manifest tells the truth about every piece`, async () => {
      const run = generatePieces(small, options);
      const contents = await collectPieces(run);
      assert.equal([...contents.keys()].at(-1), 'manifest.json');
      const { files, config } = await run.manifest;
      assert.equal((await run.engine).threaded, name === 'threaded');
      assert.equal(config.patients, small.patients);
      assert.deepEqual([...contents.keys()].sort(), [...files.map((file) => file.name), 'manifest.json'].sort());
      for (const { name, bytes, sha256, rows } of files) {
        const content = /** @type {Buffer} */ (contents.get(name));
        assert.equal(content.length, bytes, name);
        assert.equal(digest(content), sha256, name);
        if (name.endsWith('.ndjson')) assert.equal(content.toString('utf8').split('\n').length - 1, rows, name);
      }
      const manifest = JSON.parse(/** @type {Buffer} */ (contents.get('manifest.json')).toString('utf8'));
      assert.deepEqual(manifest, await run.manifest);
    });

    test(`${name}: generate() gives the files in order, each whole`, async () => {
      const expected = await collectPieces(generatePieces(small, options));
      const run = generate(small, options);
      const names = [];
      for await (const file of run) {
        names.push(file.name);
        // Every way to read a file, in turns.
        const content = [
          () => file.bytes(),
          async () => Buffer.from(await file.text()),
          async () => Buffer.concat(await Array.fromAsync?.(file) ?? await Readable.from(file).toArray()),
          async () => Buffer.concat(await Readable.fromWeb(/** @type {any} */ (file.stream())).toArray()),
        ][file.index % 4];
        assert.equal(digest(await content()), digest(/** @type {Buffer} */ (expected.get(file.name))), file.name);
      }
      assert.deepEqual(names, (await run.files).map((file) => file.name));
      assert.equal(names.at(-1), 'manifest.json');
    });

    test(`${name}: files that nobody reads are passed over`, async () => {
      const expected = await collectPieces(generatePieces(small, options));
      const read = new Map();
      for await (const file of generate(small, options)) {
        if (file.index % 3 === 1) read.set(file.name, await file.bytes());
        if (file.index % 3 === 2) for await (const bytes of file) if (bytes.length) break;
      }
      assert.ok(read.size > 1);
      for (const [name, bytes] of read) assert.equal(digest(bytes), digest(/** @type {Buffer} */ (expected.get(name))), name);
    });

    test(`${name}: generateZip() holds the same files, and its hash is right`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
      try {
        const path = join(folder, 'population.zip');
        const zip = generateZip(small, options);
        await pipeline(zip, createWriteStream(path));
        assert.equal(digest(await readFile(path)), await zip.sha256);
        execFileSync('unzip', ['-tqq', path]);
        const { files } = await zip.manifest;
        for (const { name, sha256 } of files) {
          assert.equal(digest(execFileSync('unzip', ['-p', path, name], { maxBuffer: 2 ** 28 })), sha256, name);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    });

    test(`${name}: progress only grows and ends complete`, async () => {
      /** @type {import('../../bindings/js/types/index.js').Progress[]} */
      const seen = [];
      const zip = generateZip({ patients: 3000 }, { ...options, onProgress: (progress) => seen.push(progress) });
      await sha256(zip);
      assert.ok(seen.length >= 1);
      for (let i = 1; i < seen.length; i += 1) {
        for (const key of /** @type {const} */ (['patientsDone', 'people', 'bytesGenerated', 'bytesDelivered'])) {
          assert.ok(seen[i][key] >= seen[i - 1][key], key);
        }
      }
      const last = /** @type {import('../../bindings/js/types/index.js').Progress} */ (seen.at(-1));
      assert.equal(last.patientsTotal, 3000);
      assert.equal(last.patientsDone, 3000);
      const { files } = await zip.manifest;
      for (const [index, { rows, bytes }] of files.entries()) assert.deepEqual([last.files[index].rows, last.files[index].bytes], [rows, bytes]);
    });

    test(`${name}: the parts of a dataset are the whole`, async () => {
      const whole = await collectPieces(generatePieces(small, options));
      const parts = [];
      for (const number of [1, 2, 3]) parts.push(await collectPieces(generatePieces(small, { ...options, part: { number, of: 3 } })));
      const rows = (/** @type {Buffer | undefined} */ content) => (content ?? Buffer.alloc(0)).toString('utf8').split('\n').filter(Boolean);
      for (const [name, content] of whole) {
        if (!name.endsWith('.ndjson')) continue;
        const joined = parts.flatMap((part) => rows(part.get(name)));
        assert.deepEqual(joined.sort(), rows(content).sort(), name);
      }
    });
  });
}

describe('determinism in Node', () => {
  test('any engine and any number of threads give the same bytes', async () => {
    const expected = await sha256(generateZip(small, { engine: 'unthreaded' }));
    for (const threads of [1, 2, 3, 7]) {
      assert.equal(await sha256(generateZip(small, { engine: 'threaded', threads })), expected, `${threads} threads`);
    }
    assert.notEqual(await sha256(generateZip({ ...small, seed: 2 })), expected);
  });
});

describe('the rules of reading', () => {
  test('a file is read once, and before the next one is taken', async () => {
    const run = generate(small);
    const { value: first } = await run.next();
    await first.bytes();
    await assert.rejects(first.bytes(), { kind: 'invalidInput' });
    const { value: second } = await run.next();
    await run.next();
    await assert.rejects(second.text(), { kind: 'invalidInput' });
    await run.return?.(undefined);
  });

  test('several runs at once do not disturb each other', async () => {
    const expected = await sha256(generateZip(small));
    const other = await sha256(generateZip({ ...small, seed: 9 }));
    const hashes = await Promise.all([
      sha256(generateZip(small, { engine: 'threaded', threads: 2 })),
      sha256(generateZip({ ...small, seed: 9 }, { engine: 'threaded', threads: 2 })),
      sha256(generateZip(small, { engine: 'unthreaded' })),
    ]);
    assert.deepEqual(hashes, [expected, other, expected]);
  });
});
