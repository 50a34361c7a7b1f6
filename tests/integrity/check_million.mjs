// Ids over a million patients: every id, number and name of a record that must be unique is, counted by DuckDB.
//
//   node tests/integrity/check_million.mjs --results FILE [--folder DIR] [--patients N]

import { rmSync, statfsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Database } from './database.mjs';
import { csvSource, declaredTables, generate } from './dataset.mjs';
import { Report } from './report.mjs';

const { values: options } = parseArgs({
  options: {
    results: { type: 'string' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'polyclinic-million') },
    patients: { type: 'string', default: '1000000' },
  },
});
const report = new Report();
const patients = Number(options.patients);
mkdirSync(options.folder, { recursive: true });
const free = statfsSync(options.folder);
if (free.bavail * free.bsize < 6e9) {
  report.skip(
    `ids of ${patients} patients are unique`,
    `${Math.round((free.bavail * free.bsize) / 1e9)} GB of disk are free, 6 are needed`,
  );
} else {
  const started = performance.now();
  const manifest = generate(options.folder, {
    patients,
    years_of_history: 1,
    tables: ['patients', 'encounters'],
    seed: 41,
  });
  const generated = (performance.now() - started) / 1000;
  const tables = Object.fromEntries(declaredTables().map((table) => [table.name, table]));
  const database = await Database.open(path.join(options.folder, 'ids.duckdb'));
  const rows = Object.fromEntries(manifest.files.map((file) => [file.table, file.rows]));
  report.check(
    'a million patients: as many as asked for',
    manifest.patients === patients && rows.patients === manifest.people,
    `${manifest.patients} patients, ${rows.patients} rows`,
  );
  // One file after the other into a table of the columns that matter; then each column is counted by itself.
  for (const [table, columns] of [
    ['patients', ['patient_id', 'mrn', 'ssn', 'vista_id']],
    ['encounters', ['encounter_id']],
  ]) {
    const source = csvSource(path.join(options.folder, 'csv', `${table}.csv`), tables[table]);
    const typed = columns.map((column) =>
      column.endsWith('_id') && column !== 'vista_id' ? `CAST(${column} AS UUID) AS ${column}` : column,
    );
    await database.run(`CREATE TABLE ${table} AS SELECT ${typed.join(', ')} FROM ${source}`);
    for (const column of columns) {
      const { all, different } = await database.row(
        `SELECT count(${column}) AS all, count(DISTINCT ${column}) AS different FROM ${table}`,
      );
      report.check(
        `a million patients: no ${column} stands twice`,
        all === different && all === rows[table],
        `${different} different of ${all}`,
      );
    }
  }
  const shared = await database.value('SELECT count(*) FROM patients JOIN encounters ON patient_id = encounter_id');
  report.check('a million patients: no id is of a patient and an encounter', shared === 0, `${shared}`);
  database.close();
  console.log(
    `${patients} patients (${rows.patients} people), ${rows.encounters} encounters: generated in ${generated.toFixed(0)} s, ` +
      `judged in ${((performance.now() - started) / 1000 - generated).toFixed(0)} s`,
  );
}
rmSync(options.folder, { recursive: true });
if (options.results) report.write(options.results);
else for (const { what, name, why } of report.results) if (what !== 'pass') console.log(`${what} ${name}: ${why}`);
