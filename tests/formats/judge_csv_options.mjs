// Reads the same rows from CSV files with different options with DuckDB: all must give what the default files give, and
// the default files must be read right by a reader that has to guess the dialect.
//
//   node judge_csv_options.mjs DEFAULT-FOLDER CHOSEN-FOLDER... --results FILE

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';

const { values: { results: resultsFile }, positionals: [first, ...others] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
const connection = await (await DuckDBInstance.create(':memory:')).connect();
const text = (/** @type {string} */ value) => `'${value.replaceAll("'", "''")}'`;

/** The rows as texts, read as datapackage.json says. */
async function rowsOf(/** @type {string} */ folder, /** @type {any} */ resource) {
  const { delimiter, quoteChar, header } = resource.dialect;
  const [nullText] = resource.schema.missingValues;
  const names = resource.schema.fields.map((/** @type {any} */ { name }) => `${text(name)}: 'VARCHAR'`).join(', ');
  const reader = await connection.runAndReadAll(
    `SELECT * FROM read_csv(${text(join(folder, resource.path))}, columns = {${names}}, header = ${header}, delim = ${text(delimiter)}, `
    + `quote = ${text(quoteChar)}, escape = '"', nullstr = ${text(nullText)}, auto_detect = false, allow_quoted_nulls = false, strict_mode = true, parallel = false)`);
  return reader.getRowsJson();
}

const results = [];
const packageOf = (/** @type {string} */ folder) => JSON.parse(readFileSync(join(folder, 'datapackage.json'), 'utf8'));
for (const folder of others) {
  let why = '';
  let rows = 0;
  for (const resource of packageOf(folder).resources) {
    const expected = await rowsOf(first, packageOf(first).resources.find((/** @type {any} */ { name }) => name === resource.name));
    const found = await rowsOf(folder, resource);
    rows += found.length;
    if (JSON.stringify(found) === JSON.stringify(expected)) continue;
    const at = expected.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(found[index]));
    why ||= `${resource.name}, row ${at}: ${JSON.stringify(found[at])} instead of ${JSON.stringify(expected[at])}`;
  }
  results.push([`${basename(dirname(folder))}: DuckDB reads the same ${rows > 0 ? 'rows' : ''}`, why || (rows > 0 ? '' : 'no rows')]);
}
let guessed = '';
for (const name of readdirSync(first).filter((file) => file.endsWith('.csv'))) {
  const count = (await connection.runAndReadAll(`SELECT count(*) FROM read_csv(${text(join(first, name))}, header = true, parallel = false)`)).getRowsJson()[0][0];
  const resource = packageOf(first).resources.find((/** @type {any} */ { path }) => path === name);
  const rows = (await rowsOf(first, resource)).length;
  if (rows > 0 && Number(count) !== rows) guessed ||= `${name}: ${count} instead of ${rows}`;
}
results.push(['DuckDB finds the dialect of the defaults by itself', guessed]);
writeFileSync(/** @type {string} */ (resultsFile), results.map(([name, why]) => `${why ? 'fail' : 'pass'}\t${name}\t${why}\n`).join(''));
