// All checks of this folder on one dataset, of any number of people, with the library or modules of one's own: by hand, on
// 200,000.
//
//   node tests/integrity/check_clinical.mjs [--patients N] [--library] [--modules DIR] [--years N] [--folder DIR] [--results FILE]

import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { careChecks } from './care_checks.mjs';
import { clinicalChecks } from './clinical_checks.mjs';
import { Database } from './database.mjs';
import { declaredTables, generate, loadDataset } from './dataset.mjs';
import { declaredChecks, fileChecks, folderSource } from './declared_checks.mjs';
import { prepare } from './measured.mjs';
import { peopleChecks } from './people_checks.mjs';
import { Report } from './report.mjs';
import { visitChecks } from './visit_checks.mjs';

const { values: options } = parseArgs({
  options: {
    results: { type: 'string' },
    patients: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '51' },
    years: { type: 'string', default: '10' },
    library: { type: 'boolean', default: false },
    modules: { type: 'string' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'polyclinic-clinical') },
  },
});
const report = new Report();
const tables = declaredTables();
const started = performance.now();
const manifest = generate(
  options.folder,
  { patients: Number(options.patients), seed: Number(options.seed), years_of_history: Number(options.years), ...(options.library ? { modules: { library: true } } : {}) },
  options.modules ? ['--modules', options.modules] : [],
);
const database = await Database.open(`${options.folder}.duckdb`);
await loadDataset(database, tables, options.folder, manifest);
const source = folderSource(options.folder);
for (const [what, check] of Object.entries({ ...declaredChecks, ...fileChecks })) {
  const found = await check({ database, tables, source, folder: options.folder, manifest });
  report.check(what, found.length === 0, found.map(({ where, count, example }) => `${where}: ${count}${example === undefined ? '' : ` (${example})`}`).join('; '));
}
for (const statement of prepare) await database.run(statement);
for (const [what, { violations }] of Object.entries({ ...peopleChecks, ...visitChecks, ...careChecks, ...clinicalChecks })) {
  const count = await database.value(`SELECT count(*) FROM (${violations})`);
  report.check(what, count === 0, count > 0 ? `${count} rows, such as ${JSON.stringify(await database.row(`SELECT * FROM (${violations}) LIMIT 1`))}` : '');
}
const rows = manifest.files.reduce((sum, file) => sum + (file.rows ?? 0), 0);
console.log(
  `${manifest.patients} patients (${manifest.people} people), ${rows} rows: ${report.results.length} checks, ${report.failed()} fail, ` +
    `${((performance.now() - started) / 1000).toFixed(0)} s, ${manifest.seconds.toFixed(0)} of them to generate`,
);
database.close();
rmSync(options.folder, { recursive: true });
rmSync(`${options.folder}.duckdb`);
if (options.results) report.write(options.results);
else for (const { what, name, why } of report.results) if (what !== 'pass') console.log(`${what} ${name}: ${why}`);
