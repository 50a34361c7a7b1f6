// Engines that break: whoever waits gets an error that says so, nobody waits for ever, and the next run works.

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';

import { packageFolder, root } from './package_under_test.mjs';

let folder = '';
/** @type {typeof import('../../bindings/js/types/index.js')} */
let broken;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
  await cp(packageFolder, folder, { recursive: true });
  for (const build of ['mt', 'st']) await cp(join(root, 'tests/js/faulty_engine.mjs'), join(folder, `engine/polyclinic-${build}.mjs`));
  broken = await import(pathToFileURL(join(folder, 'src/node.js')).href);
});
after(() => rm(folder, { recursive: true }));

/** @param {number} seed which fault */
async function run(seed, options = {}) {
  let bytes = 0;
  for await (const piece of broken.generatePieces({ seed }, options)) bytes += piece.bytes.length;
  return bytes;
}

describe('broken engines', () => {
  test('the stand-in works when it has no fault', async () => assert.equal(await run(1), 2));

  for (const [seed, what, expected] of /** @type {const} */ ([
    [2, 'that breaks at the start', { kind: 'internal', message: /unreachable/ }],
    [3, 'that breaks in mid-run', { kind: 'internal', message: /out of bounds/ }],
    [4, 'that runs out of memory', { kind: 'runFailed', message: /out of memory.*\n.*fewer threads/ }],
    [7, 'whose worker ends', { kind: 'internal', message: /worker ended/ }],
    [8, 'with a thread that breaks', { kind: 'internal', message: /pthread/ }],
    [9, 'with a thread that runs out of memory', { kind: 'runFailed', message: /out of memory.*\n.*fewer threads/ }],
    [10, 'with a thread that ends in silence', { kind: 'internal', message: /one of its threads ended/ }],
  ])) {
    test(`an engine ${what} rejects its run, and the next one gets a new worker`, async () => {
      await assert.rejects(run(seed), expected);
      assert.equal(await run(1), 2);
    });
  }

  test('an engine that does not come back is ended when it is cancelled', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    const started = performance.now();
    await assert.rejects(run(5, { signal: stop.signal }), { name: 'AbortError' });
    assert.ok(performance.now() - started < 1000, 'the caller waited for the worker');
    assert.equal(await run(1), 2);
  });

  test('an engine that cannot be started rejects every call, and only as long as that lasts', async () => {
    process.env.POLYCLINIC_FAULT = 'load';
    const again = await import(`${pathToFileURL(join(folder, 'src/node.js')).href}?again`);
    await assert.rejects(again.version(), { kind: 'internal', message: /could not be started/ });
    await assert.rejects(async () => { for await (const piece of again.generatePieces()) void piece; }, { kind: 'internal' });
    delete process.env.POLYCLINIC_FAULT;
    assert.equal(await again.version(), '0.0.0');
  });
});
