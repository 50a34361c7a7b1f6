// Makes a dataset under every config and checks each whole: what the tables declare, what a person's records must be,
// and what the config asked for.
//
//   node tests/integrity/check_datasets.mjs --results FILE [--folder DIR] [CONFIG NAME...]

import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { careChecks } from './care_checks.mjs';
import { clinicalChecks } from './clinical_checks.mjs';
import { configs } from './configs.mjs';
import { Database } from './database.mjs';
import { declaredTables, generate, loadDataset } from './dataset.mjs';
import { declaredChecks, fileChecks, folderSource } from './declared_checks.mjs';
import { distributionChecks } from './distribution_checks.mjs';
import { prepare } from './measured.mjs';
import { peopleChecks } from './people_checks.mjs';
import { Report, tableText } from './report.mjs';
import { visitChecks } from './visit_checks.mjs';

const { values: options, positionals: wanted } = parseArgs({
  options: {
    results: { type: 'string' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'polyclinic-integrity') },
  },
  allowPositionals: true,
});
const report = new Report();
const tables = declaredTables();
const rows = [
  ['config', 'people', 'living', 'encounters', 'observations', 'doses', 'coverages', 'checks', 'failed', 'seconds'],
];

/** All checks of one dataset; gives how many there were. */
async function checkDataset(database, { name, config, only, people }, manifest, folder) {
  const before = report.results.length;
  const source = folderSource(folder);
  for (const [what, check] of Object.entries({ ...declaredChecks, ...fileChecks })) {
    const found = await check({ database, tables, source, folder, manifest });
    const why = found
      .map(({ where, count, example }) => `${where}: ${count}${example === undefined ? '' : ` (${example})`}`)
      .join('; ');
    report.check(`${name}: ${what}`, found.length === 0, why);
  }
  for (const statement of prepare) await database.run(statement);
  for (const [what, { violations, unless }] of Object.entries({ ...peopleChecks, ...visitChecks, ...careChecks, ...clinicalChecks })) {
    if (config.distributions?.[unless] !== undefined) continue;
    const count = await database.value(`SELECT count(*) FROM (${violations})`);
    const example = count > 0 ? JSON.stringify(await database.row(`${violations} LIMIT 1`)) : '';
    report.check(`${name}: ${what}`, count === 0, `${count} rows, such as ${example}`);
  }
  const living = await database.value('SELECT count(*) FROM patients WHERE NOT deceased');
  const all = await database.value('SELECT count(*) FROM patients');
  if (people === undefined)
    report.check(`${name}: as many living people as asked for`, living === config.patients, `${living}`);
  else
    report.check(
      `${name}: as many people as asked for`,
      all === people && living < people,
      `${all}, ${living} of them living`,
    );
  if (only !== undefined) {
    const others = await database.value(`SELECT count(*) FROM patients WHERE NOT (${only})`);
    report.check(`${name}: everybody passes the filters`, others === 0, `${others} do not`);
  }
  for (const { what, passed, why } of await distributionChecks(database, config))
    report.check(`${name}: ${what}`, passed, why);
  return report.results.length - before;
}

for (const each of configs) {
  if (wanted.length > 0 && !wanted.includes(each.name)) continue;
  const started = performance.now();
  const folder = path.join(options.folder, each.name.replaceAll(/\W+/g, '-'));
  const file = `${folder}.duckdb`;
  const failedBefore = report.failed();
  const manifest = generate(folder, each.config);
  const database = await Database.open(file);
  await loadDataset(database, tables, folder, manifest);
  const checks = await checkDataset(database, each, manifest, folder);
  const count = async (table) => database.value(`SELECT count(*) FROM ${table}`);
  rows.push([
    each.name,
    await count('patients'),
    await count('patients WHERE NOT deceased'),
    await count('encounters'),
    await count('observations'),
    await count('immunizations'),
    await count('coverages'),
    checks,
    report.failed() - failedBefore,
    Math.round((performance.now() - started) / 100) / 10,
  ]);
  database.close();
  rmSync(folder, { recursive: true });
  rmSync(file);
}

console.log(tableText(rows));
if (options.results) report.write(options.results);
else for (const { what, name, why } of report.results) if (what !== 'pass') console.log(`${what} ${name}: ${why}`);
