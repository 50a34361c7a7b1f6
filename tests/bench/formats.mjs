// Formats side by side with DuckDB's COPY TO of the same tables in memory, one thread each, files included: prints a table of
// rows/s, MB of CSV a second, and file sizes. Measures; tests nothing.
//
//   node tests/bench/formats.mjs [--patients 4000] [TABLE...]      observations, encounters and patients by default

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { DuckDBInstance } = createRequire(new URL('../package.json', import.meta.url))('@duckdb/node-api');
const { values: { patients }, positionals } = parseArgs({ options: { patients: { type: 'string', default: '4000' } }, allowPositionals: true });
const wanted = positionals.length > 0 ? positionals : ['observations', 'encounters', 'patients'];
const build = new URL('../../build/native/', import.meta.url).pathname;
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'bench-formats-'));
try {
  execFileSync(join(build, 'polyclinic'), ['generate', '--patients', patients, '--output', join(folder, 'data'), '--tables', wanted.join(','), '--quiet']);
  const { tables } = JSON.parse(execFileSync(join(build, 'polyclinic'), ['schema', '--format', 'json'], { encoding: 'utf8' }));
  const ours = JSON.parse(execFileSync(join(build, 'format_rates'), [join(folder, 'data/csv'), folder, 'all', ...wanted], { encoding: 'utf8' }));

  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
  await connection.run("SET TimeZone = 'UTC'");
  const types = { id: 'UUID', integer: 'BIGINT', decimal2: 'DECIMAL(12,2)', decimal5: 'DECIMAL(9,5)', number: 'DOUBLE', date: 'DATE', timestamp: 'TIMESTAMPTZ', boolean: 'BOOLEAN' };
  const line = (cells) => console.log(`| ${cells.join(' | ')} |`);
  line(['table', 'writer', 'rows/s', 'MB of CSV/s', 'bytes', 'rate, of DuckDB', 'size, of DuckDB']);
  line(['---', '---', '---:', '---:', '---:', '---:', '---:']);
  for (const table of wanted) {
    const columns = tables.find(({ name }) => name === table).columns.map(({ name, type }) => `'${name}': '${types[type] ?? 'VARCHAR'}'`).join(', ');
    const csv = join(folder, 'data/csv', `${table}.csv`), csvBytes = statSync(csv).size;
    await connection.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${csv}', columns = {${columns}}, header = true, delim = ',', quote = '"', escape = '"', nullstr = '', auto_detect = false)`);
    const duckdb = {};
    for (const [format, options] of [['csv', "FORMAT csv, HEADER true"], ['parquet', "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880"]]) {
      const file = join(folder, `duckdb-${table}.${format}`);
      let seconds = Infinity;
      for (let repeat = 0; repeat < 7; ++repeat) {
        const started = performance.now();
        await connection.run(`COPY ${table} TO '${file}' (${options})`);
        seconds = Math.min(seconds, (performance.now() - started) / 1000);
      }
      duckdb[format] = { seconds, bytes: statSync(file).size };
    }
    const show = (writer, { rows, seconds, bytes }, other) => line([table, writer, Math.round(rows / seconds).toLocaleString('en-US'),
      Math.round(csvBytes / seconds / 1e6), bytes.toLocaleString('en-US'), other ? (other.seconds / seconds).toFixed(2) : '', other ? (bytes / other.bytes).toFixed(3) : '']);
    const rows = ours[`csv ${table}`].rows;
    for (const format of ['csv', 'parquet']) {
      show(`DuckDB ${format}`, { rows, ...duckdb[format] });
      show(format, ours[`${format} ${table}`], duckdb[format]);
    }
    for (const [name, measured] of Object.entries(ours)) {
      const [format, of] = name.split(' ');
      if (of === table && !(format in duckdb)) show(format, measured);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}
