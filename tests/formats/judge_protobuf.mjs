// Reads a run's Protocol Buffers files with protoc and with protobufjs by the declaration that comes with them, and compares
// every value with the CSV of the same run: no unknown fields, and damaged copies must be noticed.
//
//   node judge_protobuf.mjs FOLDER... --results FILE      FOLDER: a run's, with csv and protobuf in any framing

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import protobuf from 'protobufjs';
import { csvCells } from './csv_cells.mjs';

const { values: { results: resultsFile }, positionals: folders } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
/** @type {string[]} */
const results = [];
const add = (/** @type {string} */ name, why = '') =>
  results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);

// The rows that protoc printed: "name: value" and "name {" ... "}"; a field that the declaration lacks has a number for a
// name.
function printedRows(/** @type {string} */ text) {
  /** @type {Map<string, any>[]} */
  const rows = [];
  /** @type {Map<string, any>[]} */
  const open = [];
  for (const line of text.split('\n')) {
    const word = line.trim();
    if (word === '') continue;
    if (word === '}') { open.pop(); continue; }
    const [, name, value] = /^(\w+)(?:: (.*)| \{)$/.exec(word) ?? [];
    if (name === undefined) throw new Error(`protoc printed ${word.slice(0, 80)}`);
    const made = value === undefined ? new Map() : value.startsWith('"') ? unescaped(value.slice(1, -1)) : value;
    if (open.length > 0) open[open.length - 1].set(name, made);
    else if (name === 'rows') rows.push(made);
    else throw new Error(`protoc printed ${word.slice(0, 80)} outside of rows`);
    if (value === undefined) open.push(made);
  }
  return rows;
}

function unescaped(/** @type {string} */ text) {
  if (!text.includes('\\')) return text;
  /** @type {number[]} */
  const bytes = [];
  const named = { n: 10, r: 13, t: 9 };
  for (const [part, octal, letter] of text.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/g)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (letter !== undefined) bytes.push(named[/** @type {'n'} */ (letter)] ?? letter.charCodeAt(0));
    else bytes.push(...Buffer.from(part));
  }
  return Buffer.from(bytes).toString('utf8');
}

const instantText = (/** @type {number} */ seconds, /** @type {number} */ nanos) =>
  new Date(seconds * 1000 + nanos / 1e6).toISOString().replace('.000Z', 'Z');

/** The first value that is not the CSV's, or ''. `cell` gives a field of a row: undefined when it is absent. */
function difference(/** @type {protobuf.Type} */ type, /** @type {string} */ table, /** @type {ReturnType<typeof csvCells>} */ csv,
  /** @type {any[]} */ rows, /** @type {(row: any, name: string) => any} */ cell) {
  if (rows.length !== csv.rows.length) return `${table}: ${rows.length} rows, not ${csv.rows.length}`;
  const fields = csv.header.map((name) => type.fields[name]);
  if (fields.some((field) => field === undefined) || fields.length !== type.fieldsArray.length) return `${table}: other columns than the declaration`;
  for (let r = 0; r < rows.length; ++r) {
    for (let c = 0; c < fields.length; ++c) {
      const field = fields[c], found = cell(rows[r], field.name), expected = csv.rows[r][c];
      const optional = field.hasPresence;  // of messages too
      const value = found !== undefined ? found
        : optional ? null : field.type === 'int64' ? '0' : field.type === 'double' ? 0 : field.type === 'bool' ? 'false' : '';
      const equal = field.type === 'double' && value !== null && expected !== null ? Number(value) === Number(expected) : value === expected;
      if (!equal) return `${table}, row ${r}, ${field.name}: ${value}, not ${expected}`;
    }
  }
  return '';
}

const scratch = mkdtempSync(join(tmpdir(), 'judge-protobuf-'));
const protoc = (/** @type {string} */ message, /** @type {string} */ proto, /** @type {Uint8Array} */ input) => {
  const folder = join(proto, '..');
  const run = spawnSync('protoc', [`--decode=${message}`, `--proto_path=${folder}`, proto], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.error) throw run.error;
  if (run.status !== 0) throw new Error(run.stderr);
  return printedRows(run.stdout);
};
const printedCell = (/** @type {Map<string, any>} */ row, /** @type {string} */ name) => {
  const value = row.get(name);
  return value instanceof Map ? instantText(Number(value.get('seconds') ?? 0), Number(value.get('nanos') ?? 0)) : value;
};
const objectCell = (/** @type {any} */ row, /** @type {string} */ name) => {
  if (!Object.hasOwn(row, name)) return undefined;
  const value = row[name];
  if (value === null) return undefined;
  if (typeof value === 'object' && 'nanos' in value) return instantText(Number(value.seconds), value.nanos);
  return typeof value === 'number' ? value : String(value);
};
// Fields that nobody declared.
const unknown = (/** @type {Map<string, any>[]} */ rows) => rows.some((row) => [...row.keys()].some((name) => /^\d+$/.test(name)));

/** The frames of a file; throws when it ends within one. */
function frames(/** @type {Uint8Array} */ bytes) {
  const reader = protobuf.Reader.create(bytes), found = [];
  while (reader.pos < reader.len) found.push(reader.bytes());
  return found;
}
// A row's frame is what a batch has behind the tag of `rows`: so a file of rows becomes one batch for protoc. Batches
// become one when they stand one behind the other.
const asBatch = (/** @type {Uint8Array[]} */ rows) => {
  const writer = protobuf.Writer.create();
  for (const row of rows) writer.uint32(1 << 3 | 2).bytes(row);
  return writer.finish();
};
const typeName = (/** @type {string} */ table) => table.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join('');

for (const folder of folders) {
  const { config } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const framing = config.format_options?.protobuf?.framing ?? 'rows', isRows = framing === 'rows';
  const proto = join(folder, 'protobuf', 'clinical.proto'), what = `files framed as ${framing}`;
  const messages = (/** @type {Uint8Array} */ bytes) => (framing === 'whole' ? [bytes] : frames(bytes));
  const root = new protobuf.Root();
  root.resolvePath = (origin, target) => (target.startsWith('google/') ? target : proto);
  root.loadSync(proto, { keepCase: true });
  const wrong = { protoc: '', protobufjs: '', unknown: '', damaged: '' };
  const tables = readdirSync(join(folder, 'protobuf')).filter((name) => name.endsWith('.pb')).map((name) => name.slice(0, -3));
  let values = 0;
  for (const table of tables) {
    const bytes = readFileSync(join(folder, 'protobuf', `${table}.pb`));
    const csv = csvCells(readFileSync(join(folder, 'csv', `${table}.csv`), 'utf8'));
    const row = root.lookupType(`polyclinic.clinical.${typeName(table)}Row`);
    const batch = root.lookupType(`polyclinic.clinical.${typeName(table)}Batch`);
    values += csv.rows.length * csv.header.length;

    const read = (/** @type {Uint8Array} */ input) => messages(input).flatMap((frame) => (isRows ? [row.decode(frame)] : /** @type {any} */ (batch.decode(frame)).rows));
    const objects = read(bytes);
    wrong.protobufjs ||= difference(row, table, csv, objects, objectCell);
    // What is decoded and encoded again is the same bytes only when nothing was unknown, in the same order.
    const type = isRows ? row : batch;
    const again = messages(bytes).every((frame) => Buffer.compare(type.encode(type.decode(frame)).finish(), frame) === 0);
    if (!again) wrong.unknown ||= `${table}, encoded again, is other bytes`;

    const batchName = `polyclinic.clinical.${typeName(table)}Batch`;
    const printed = protoc(batchName, proto, isRows ? asBatch(frames(bytes)) : Buffer.concat(messages(bytes)));
    wrong.protoc ||= difference(row, table, csv, printed, printedCell);
    if (unknown(printed)) wrong.unknown ||= `${table} has fields without a name`;

    // Copies without their end, and with a flipped bit here and there.
    if (csv.rows.length === 0) continue;
    const notices = (/** @type {Uint8Array} */ copy) => {
      try { return difference(row, table, csv, read(copy), objectCell) !== ''; } catch { return true; }
    };
    for (const cut of [1, 2, Math.floor(bytes.length / 3)]) {
      if (!notices(bytes.subarray(0, bytes.length - cut))) wrong.damaged ||= `${table} without its last ${cut} bytes`;
    }
    for (let tenth = 0; tenth < 10; ++tenth) {
      const copy = Uint8Array.from(bytes);
      copy[Math.floor(bytes.length * tenth / 10)] ^= 1 << (tenth % 8);
      if (!notices(copy)) wrong.damaged ||= `${table} with a flipped bit at ${tenth} tenths`;
    }
  }
  add(`protoc reads the ${values} values of ${tables.length} ${what} as the CSV has them`, wrong.protoc);
  add(`protobufjs reads the same values of ${what}`, wrong.protobufjs);
  add(`${what} have no unknown fields`, wrong.unknown);
  add(`damaged ${what} are refused or read otherwise`, wrong.damaged);

  if (!isRows) continue;
  // A declaration that lacks a field, and one with two fields exchanged: this judge must see both.
  const bytes = readFileSync(join(folder, 'protobuf', 'patients.pb'));
  const csv = csvCells(readFileSync(join(folder, 'csv', 'patients.csv'), 'utf8'));
  const type = root.lookupType('polyclinic.clinical.PatientsRow');
  const declaration = readFileSync(proto, 'utf8');
  const other = join(scratch, 'clinical.proto');
  writeFileSync(other, declaration.replace('  string mrn = 3;\n', ''));
  const lacking = protoc('polyclinic.clinical.PatientsBatch', other, asBatch(frames(bytes)));
  add('a field that its declaration lacks is seen', unknown(lacking) && difference(type, 'patients', csv, lacking, printedCell) !== '' ? '' : 'it was not');
  writeFileSync(other, declaration.replace('string mrn = 3;', 'string mrn = 4;').replace('string first_name = 4;', 'string first_name = 3;'));
  const exchanged = protoc('polyclinic.clinical.PatientsBatch', other, asBatch(frames(bytes)));
  add('exchanged field numbers are seen', difference(type, 'patients', csv, exchanged, printedCell) !== '' ? '' : 'they were not');
}
if (resultsFile) writeFileSync(resultsFile, results.join(''));
else process.stdout.write(results.join(''));
