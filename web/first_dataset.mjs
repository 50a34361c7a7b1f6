// Makes a newcomer's first dataset with the npm package that was just built, and prints what is in it: the proof that the
// engine, its WebAssembly modules and the package work.
//
//   node web/first_dataset.mjs [--package FOLDER] [--output FILE.zip]

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const { values: options } = parseArgs({
  options: {
    package: { type: 'string', default: join(root, 'build/npm/polyclinic') },
    output: { type: 'string', default: join(root, 'build/sample/population.zip') },
  },
});

const { generateZip, version } = await import(pathToFileURL(join(resolve(options.package), 'src/node.js')).href);
await mkdir(dirname(options.output), { recursive: true });

const started = performance.now();
const zip = generateZip({ patients: 1000 });
await pipeline(zip, createWriteStream(options.output));
const seconds = (performance.now() - started) / 1000;
const { files } = await zip.manifest;
const { threads } = await zip.engine;

const number = new Intl.NumberFormat('en-US');
const widest = Math.max(...files.map(({ name }) => name.length));
console.log(`\nA first dataset: 1,000 patients, made by Polyclinic ${await version()} in ${seconds.toFixed(1)} s with ${threads} thread${threads === 1 ? '' : 's'}\n`);
for (const { name, rows } of files) console.log(`  ${name.padEnd(widest)}  ${number.format(rows).padStart(11)} rows`);
console.log(`\n  ${relative(process.cwd(), options.output) || options.output}\n  SHA-256 ${await zip.sha256}\n`);
