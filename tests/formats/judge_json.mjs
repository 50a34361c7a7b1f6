// Holds a run's JSON and NDJSON against the JSON Schemas beside them with Ajv, compares every value with the CSV of the
// same run (read by DuckDB), and expects damaged rows to be refused.
//
//   node judge_json.mjs FOLDER --results FILE      FOLDER: a run's, with csv, json and ndjson

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const { values: { results: resultsFile }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
/** @type {string[]} */
const results = [];
const add = (/** @type {string} */ name, why = '') =>
  results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);

const read = (/** @type {string[]} */ ...path) => readFileSync(join(folder, ...path), 'utf8');
const tables = readdirSync(join(folder, 'csv')).filter((name) => name.endsWith('.csv')).map((name) => name.slice(0, -4));

// Strict: a keyword that the specification does not know is an error of the schema.
const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: false });
/** @type {any} */ (formats)(ajv);
const connection = await (await DuckDBInstance.create(':memory:')).connect();

let rowCount = 0;
const wrong = { schema: '', array: '', lines: '', same: '', csv: '' };
/** @type {Record<string, string[]>} table -> what was accepted that should not */
const accepted = {};
for (const table of tables) {
  const arraySchema = JSON.parse(read('json', `${table}.schema.json`));
  const lineSchema = JSON.parse(read('ndjson', `${table}.schema.json`));
  for (const schema of [arraySchema, lineSchema]) {
    if (!ajv.validateSchema(schema)) wrong.schema ||= `${table}: ${ajv.errorsText()}`;
  }
  const isArray = ajv.compile(arraySchema);
  const isLine = ajv.compile(lineSchema);
  const array = JSON.parse(read('json', `${table}.json`));
  const lines = read('ndjson', `${table}.ndjson`).split('\n').slice(0, -1).map((line) => JSON.parse(line));
  rowCount += lines.length;
  if (!isArray(array)) wrong.array ||= `${table}: ${ajv.errorsText(isArray.errors)}`;
  for (const line of lines) {
    if (!isLine(line)) wrong.lines ||= `${table}: ${ajv.errorsText(isLine.errors)}`;
  }
  if (JSON.stringify(array) !== JSON.stringify(lines)) wrong.same ||= table;

  // An empty cell is a null; everything else is the value's own text.
  const names = Object.keys(lineSchema.properties);
  const reader = await connection.runAndReadAll(
    `SELECT * FROM read_csv('${join(folder, 'csv', table)}.csv', all_varchar = true, header = true, delim = ',', quote = '"', `
    + `escape = '"', nullstr = '', strict_mode = true, parallel = false)`);
  const rows = reader.getRowsJson();
  if (rows.length !== lines.length) wrong.csv ||= `${table}: ${rows.length} rows in CSV, ${lines.length} in NDJSON`;
  rows.forEach((row, index) => names.forEach((name, column) => {
    const value = lines[index]?.[name];
    const cell = row[column];
    const equal = typeof value === 'number' ? Number(cell) === value : cell === (value === null ? null : String(value));
    if (!equal) wrong.csv ||= `${table}, row ${index}, ${name}: ${cell} in CSV, ${value} in NDJSON`;
  }));

  // One damage of each kind for each column of the first row.
  if (lines.length === 0) continue;
  for (const [name, property] of Object.entries(lineSchema.properties)) {
    const types = [/** @type {any} */ (property).type].flat();
    const damages = [['left out', undefined], ['of another type', types.includes('string') ? 7 : 'seven']];
    if (!types.includes('null')) damages.push(['null', null]);
    if (/** @type {any} */ (property).format) damages.push(['not of its format', '2026-13-45']);
    for (const [what, value] of damages) {
      const row = { ...lines[0], [name]: value };
      if (value === undefined) delete row[name];
      if (isLine(row) || isArray([row])) (accepted[what] ??= []).push(`${table}.${name}`);
    }
  }
  if (isLine({ ...lines[0], more: 1 })) (accepted['one too many'] ??= []).push(table);
}
add('Ajv accepts every JSON Schema as one of 2020-12', wrong.schema);
add('Ajv accepts every JSON array', wrong.array);
add('Ajv accepts every line of NDJSON', wrong.lines);
add('array and lines hold the same', wrong.same);
add('every value is the CSV\'s, as DuckDB reads it', wrong.csv);
for (const what of ['left out', 'of another type', 'null', 'not of its format', 'one too many']) {
  add(`Ajv refuses a value that is ${what}`, accepted[what]?.join(' ') ?? '');
}
add('there was something to judge', rowCount > 1000 ? '' : `${rowCount} rows`);
console.log(`  Ajv: ${tables.length} tables, ${rowCount.toLocaleString('en-US')} rows`);
writeFileSync(/** @type {string} */ (resultsFile), results.join(''));
