// Whether the parts of a dataset (--block I/N), put together, are the whole: byte for byte, in order. CSV without the
// parts' headers, NDJSON as it stands, JSON arrays without their brackets; the directory's tables stand in the first part.
//
//   node tests/integrity/check_parts.mjs --results FILE [--folder DIR]

import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { generate } from './dataset.mjs';
import { Report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    results: { type: 'string' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'polyclinic-parts') },
  },
});
const report = new Report();

/** The rows of a file of a format, with what must stand between those of two parts. */
const rowsOf = {
  csv: (bytes) => bytes.subarray(bytes.indexOf('\n') + 1),
  ndjson: (bytes) => bytes,
  json: (bytes) => bytes.subarray('[\n'.length, bytes.length - '\n]\n'.length),
};
const between = { csv: '', ndjson: '', json: ',\n' };
const extension = { csv: '.csv', ndjson: '.ndjson', json: '.json' };

const sha256 = (...pieces) => pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest('hex');

function compare(title, config, count) {
  const folders = ['whole', ...Array.from({ length: count }, (_, index) => `part-${index + 1}`)].map((name) =>
    path.join(options.folder, name),
  );
  const [whole, ...parts] = folders.map((folder, index) =>
    generate(folder, config, index === 0 ? [] : ['--block', `${index}/${count}`]),
  );
  report.check(
    `${title}: the parts' patients and people add up`,
    parts.reduce((sum, part) => sum + part.patients, 0) === whole.patients &&
      parts.reduce((sum, part) => sum + part.people, 0) === whole.people,
    `${parts.map((part) => `${part.patients} (${part.people})`).join(' + ')} for ${whole.patients} (${whole.people})`,
  );
  let rows = 0,
    bytes = 0;
  for (const { table, name, rows: expected } of whole.files) {
    const format = name.slice(0, name.indexOf('/'));
    if (!table || !rowsOf[format]) continue;  // no table: what describes them all, without rows
    const [all, ...each] = folders.map((folder) =>
      rowsOf[format](readFileSync(path.join(folder, format, table + extension[format]))),
    );
    const filled = each.filter((part) => part.length > 0);
    const together = filled.flatMap((part, index) => (index === 0 ? [part] : [Buffer.from(between[format]), part]));
    const counted = parts.reduce((sum, part) => sum + part.files.find((file) => file.name === name).rows, 0);
    report.check(
      `${title}: ${name} is its parts put together`,
      sha256(...together) === sha256(all) && counted === expected,
      `${counted} rows for ${expected}, ${together.reduce((sum, part) => sum + part.length, 0)} bytes for ${all.length}`,
    );
    if (['providers', 'organizations', 'payers'].includes(table)) {
      report.check(
        `${title}: ${name} stands in the first part alone`,
        parts.every((part, index) => part.files.find((file) => file.name === name).rows > 0 === (index === 0)),
        'rows in a later part',
      );
    }
    rows += expected;
    bytes += all.length;
  }
  console.log(
    `${title}: ${count} parts, ${whole.people} people, ${rows} rows, ${(bytes / 1e6).toFixed(0)} MB compared`,
  );
}

compare('3 parts', { patients: 1000, seed: 31, formats: ['csv', 'json', 'ndjson'] }, 3);
// More parts than blocks of people: some parts are empty.
compare('7 parts of 200 people', { patients: 200, seed: 32, formats: ['csv', 'json'], years_of_history: 2 }, 7);
rmSync(options.folder, { recursive: true });
if (options.results) report.write(options.results);
else for (const { what, name, why } of report.results) if (what !== 'pass') console.log(`${what} ${name}: ${why}`);
