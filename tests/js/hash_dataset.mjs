// Prints the SHA-256 of every file of a dataset and of its ZIP, as Node makes them, in one JSON object:
// {"csv/patients.csv": "...", ..., "zip": "..."}. The hashes are of the bytes that came, not of what the engine says.
//
//   node tests/js/hash_dataset.mjs CONFIG.json [--engine mt|st] [--threads N]

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { polyclinic, sha256 } from './package_under_test.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { engine: { type: 'string', default: 'mt' }, threads: { type: 'string', default: '2' } },
});
const builds = { mt: 'threaded', st: 'unthreaded' };
const engine = builds[/** @type {'mt' | 'st'} */ (values.engine)];
if (positionals.length !== 1 || !engine) {
  console.error('usage: node tests/js/hash_dataset.mjs CONFIG.json [--engine mt|st] [--threads N]');
  process.exit(2);
}
const config = await readFile(positionals[0], 'utf8');
/** @type {import('../../bindings/js/types/index.js').RunOptions} */
const options = { engine: /** @type {any} */ (engine), threads: Number(values.threads) };

/** @type {Map<string, import('node:crypto').Hash>} */
const hashes = new Map();
const run = polyclinic.generatePieces(config, options);
for await (const { file, bytes } of run) {
  let hash = hashes.get(file.name);
  if (!hash) hashes.set(file.name, (hash = createHash('sha256')));
  hash.update(bytes);
}
/** @type {Record<string, string>} */
const result = {};
for (const { name } of await run.files) result[name] = (hashes.get(name) ?? createHash('sha256')).digest('hex');
result.zip = await sha256(polyclinic.generateZip(config, options));
console.log(JSON.stringify(result, null, 2));
