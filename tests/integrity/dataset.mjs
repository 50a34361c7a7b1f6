// Makes datasets with the command line and loads their CSV files as the declared tables say. What is wrong with them
// is the business of declared_checks.mjs, people_checks.mjs and visit_checks.mjs.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { literal, name } from './database.mjs';

export const program = path.resolve(process.env.POLYCLINIC_PROGRAM ?? 'build/native/polyclinic');

/** Runs the program; throws with what it said when it fails. */
export function runProgram(args, input = '') {
  const run = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.error) throw run.error;
  if (run.status !== 0)
    throw new Error(`polyclinic ${args.join(' ')} exited with ${run.status ?? run.signal}: ${run.stderr.slice(-2000)}`);
  return run.stdout;
}

/** The declared tables: [{ name, columns: [{ name, type, nullable, primaryKey, references, codeSystem, ... }] }]. */
export const declaredTables = () => JSON.parse(runProgram(['schema', '--format', 'json'])).tables;

/** Generates a dataset of that config into a new folder; returns its manifest with the seconds it took. */
export function generate(folder, config, args = []) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const started = performance.now();
  runProgram(['generate', '--config', '-', '--output', folder, '--quiet', ...args], JSON.stringify(config));
  const manifest = JSON.parse(readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  return { ...manifest, seconds: (performance.now() - started) / 1000 };
}

// How a value of a declared type must be written, and the type that DuckDB reads it as.
export const typeRules = {
  id: { pattern: '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}', sql: 'UUID' },
  term: { pattern: '[^\\x00-\\x20\\x7f]([^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f])?', sql: 'VARCHAR' },
  text: { pattern: '[^\\x00-\\x20\\x7f]([^\\x00-\\x1f\\x7f]*[^\\x00-\\x20\\x7f])?', sql: 'VARCHAR' },
  integer: { pattern: '0|-?[1-9][0-9]*', sql: 'BIGINT' },
  decimal2: { pattern: '-?(0|[1-9][0-9]*)\\.[0-9]{2}', sql: 'DECIMAL(14,2)' },
  decimal5: { pattern: '-?(0|[1-9][0-9]*)\\.[0-9]{5}', sql: 'DECIMAL(14,5)' },
  number: { pattern: '-?(0|[1-9][0-9]*)(\\.[0-9]+)?', sql: 'DECIMAL(18,6)' },
  date: { pattern: '[0-9]{4}-[0-9]{2}-[0-9]{2}', sql: 'DATE' },
  timestamp: { pattern: '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{3})?Z', sql: 'TIMESTAMP' },
  boolean: { pattern: 'true|false', sql: 'BOOLEAN' },
};

/** The cells of a CSV file as they are written, all of them text. */
export function csvSource(file, table) {
  const columns = table.columns.map((column) => `${literal(column.name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${literal(file)}, columns = {${columns}}, header = true, delim = ',', quote = '"', escape = '"',
    nullstr = '', auto_detect = false, strict_mode = true, null_padding = false, max_line_size = 10000000)`;
}

/** A cell as a value of its declared type; NULL where it is not one. */
const typed = (column) => {
  const cell = name(column.name);
  if (column.type === 'timestamp') return `TRY_CAST(replace(replace(${cell}, 'T', ' '), 'Z', '') AS TIMESTAMP)`;
  return typeRules[column.type].sql === 'VARCHAR' ? cell : `TRY_CAST(${cell} AS ${typeRules[column.type].sql})`;
};

/** Creates a table of typed values from cells (csvSource, or a table of texts). */
export async function loadTable(database, table, source) {
  const columns = table.columns.map((column) => `${typed(column)} AS ${name(column.name)}`).join(', ');
  await database.run(`CREATE OR REPLACE TABLE ${name(table.name)} AS SELECT ${columns} FROM ${source}`);
}

/** Loads all tables of a dataset, and `run`: one row with what the checks must know of the config. */
export async function loadDataset(database, tables, folder, manifest) {
  for (const table of tables)
    await loadTable(database, table, csvSource(path.join(folder, 'csv', `${table.name}.csv`), table));
  await loadRun(database, manifest);
}

/** `run`: as_of, history_start (NULL: whole lives), and has_modules: whether diseases of the config's own are told. */
export async function loadRun(database, { config }) {
  const start =
    config.years_of_history > 0
      ? `CAST(DATE ${literal(config.as_of)} - INTERVAL ${config.years_of_history} YEAR AS DATE)`
      : 'NULL::DATE';
  await database.run(
    `CREATE OR REPLACE TABLE run AS SELECT DATE ${literal(config.as_of)} AS as_of, ${start} AS history_start,
      ${config.modules !== undefined} AS has_modules`,
  );
}
