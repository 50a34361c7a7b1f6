// Prints the SHA-256 of every file of a dataset and of its ZIP, as Chromium makes them, in one JSON object:
// {"csv/patients.csv": "...", ..., "zip": "..."}. The hashes are of the bytes that came, not of what the engine says.
//
//   node tests/browser/hash_dataset.mjs CONFIG.json [--isolated yes|no] [--threads N]

import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { openBrowser, openPage, serve } from './page_under_test.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { isolated: { type: 'string', default: 'yes' }, threads: { type: 'string', default: '2' } },
});
if (positionals.length !== 1 || !['yes', 'no'].includes(values.isolated)) {
  console.error('usage: node tests/browser/hash_dataset.mjs CONFIG.json [--isolated yes|no] [--threads N]');
  process.exit(2);
}
const config = await readFile(positionals[0], 'utf8');
const isolated = values.isolated === 'yes';

const server = await serve(isolated);
const { browser, close } = await openBrowser();
try {
  const { page } = await openPage(browser, server.url, { context: { serviceWorkers: isolated ? 'allow' : 'block' } });
  const result = await page.evaluate(async ({ config, isolated, threads }) => {
    if (globalThis.crossOriginIsolated !== isolated) throw new Error(`crossOriginIsolated is ${globalThis.crossOriginIsolated}`);
    /** @type {typeof import('../../bindings/js/types/index.js')} */
    // @ts-ignore the page's own copy
    const { generatePieces, generateZip } = await import('./polyclinic/src/browser.js');
    const digest = async (/** @type {Uint8Array<ArrayBuffer>[]} */ parts) => {
      const hash = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
      return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    /** @type {import('../../bindings/js/types/index.js').RunOptions} */
    const options = { engine: isolated ? 'threaded' : 'unthreaded', threads };
    /** @type {Map<string, Uint8Array<ArrayBuffer>[]>} */
    const parts = new Map();
    const run = generatePieces(config, options);
    for await (const { file, bytes } of run) parts.set(file.name, [...(parts.get(file.name) ?? []), bytes]);
    /** @type {Record<string, string>} */
    const hashes = {};
    for (const { name } of await run.files) hashes[name] = await digest(parts.get(name) ?? []);
    /** @type {Uint8Array<ArrayBuffer>[]} */
    const zip = [];
    const reader = generateZip(config, options).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) zip.push(next.value);
    hashes.zip = await digest(zip);
    return hashes;
  }, { config, isolated, threads: Number(values.threads) });
  console.log(JSON.stringify(result, null, 2));
} finally {
  await close();
  await server.close();
}
