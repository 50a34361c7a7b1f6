// Compares every value of a run's Parquet files with the CSV of the same run, read by DuckDB and by hyparquet; walks the
// pages and their checksums; looks whether DuckDB skips row groups; and expects damaged copies to be refused.
//
//   node judge_parquet.mjs FOLDER [--groups] --results FILE    FOLDER: a run's, with csv and parquet; --groups: its large
//                                                             tables must have several row groups

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crc32 } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { deserializeTCompactProtocol } from 'hyparquet/src/thrift.js';

const { values: { results: resultsFile, groups: wantsGroups }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' }, groups: { type: 'boolean', default: false } }, allowPositionals: true,
});
/** @type {string[]} */
const results = [];
const add = (/** @type {string} */ name, why = '') =>
  results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);

const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run("SET TimeZone = 'UTC'");
const ask = async (/** @type {string} */ sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
const csvSource = (/** @type {string} */ table) =>
  `read_csv('${join(folder, 'csv', table)}.csv', all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', `
  + `nullstr = '', strict_mode = true, parallel = false, max_line_size = 10000000)`;

// A value of a Parquet column as CSV writes it; doubles are compared as doubles, decimals without a fixed scale are none.
const asText = (/** @type {string} */ name, /** @type {string} */ type) =>
  type.startsWith('TIMESTAMP') ? `strftime(${name}, CASE WHEN epoch_ms(${name}) % 1000 = 0 THEN '%Y-%m-%dT%H:%M:%SZ' ELSE '%Y-%m-%dT%H:%M:%S.%gZ' END)`
    : `CAST(${name} AS VARCHAR)`;
const differs = (/** @type {string} */ column, /** @type {string} */ type) =>
  type === 'DOUBLE' ? `(p."${column}" IS DISTINCT FROM CAST(c."${column}" AS DOUBLE))`
    : `(${asText(`p."${column}"`, type)} IS DISTINCT FROM c."${column}")`;

// A buffer as hyparquet wants files.
const asyncBuffer = (/** @type {Uint8Array} */ bytes) => ({
  byteLength: bytes.byteLength,
  slice: async (/** @type {number} */ start, /** @type {number | undefined} */ end) =>
    bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + (end ?? bytes.byteLength)),
});

/** Walks every page of a file: returns what is wrong, or '' when all checksums agree. `seen` takes where pages' bodies are. */
function pageFault(/** @type {Uint8Array} */ bytes, /** @type {number[][]} */ seen = []) {
  const metadata = parquetMetadata(/** @type {ArrayBuffer} */ (bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
  let at = 4;
  for (const group of metadata.row_groups) {
    for (const { meta_data: chunk } of group.columns) {
      if (chunk === undefined) return 'a chunk without metadata';
      const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
      if (start !== at) return `a chunk begins at ${start}, the one before it ends at ${at}`;
      const end = at + Number(chunk.total_compressed_size);
      let values = 0;
      while (at < end) {
        const reader = { view: new DataView(bytes.buffer, bytes.byteOffset), offset: at };
        const header = /** @type {any} */ (deserializeTCompactProtocol(reader));
        const page = bytes.subarray(reader.offset, reader.offset + header.field_3);
        if ((crc32(page) | 0) !== header.field_4) return `the checksum of the page at ${at} is another`;
        seen.push([reader.offset, header.field_3]);
        values += header.field_5?.field_1 ?? 0;
        at = reader.offset + header.field_3;
      }
      if (at !== end || BigInt(values) !== BigInt(chunk.num_values)) return `the chunk at ${start} has other pages than it says`;
    }
  }
  return '';
}

const tables = readdirSync(join(folder, 'parquet')).map((name) => name.replace('.parquet', ''));
const wrong = { duckdb: '', hyparquet: '', pages: '', ranges: '' };
const accepted = { flipped: '', truncated: '' };
let values = 0, groups = 0;
for (const table of tables) {
  const file = join(folder, 'parquet', `${table}.parquet`);
  const columns = await ask(`DESCRIBE SELECT * FROM read_parquet('${file}')`);
  const sums = columns.map((column) => `count(*) FILTER (${differs(String(column.column_name), String(column.column_type))}) AS "${column.column_name}"`);
  const [counts] = await ask(`SELECT count(*) AS "rows", ${sums.join(', ')}
    FROM (SELECT row_number() OVER () AS row_, * FROM read_parquet('${file}')) p
    FULL JOIN (SELECT row_number() OVER () AS row_, * FROM ${csvSource(table)}) c ON p.row_ = c.row_`);
  for (const [column, count] of Object.entries(counts)) {
    if (column !== 'rows' && Number(count) !== 0) wrong.duckdb ||= `${table}.${column}: ${count} of ${counts.rows}`;
  }
  values += Number(counts.rows) * columns.length;

  // hyparquet: another reader of the same bytes, by way of the texts of the CSV.
  const bytes = readFileSync(file);
  const objects = await parquetReadObjects({ file: asyncBuffer(bytes), compressors });
  const cells = (await connection.runAndReadAll(`SELECT * FROM ${csvSource(table)}`)).getRowsJson();
  if (objects.length !== cells.length) wrong.hyparquet ||= `${table}: ${objects.length} rows, not ${cells.length}`;
  objects.forEach((object, row) => columns.forEach((column, index) => {
    const cell = cells[row]?.[index], type = String(column.column_type), value = object[String(column.column_name)];
    const text = value === null || value === undefined ? null
      : value instanceof Date ? (type === 'DATE' ? value.toISOString().slice(0, 10) : value.toISOString().replace('.000Z', 'Z'))
        : value;
    const equal = text === null || cell === null ? text === (cell ?? null)
      : type === 'DOUBLE' || type.startsWith('DECIMAL') ? Number(cell) === Number(text) : String(text) === cell;
    if (!equal) wrong.hyparquet ||= `${table}, row ${row}, ${column.column_name}: ${text}, not ${cell}`;
  }));

  /** @type {number[][]} */
  const bodies = [];
  const fault = pageFault(bytes, bodies);
  if (fault) wrong.pages ||= `${table}: ${fault}`;
  const metadata = await ask(`SELECT row_group_id, path_in_schema, stats_null_count, stats_min_value, stats_max_value, num_values, row_group_num_rows
    FROM parquet_metadata('${file}')`);
  groups = Math.max(groups, ...metadata.map((chunk) => Number(chunk.row_group_id) + 1));
  // Whatever the footer says of nulls and bounds must hold for the group's rows.
  const parsed = parquetMetadata(/** @type {ArrayBuffer} */ (bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
  let first = 0;
  for (const group of parsed.row_groups) {
    const rows = objects.slice(first, first += Number(group.num_rows));
    for (const { meta_data: chunk } of group.columns) {
      const name = chunk?.path_in_schema[0] ?? '';
      const there = rows.map((row) => row[name]).filter((value) => value !== null && value !== undefined);
      const { null_count, min_value, max_value } = chunk?.statistics ?? {};
      if (Number(null_count) !== rows.length - there.length) wrong.ranges ||= `${table}.${name}: ${null_count} nulls`;
      if (typeof min_value === 'number' || min_value instanceof Date || typeof min_value === 'bigint') {
        const least = there.reduce((a, b) => (a < b ? a : b)), greatest = there.reduce((a, b) => (a > b ? a : b));
        if (!(min_value <= least && min_value >= least && /** @type {any} */ (max_value) >= greatest && /** @type {any} */ (max_value) <= greatest)) {
          wrong.ranges ||= `${table}.${name}: ${min_value} to ${max_value}, not ${least} to ${greatest}`;
        }
      } else if (there.length > 0 && min_value === undefined && typeof there[0] === 'number') {
        wrong.ranges ||= `${table}.${name}: no bounds`;
      }
    }
  }

  // A flipped bit anywhere in a page's body is found by its checksum; a footer that is cut off is refused.
  for (let tenth = 0; bodies.length > 0 && tenth < 10; ++tenth) {
    const [start, size] = bodies[Math.floor(bodies.length * tenth / 10)];
    const copy = Uint8Array.from(bytes);
    copy[start + Math.floor(size * tenth / 10)] ^= 1 << (tenth % 8);
    if (size > 0 && pageFault(copy) === '') accepted.flipped ||= `${table}, the page at ${start}`;
  }
  for (const cut of [1, 4, 8, 20, Math.floor(bytes.length / 3)]) {
    const copy = join(folder, 'truncated.parquet');
    writeFileSync(copy, bytes.subarray(0, bytes.length - cut));
    let refused = false;
    try { await ask(`SELECT count(*) FROM read_parquet('${copy}')`); } catch { refused = true; }
    if (!refused) accepted.truncated ||= `${table} without its last ${cut} bytes`;
  }
}
const { config } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
const compression = config.format_options?.parquet?.compression ?? 'zstd';
add(`DuckDB reads the ${values} values of ${tables.length} Parquet files (${compression}) as the CSV has them`, wrong.duckdb);
add(`hyparquet reads the same values (${compression})`, wrong.hyparquet);
add(`every page is where the footer says, with its checksum (${compression})`, wrong.pages);
add(`null counts and bounds of row groups hold (${compression})`, wrong.ranges);
add(`a flipped bit is found by the checksum of its page (${compression})`, accepted.flipped);
add(`DuckDB refuses files whose end is missing (${compression})`, accepted.truncated);

const [schema] = await ask(`SELECT decode(value) AS text FROM parquet_kv_metadata('${join(folder, 'parquet', tables[0])}.parquet') WHERE decode(key) = 'polyclinic.schema'`);
let meaning = 'no schema';
try { meaning = JSON.parse(String(schema.text)).columns.every((/** @type {any} */ column) => column.meaning.length > 0) ? '' : 'a column without meaning'; } catch (error) { meaning = String(error); }
add(`a file (${compression}) carries the declaration of its table with the meanings`, meaning);

if (wantsGroups) {
  add('large tables have several row groups', groups > 1 ? '' : `at most ${groups}`);
  // With every page of the last row group destroyed, a query that its bounds exclude still works: it is not read.
  const people = join(folder, 'parquet', 'patients.parquet');
  const peopleBytes = Uint8Array.from(readFileSync(people));
  const peopleGroups = parquetMetadata(/** @type {ArrayBuffer} */ (peopleBytes.buffer.slice(0))).row_groups;
  const last = peopleGroups[peopleGroups.length - 1];
  for (const { meta_data: chunk } of last.columns) {
    const start = Number(chunk?.dictionary_page_offset ?? chunk?.data_page_offset);
    peopleBytes.fill(0xFF, start, start + Number(chunk?.total_compressed_size));
  }
  const copy = join(folder, 'destroyed.parquet');
  writeFileSync(copy, peopleBytes);
  const [{ bound }] = await ask(`SELECT min(CAST(stats_min_value AS BIGINT)) AS bound FROM parquet_metadata('${people}') WHERE path_in_schema = 'vista_id' AND row_group_id = ${peopleGroups.length - 1}`);
  const [{ expected }] = await ask(`SELECT sum(income) AS expected FROM read_parquet('${people}') WHERE vista_id < ${bound}`);
  let skipped = '', read = '';
  try {
    const [{ found }] = await ask(`SELECT sum(income) AS found FROM read_parquet('${copy}') WHERE vista_id < ${bound}`);
    if (found !== expected) skipped = `${found}, not ${expected}`;
  } catch (error) { skipped = String(error); }
  try { await ask(`SELECT sum(income) FROM read_parquet('${copy}')`); read = 'a destroyed row group was read'; } catch { /* as it must be */ }
  add('DuckDB skips a row group that its bounds exclude, so that destroyed pages do not matter', skipped);
  add('DuckDB refuses those pages when it must read them', read);
}
if (resultsFile) writeFileSync(resultsFile, results.join(''));
else process.stdout.write(results.join(''));
