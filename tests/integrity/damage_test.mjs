// Whether the checks can fail: a sound dataset is damaged in one way after another, and each time the check that is
// meant must find it. What is not found here would not be found in a dataset either.
//
//   node tests/integrity/damage_test.mjs --results FILE [--folder DIR]

import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { testModules } from '../modules/config.mjs';
import { careChecks } from './care_checks.mjs';
import { clinicalChecks } from './clinical_checks.mjs';
import { codeRules } from './codes.mjs';
import { Database, name } from './database.mjs';
import { csvSource, declaredTables, generate, loadRun, loadTable } from './dataset.mjs';
import { declaredChecks } from './declared_checks.mjs';
import { prepare } from './measured.mjs';
import { peopleChecks } from './people_checks.mjs';
import { Report } from './report.mjs';
import { visitChecks } from './visit_checks.mjs';

const { values: options } = parseArgs({
  options: {
    results: { type: 'string' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'polyclinic-damage') },
  },
});
const report = new Report();
const tables = declaredTables();
const manifest = generate(options.folder, { patients: 400, seed: 21 });
const database = await Database.open();
for (const table of tables) {
  await database.run(
    `CREATE TABLE ${name(`raw_${table.name}`)} AS SELECT * FROM ${csvSource(path.join(options.folder, 'csv', `${table.name}.csv`), table)}`,
  );
}
const source = (table) => name(`raw_${table.name}`);
const load = async (names) => {
  for (const table of tables.filter((each) => names.includes(each.name)))
    await loadTable(database, table, source(table));
};
await load(tables.map((table) => table.name));
await loadRun(database, manifest);
for (const statement of prepare) await database.run(statement);

/** Runs `damage`, asks `find` for the number of violations, and takes the damage back. */
async function damaged(damage, find) {
  await database.run('BEGIN');
  try {
    await damage();
    return await find();
  } finally {
    await database.run('ROLLBACK');
  }
}

// --- What follows from the declaration: texts are damaged, then loaded again ---
const first = (table, change, where = 'true') =>
  `UPDATE raw_${table} SET ${change} WHERE rowid = (SELECT min(rowid) FROM raw_${table} WHERE ${where})`;
const declaredDamage = {
  'every value is written as its declared type': [
    ['patients', `birthdate = '2020-02-30'`],
    ['patients', `birthdate = '01/02/2020'`],
    ['patients', `age = '4.0'`],
    ['patients', `age = '007'`],
    ['patients', `latitude = '42.1'`],
    ['patients', `deceased = 'yes'`],
    ['patients', `first_name = ' Ann'`],
    ['patients', `city = E'two\\nlines'`],
    ['patients', `patient_id = upper(patient_id)`],
    ['encounters', `date = '2020-01-01 10:00:00'`],
    ['encounters', `date = '2020-01-01T25:00:00Z'`],
    ['encounters', `total_cost = '1,000.00'`],
    ['encounters', `total_cost = '1e3'`],
    ['observations', `value_number = 'NaN'`],
  ],
  'every column that may not be null is filled': [
    ['patients', 'first_name = NULL'],
    ['encounters', 'code = NULL'],
    ['observations', `"date" = 'soon'`],
  ],
  'every primary key is unique': [
    ['patients', 'patient_id = (SELECT max(patient_id) FROM raw_patients)'],
    ['deaths', 'patient_id = (SELECT max(patient_id) FROM raw_deaths)'],
    ['observations', 'observation_id = (SELECT max(observation_id) FROM raw_observations)'],
  ],
  'every foreign key resolves': [
    ['encounters', 'patient_id = encounter_id'],
    ['encounters', 'payer_id = encounter_id'],
    ['patients', 'primary_provider_id = patient_id'],
    ['observations', 'encounter_id = patient_id'],
    ['coverages', 'payer_id = patient_id'],
    ['providers', 'organization_id = provider_id'],
  ],
  'every code can be one of its code system': [
    ['observations', `loinc_code = '8302-3'`],
    ['encounters', `code = '185349004'`],
    ['providers', `npi = '1234567890'`],
    ['deaths', `icd10_code = 'I25.1.0'`],
    ['immunizations', `cvx_code = '9'`],
    ['patients', `language = 'English'`],
    ['encounters', `class = 'AMBULATORY'`],
  ],
  'nothing happens before birth or after death': [
    ['patients', `birthdate = '2025-12-31'`, `patient_id IN (SELECT patient_id FROM raw_encounters)`],
    [
      'patients',
      `death_date = '2017-01-01'`,
      `patient_id IN (SELECT patient_id FROM raw_encounters WHERE date > '2018')`,
    ],
  ],
  'nothing happens on or after the date of the dataset, or before its history': [
    ['observations', `date = '2026-01-01T00:00:00Z'`],
    ['encounters', `date = '2015-12-31T23:59:59Z'`],
    ['coverages', `"end" = '2026-01-01'`],
    ['patients', `birthdate = '2026-01-01'`],
  ],
  'what belongs to an encounter is of its person and lies within it': [
    ['observations', `date = '2020-01-01T00:00:00Z'`],
    ['observations', 'patient_id = (SELECT max(patient_id) FROM raw_patients)'],
    ['immunizations', `date = '2020-01-01T00:00:00Z'`],
  ],
};
const count = (found) => found.reduce((sum, each) => sum + each.count, 0);
for (const [what, check] of Object.entries(declaredChecks)) {
  const before = await check({ database, tables, source });
  report.check(`a sound dataset: ${what}`, before.length === 0, JSON.stringify(before));
  const damages = declaredDamage[what] ?? [];
  report.check(`a damage is known to: ${what}`, damages.length > 0, 'no damage is listed for this check');
  for (const [table, change, where] of damages) {
    const found = await damaged(
      async () => {
        await database.run(first(table, change, where));
        await load([table]);
      },
      async () => count(await check({ database, tables, source })),
    );
    report.check(`found: ${table} with ${change}`, found > 0, `${what}: nothing was found`);
  }
}

// --- What people's records must be: values are damaged ---
async function checkRecords(checks) {
  for (const [what, { violations, damage }] of Object.entries(checks)) {
    const find = async () => {
      for (const statement of prepare) await database.run(statement);
      return database.value(`SELECT count(*) FROM (${violations})`);
    };
    report.check(`a sound dataset: ${what}`, (await find()) === 0, 'found without damage');
    for (const [index, statement] of damage.entries()) {
      const found = await damaged(() => database.run(statement), find);
      report.check(`found, damage ${index + 1}: ${what}`, found > 0, `nothing was found after ${statement}`);
    }
  }
}
await checkRecords({ ...peopleChecks, ...visitChecks });

// --- The same for what disease modules tell, in a dataset that has some ---
const ill = generate(options.folder, { patients: 400, seed: 21, years_of_history: 0, modules: testModules });
for (const table of tables)
  await loadTable(database, table, csvSource(path.join(options.folder, 'csv', `${table.name}.csv`), table));
await loadRun(database, ill);
await checkRecords(careChecks);
await checkRecords(clinicalChecks);

// --- Check digits: every single wrong digit is found, and most swaps ---
for (const [system, code] of [
  ['LOINC', '8302-2'],
  ['LOINC', '59408-5'],
  ['SNOMED CT', '185349003'],
  ['SNOMED CT', '266919005'],
  ['NPI', '1234567893'],
]) {
  const holds = codeRules[system];
  const wrong = [...code].flatMap((digit, at) =>
    digit === '-'
      ? []
      : [...'0123456789']
          .filter((other) => other !== digit)
          .map((other) => code.slice(0, at) + other + code.slice(at + 1)),
  );
  const accepted = wrong.filter(holds);
  report.check(
    `${system} ${code} holds, and no other with one wrong digit`,
    holds(code) && accepted.length === 0,
    accepted.join(', '),
  );
}

database.close();
rmSync(options.folder, { recursive: true });
console.log(
  `${report.results.length - report.failed()} of ${report.results.length} damages and sound tables were told apart`,
);
if (options.results) report.write(options.results);
else
  for (const { what, name: which, why } of report.results) if (what !== 'pass') console.log(`${what} ${which}: ${why}`);
