// Measures every target by its own `bench`, in rounds so that a disturbance of the machine meets all of them alike, and
// prints two tables: the targets, and the cost per patient as the population grows. Nothing is checked; the numbers are
// the machine's, so only quote them with the machine idle.
//
//   node tests/bench/targets.mjs [--rounds N] [--patients N] [--sizes 1000,10000,100000]
//
// It wants the presets native and wasi, and the npm package (bindings/js/build.mjs), built.

import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const native = `${root}build/native/polyclinic`;
const wasi = `${root}tests/wasi/run_wasi.mjs`;
const options = { rounds: 1, patients: 10000, sizes: '1000,10000,100000' };
for (let i = 2; i + 1 < process.argv.length; i += 2) {
  const name = process.argv[i].replace(/^--/, '');
  if (!(name in options)) throw new Error(`unknown option ${process.argv[i]}`);
  options[name] = name === 'sizes' ? process.argv[i + 1] : Number(process.argv[i + 1]);
}

/** A process of its own for each, so that no heap is warm from the one before; in it the median of three repeats. */
const program = (threads, patients) =>
  JSON.parse(execFileSync(native, ['bench', '--patients', patients, '--threads', threads].map(String), { encoding: 'utf8' }));
const inWasi = (patients) =>
  JSON.parse(execFileSync(process.execPath, [wasi, '--', 'bench', '--patients', String(patients)], { encoding: 'utf8', cwd: root }));
function inNode(engine, threads, patients) {
  const script = `
    import { bench } from '${root}build/npm/polyclinic/src/node.js';
    const result = await bench({ config: { patients: ${patients} }, engine: '${engine}', threads: ${threads} });
    console.log(JSON.stringify({ ...result, resident: process.resourceUsage().maxRSS * 1024 }));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}

const middle = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const whole = (value) => Math.round(value).toLocaleString('en-US');
const mebi = (bytes) => (bytes ? (bytes / 2 ** 20).toFixed(0) : '-');

const threadCounts = [...new Set([1, 2, availableParallelism()])].filter((count) => count <= availableParallelism());
const targets = [
  ...threadCounts.map((threads) => ({ name: `native, ${threads} thread(s)`, run: () => program(threads, options.patients) })),
  ...threadCounts.map((threads) => ({ name: `Node threaded, ${threads} thread(s)`, run: () => inNode('threaded', threads, options.patients) })),
  { name: 'Node unthreaded', run: () => inNode('unthreaded', 1, options.patients) },
  { name: 'WASI in Node', run: () => inWasi(options.patients) },
];
const results = targets.map(() => []);
for (let round = 0; round < options.rounds; ++round) {
  for (const [t, target] of targets.entries()) results[t].push(target.run());
}
console.log(`${whole(options.patients)} patients, CSV, median of three repeats, rounds: ${options.rounds}\n`);
console.log('| target | patients/s | MB/s | us per patient | of native, same threads | peak MiB | resident MiB |\n|---|---:|---:|---:|---:|---:|---:|');
const rate = (t) => middle(results[t].map((result) => result.patients_per_second));
for (const [t, target] of targets.entries()) {
  const peer = targets.findIndex((other) => other.name === target.name.replace('Node threaded', 'native'));
  const base = target.name.startsWith('Node threaded') ? peer : target.name.startsWith('native') ? t : 0;
  console.log(
    `| ${target.name} | ${whole(rate(t))} | ${whole(middle(results[t].map((r) => r.megabytes_per_second)))} ` +
      `| ${(1e6 / rate(t)).toFixed(0)} | ${(rate(t) / rate(base)).toFixed(2)} ` +
      `| ${mebi(Math.max(...results[t].map((r) => r.peak_bytes)))} | ${mebi(Math.max(...results[t].map((r) => r.resident ?? 0)))} |`);
}
const [one] = results;
console.log(`\n2 threads / 1 thread, native: ${threadCounts.includes(2) ? (rate(1) / rate(0)).toFixed(2) : '-'}`);
console.log(`encoding alone, MB/s of one core: ${Object.keys(one[0].formats).map((format) => `${format} ${whole(middle(one.map((r) => r.formats[format].megabytes_per_second)))}`).join(', ')}`);

console.log('\n| patients (native, 1 thread) | us per patient | peak MiB |\n|---:|---:|---:|');
for (const size of options.sizes.split(',').map(Number)) {
  const runs = Array.from({ length: options.rounds }, () => program(1, size));
  console.log(`| ${whole(size)} | ${middle(runs.map((r) => r.cost_per_patient_us)).toFixed(0)} | ${mebi(Math.max(...runs.map((r) => r.peak_bytes)))} |`);
}
