// Whether an anchor that passed before fails now beyond its sampling error: the scorecard of 20,000 people against the
// list of tests/golden/scorecard_20000.json.
//
//   node tests/scorecard/regression.mjs --results FILE    compares
//   node tests/scorecard/regression.mjs --write           writes the list anew: when more passes, or less is wanted so

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Report } from '../integrity/report.mjs';

const program = path.resolve(process.env.POLYCLINIC_PROGRAM ?? 'build/native/polyclinic');
const list = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../golden/scorecard_20000.json');
const { values: options } = parseArgs({ options: { results: { type: 'string' }, write: { type: 'boolean', default: false } } });

const run = spawnSync(program, ['scorecard', '--patients', '20000', '--seed', '1', '--format', 'json', '--quiet'], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
if (run.status !== 0) throw new Error(`polyclinic scorecard exited with ${run.status ?? run.signal}: ${run.stderr}`);
const card = JSON.parse(run.stdout);

if (options.write) {
  const passed = card.results.filter((result) => result.passed).map((result) => result.id);
  writeFileSync(list, `${JSON.stringify({ patients: 20000, seed: 1, anchors: card.anchors, passed }, null, 1)}\n`);
  console.log(`${passed.length} of ${card.anchors} anchors pass; written to ${path.relative('.', list)}`);
} else {
  const report = new Report();
  const before = JSON.parse(readFileSync(list, 'utf8'));
  const now = new Map(card.results.map((result) => [result.id, result]));
  for (const id of before.passed) {
    const result = now.get(id);
    const why = result
      ? `${result.title}, ${result.population}: ${result.produced === null ? 'nothing to measure' : `${result.produced.toPrecision(4)} ± ${result.error.toPrecision(2)}`} for ${result.low.toPrecision(4)} to ${result.high.toPrecision(4)} ${result.unit}`
      : 'there is no such anchor any more';
    report.check(`passed before: ${id}`, result !== undefined && !result.beyond_chance, why);
  }
  const lost = before.passed.filter((id) => !now.get(id)?.passed).length;
  const won = card.results.filter((result) => result.passed && !before.passed.includes(result.id)).length;
  console.log(
    `${card.passed} of ${card.anchors} anchors pass (${(card.share * 100).toFixed(1)} %), ${card.failed_beyond_chance} fail beyond chance; ` +
      `${won} pass that did not before, ${lost} fail that did not`,
  );
  for (const { title, anchors, passed } of card.chapters) console.log(`  ${title.padEnd(44)} ${String(passed).padStart(4)} of ${anchors}`);
  report.check('the list says as many anchors as there are', before.anchors === card.anchors, `${before.anchors}, and there are ${card.anchors}: write the list anew`);
  if (options.results) report.write(options.results);
  else for (const { what, name, why } of report.results) if (what !== 'pass') console.log(`${what} ${name}: ${why}`);
}
