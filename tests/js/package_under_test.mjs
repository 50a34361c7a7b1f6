// Which package the tests import: the one that bindings/js/build.mjs put together, or the folder in POLYCLINIC_PACKAGE.
// With it what several tests need of a run.

import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');
export const packageFolder = process.env.POLYCLINIC_PACKAGE ?? join(root, 'build/npm/polyclinic');

/** @type {typeof import('../../bindings/js/types/index.js')} */
export const polyclinic = await import(pathToFileURL(join(packageFolder, 'src/node.js')).href);

/** @param {...string} path */
export const packageModule = (...path) => import(pathToFileURL(join(packageFolder, ...path)).href);

/** The ways to run the engine in Node, by the name that tests show. */
export const engines = [
  ['threaded', { engine: 'threaded', threads: 2 }],
  ['unthreaded', { engine: 'unthreaded' }],
];

/** @param {AsyncIterable<Uint8Array>} stream */
export async function sha256(stream) {
  const hash = createHash('sha256');
  for await (const bytes of stream) hash.update(bytes);
  return hash.digest('hex');
}

/**
 * Every file's bytes by name, joined from the pieces.
 * @param {import('../../bindings/js/types/index.js').PieceRun} run
 * @returns {Promise<Map<string, Buffer>>}
 */
export async function collectPieces(run) {
  /** @type {Map<string, Uint8Array[]>} */
  const pieces = new Map();
  for await (const { file, bytes } of run) {
    if (!pieces.has(file.name)) pieces.set(file.name, []);
    pieces.get(file.name)?.push(bytes);
  }
  return new Map([...pieces].map(([name, parts]) => [name, Buffer.concat(parts)]));
}

/** A config that makes enough data for a run to be caught in its middle. */
export const large = { patients: 200_000 };
/** A config that is quick. */
export const small = { patients: 150, years_of_history: 3, formats: ['csv', 'ndjson'] };
