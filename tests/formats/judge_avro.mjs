// Reads a run's Avro files with avsc, another reader than Apache's, and compares every value with the CSV of the same run; then
// reads them once more by the names that code uses, which the schemas have as aliases. Damaged copies must be noticed.
//
//   node judge_avro.mjs FOLDER --results FILE      FOLDER: a run's, with csv and avro (deflate or none)

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import avro from 'avsc';
import { csvCells } from './csv_cells.mjs';

const { values: { results: resultsFile }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
/** @type {string[]} */
const results = [];
const add = (/** @type {string} */ name, why = '') =>
  results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);

// Logical types as CSV writes them.
class DateText extends avro.types.LogicalType {
  _fromValue(/** @type {number} */ days) { return new Date(days * 86400000).toISOString().slice(0, 10); }
}
class InstantText extends avro.types.LogicalType {
  _fromValue(/** @type {number} */ milliseconds) { return new Date(milliseconds).toISOString().replace('.000Z', 'Z'); }
}
class DecimalText extends avro.types.LogicalType {
  constructor(/** @type {any} */ schema, /** @type {any} */ options) {
    super(schema, options);
    this.scale = schema.scale;
  }
  _fromValue(/** @type {Uint8Array} */ bytes) {
    const value = BigInt.asIntN(8 * bytes.length, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
    const digits = String(value < 0n ? -value : value).padStart(this.scale + 1, '0');
    return `${value < 0n ? '-' : ''}${digits.slice(0, -this.scale)}.${digits.slice(-this.scale)}`;
  }
}
const logicalTypes = { date: DateText, 'timestamp-millis': InstantText, decimal: DecimalText };

/** @typedef {import('avsc').Type} Type */
const typeOf = (/** @type {any} */ schema, /** @type {object} */ options) => avro.Type.forSchema(schema, { registry: {}, ...options });
const read = (/** @type {string} */ file, /** @type {(schema: any) => Type} */ parseHook, /** @type {Type | undefined} */ readerSchema) => new Promise((resolve, reject) => {
  /** @type {any[]} */
  const records = [];
  avro.createFileDecoder(file, /** @type {any} */ ({ parseHook, readerSchema }))
    .on('data', (record) => records.push(record)).on('end', () => resolve(records)).on('error', reject);
});

let values = 0, wrong = '', aliased = '', damaged = '';
const tables = readdirSync(join(folder, 'avro')).filter((name) => name.endsWith('.avro')).map((name) => name.slice(0, -5));
for (const table of tables) {
  const { header, rows } = csvCells(readFileSync(join(folder, 'csv', `${table}.csv`), 'utf8'));
  const file = join(folder, 'avro', `${table}.avro`);
  const schema = JSON.parse(readFileSync(join(folder, 'avro', `${table}.avsc`), 'utf8'));
  const difference = (/** @type {any[]} */ records, /** @type {string[]} */ names) => {
    if (records.length !== rows.length) return `${table}: ${records.length} rows, not ${rows.length}`;
    for (let r = 0; r < rows.length; ++r) {
      for (let c = 0; c < names.length; ++c) {
        const value = records[r][names[c]], cell = rows[r][c];
        const equal = value === null || cell === null ? value === cell
          : typeof value === 'number' ? value === Number(cell) : String(value) === cell;
        if (!equal) return `${table}, row ${r}, ${names[c]}: ${value}, not ${cell}`;
      }
    }
    return '';
  };
  wrong ||= difference(await read(file, (written) => typeOf(written, { logicalTypes })), header);
  values += rows.length * header.length;
  if (rows.length > 0 && rows.length < 1000) {
    const bytes = readFileSync(file), copy = join(folder, 'damaged.avro');
    const notices = async (/** @type {Uint8Array} */ changed) => {
      writeFileSync(copy, changed);
      try { return difference(await read(copy, (written) => typeOf(written, { logicalTypes })), header) !== ''; } catch { return true; }
    };
    const flipped = Uint8Array.from(bytes);
    flipped[bytes.length - 100] ^= 8;
    if (!await notices(flipped)) damaged ||= `${table} with a flipped bit`;
    if (!await notices(bytes.subarray(0, bytes.length - 20))) damaged ||= `${table} without its end`;
  }

  // By the aliases, without logical types (avsc cannot have both): the same values under other names.
  const plain = await read(file, (written) => typeOf(written, {}));
  const camel = header.map((name) => name.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase()));
  schema.fields.forEach((/** @type {any} */ field, /** @type {number} */ index) => {
    const [alias] = field.aliases ?? [field.name];
    if (alias !== camel[index]) aliased ||= `${table}.${field.name}: ${alias}`;
    field.aliases = [field.name];
    field.name = camel[index];
    delete field.default;
  });
  const renamed = await read(file, (written) => typeOf(written, {}), typeOf(schema, {}));
  for (let r = 0; r < rows.length; ++r) {
    const differs = header.findIndex((name, c) => String(plain[r][name]) !== String(renamed[r]?.[camel[c]]));
    if (differs >= 0) aliased ||= `${table}, row ${r}, ${camel[differs]}`;
  }
}
add(`avsc reads the ${values} values of ${tables.length} Avro files as the CSV has them`, wrong);
add('avsc notices damaged copies', damaged);
add('avsc reads them by the names that code uses', aliased);
if (resultsFile) writeFileSync(resultsFile, results.join(''));
else process.stdout.write(results.join(''));
