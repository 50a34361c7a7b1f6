// Ends before the end: signals, broken loops, cancelled streams, readers that stop reading.

import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, test } from 'node:test';

import { engines, large, polyclinic, sha256, small } from './package_under_test.mjs';

const { generate, generatePieces, generateZip } = polyclinic;

/** Milliseconds; a run must stop within 100, and the test machine may be busy. */
const soon = 250;

for (const [name, options] of engines) {
  describe(`${name} cancelling`, () => {
    test(`${name}: a signal ends each kind of run at once, with its reason`, async () => {
      for (const make of [generate, generatePieces, generateZip]) {
        const stop = new AbortController();
        const run = make(large, { ...options, signal: stop.signal });
        let abortedAt = 0;
        const timer = setTimeout(() => {
          abortedAt = performance.now();
          stop.abort();
        }, 300);
        await assert.rejects(async () => {
          for await (const item of /** @type {AsyncIterable<any>} */ (run)) {
            if (item[Symbol.asyncIterator]) for await (const bytes of item) void bytes;
          }
        }, { name: 'AbortError' });
        clearTimeout(timer);
        assert.ok(performance.now() - abortedAt < soon, `${make.name}: ${performance.now() - abortedAt} ms`);
        await assert.rejects(run.manifest, { name: 'AbortError' });
      }
    });

    test(`${name}: the worker itself stops soon, and serves the next run`, async () => {
      await sha256(generateZip(small, options));
      const stop = new AbortController();
      let progressAfter = 0;
      const run = generatePieces(large, {
        ...options,
        signal: stop.signal,
        onProgress: () => { if (stop.signal.aborted) progressAfter += 1; },
      });
      const reason = new Error('enough');
      await assert.rejects(async () => {
        for await (const { bytes } of run) if (bytes.length > 1000) stop.abort(reason);
      }, reason);
      const started = performance.now();
      await sha256(generateZip({ patients: 10, years_of_history: 1 }, options));
      assert.ok(performance.now() - started < 3000);
      assert.equal(progressAfter, 0);
    });

    test(`${name}: leaving a loop or cancelling a stream ends the run`, async () => {
      const pieces = generatePieces(large, options);
      for await (const { bytes } of pieces) if (bytes.length > 0) break;
      await assert.rejects(pieces.manifest, { kind: 'cancelled' });
      const files = generate(large, options);
      for await (const file of files) if (file) break;
      await assert.rejects(files.manifest, { kind: 'cancelled' });
      const zip = generateZip(large, options);
      const reader = zip.getReader();
      await reader.read();
      await reader.cancel(new Error('no more'));
      await assert.rejects(zip.manifest, { message: 'no more' });
    });

    test(`${name}: an engine whose reader stops reading stops too`, async () => {
      let done = 0;
      const run = generatePieces(large, { ...options, onProgress: ({ patientsDone }) => { done = patientsDone; } });
      await run.next();
      await delay(1500);
      const before = done;
      await delay(700);
      assert.equal(done, before, 'it went on without a reader');
      assert.ok(done < large.patients / 4, `${done} patients were made for nobody`);
      await run.return?.(undefined);
    });
  });
}

describe('cancelling', () => {
  test('a signal that was aborted before starts nothing', async () => {
    const run = generatePieces(small, { signal: AbortSignal.abort() });
    await assert.rejects(run.next(), { name: 'AbortError' });
  });

  test('an error in onProgress ends the run with that error', async () => {
    const fault = new Error('a fault of the caller');
    const run = generatePieces(large, { onProgress() { throw fault; } });
    await assert.rejects(async () => { for await (const piece of run) void piece; }, fault);
  });

  test('aborting after the end changes nothing', async () => {
    const stop = new AbortController();
    const zip = generateZip(small, { signal: stop.signal });
    await sha256(zip);
    stop.abort();
    assert.ok((await zip.manifest).files.length > 0);
  });
});
