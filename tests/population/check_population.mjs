// Compares people with the reference tables: margins, circumstances and deaths of 200,000, measures and care of 50,000.
//
//   node tests/population/check_population.mjs --results FILE [--folder DIR]

import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { Database } from '../integrity/database.mjs';
import { csvSource, declaredTables, generate, loadRun, loadTable } from '../integrity/dataset.mjs';
import { prepare } from '../integrity/measured.mjs';
import { Report, tableText } from '../integrity/report.mjs';
import { influenzaShares, seriesShares, visitShares } from './care.mjs';
import { expectancy, lifeTable, peopleSeen, referenceTable } from './life_expectancy.mjs';
import { beyond, measureCells, meanTolerance, spreadTolerance } from './measures.mjs';
import { circumstances, circumstanceTest, margins } from './shares.mjs';
import { checkStatistics, checkThatTestsFail } from './statistics_test.mjs';

// Of a true null hypothesis, one test in a thousand fails; with the fixed seed always or never.
const alpha = 0.001;
// Standard errors that a cell of the measures may be beyond its tolerance: with some 500 cells one in a thousand runs.
const allowance = 4;

const { values: options } = parseArgs({
  options: {
    results: { type: 'string' },
    folder: { type: 'string', default: path.join(os.tmpdir(), 'polyclinic-population') },
  },
});
const report = new Report();
const percent = (share, digits = 1) => `${(share * 100).toFixed(digits)} %`;

/** Generates a dataset and gives what `judge` makes of it. */
async function judged(title, config, judge) {
  const folder = path.join(options.folder, title);
  const manifest = generate(folder, config);
  console.log(
    `${title}: ${manifest.patients} patients (${manifest.people} people) generated in ${manifest.seconds.toFixed(0)} s`,
  );
  const database = await Database.open(path.join(folder, 'judge.duckdb'));
  for (const table of declaredTables().filter((each) => config.tables.includes(each.name))) {
    await loadTable(database, table, csvSource(path.join(folder, 'csv', `${table.name}.csv`), table));
  }
  await loadRun(database, manifest);
  for (const statement of prepare.filter((each) => each.includes('MACRO'))) await database.run(statement);
  await judge(database);
  database.close();
  rmSync(folder, { recursive: true });
}

async function checkShares(database) {
  const rows = [['against the reference', 'people', 'chi-square', 'degrees', 'p', 'worst sex and age', 'off by']];
  for (const [what, test] of Object.entries(margins)) {
    const { p, statistic, degrees, people, why } = await test(database);
    report.check(
      `${what} of the living: within sampling error of the reference`,
      p >= alpha,
      why ?? `p = ${p.toExponential(1)}`,
    );
    rows.push([what, people, Math.round(statistic), degrees, p.toPrecision(2), '', '']);
  }
  for (const what of circumstances) {
    const { p, statistic, degrees, people, worst } = await circumstanceTest(database, what);
    const where = `${worst.sex} ${worst.from}-${worst.to}`;
    const off = `${worst.text}: ${percent(worst.found)} for ${percent(worst.expected)}`;
    report.check(
      `${what} by sex and age: within sampling error of the reference`,
      p >= alpha,
      `p = ${p.toExponential(1)}; ${where}, ${off}`,
    );
    rows.push([what, people, Math.round(statistic), degrees, p.toPrecision(2), where, off]);
  }
  console.log(`\n${tableText(rows)}`);
}

async function checkDeaths(database) {
  const reference = referenceTable();
  const seen = await peopleSeen(database);
  const rows = [['life expectancy at birth', 'made', 'error', 'table', 'deaths', 'person-years']];
  for (const sex of ['F', 'M']) {
    const { e0, error, deaths, years } = lifeTable(seen, sex, reference[sex]);
    const wanted = expectancy(reference[sex]);
    report.check(
      `life expectancy from the produced deaths, ${sex}: within half a year of the table`,
      Math.abs(e0 - wanted) < 0.5,
      `${e0.toFixed(2)} for ${wanted.toFixed(2)}`,
    );
    rows.push([sex, e0.toFixed(2), error.toFixed(2), wanted.toFixed(2), deaths, Math.round(years)]);
  }
  console.log(`\n${tableText(rows)}\n`);
  await checkThatTestsFail(report, database, alpha, seen);
}

async function checkMeasures(database) {
  const cells = await measureCells(database);
  report.check('there are cells of measures to compare', cells.length > 300, `${cells.length}`);
  for (const [what, tolerance] of [
    ['mean', meanTolerance],
    ['spread', spreadTolerance],
  ]) {
    const sides = cells.map((cell) => {
      const side = cell[what];
      return {
        where: `${cell.measure} ${cell.sex} ${cell.from}-${cell.to}`,
        n: cell.n,
        ...side,
        beyond: beyond(side.off, tolerance, side.error),
      };
    });
    for (const side of sides) {
      report.check(
        `${side.where}: the ${what} is within ${percent(tolerance, 0)} of the survey`,
        side.beyond <= allowance,
        `${side.made.toFixed(3)} for ${side.wanted}, ${percent(side.off)} off, chance error ${percent(side.error)}, n = ${side.n}`,
      );
    }
    const within = sides.filter((side) => Math.abs(side.off) <= tolerance).length;
    report.check(
      `of the ${what}s by measure, sex and decade, 95 % are within ${percent(tolerance, 0)} as they stand`,
      within >= 0.95 * sides.length,
      `${within} of ${sides.length}`,
    );
    const worst = [...sides].sort((a, b) => b.beyond - a.beyond).slice(0, 10);
    console.log(
      `\n${sides.length} ${what}s by measure, sex and decade: ${within} within ${percent(tolerance, 0)} as they stand, ` +
        `${sides.filter((side) => side.beyond <= allowance).length} within that and ${allowance} standard errors; the ten furthest off:`,
    );
    console.log(
      tableText([
        ['measure, sex, age', 'n', 'made', 'survey', 'off', 'chance error'],
        ...worst.map((side) => [
          side.where,
          side.n,
          side.made.toFixed(3),
          String(side.wanted),
          percent(side.off),
          percent(side.error),
        ]),
      ]),
    );
  }
}

async function checkCare(database) {
  const rows = [['care', 'people', 'share', 'published', 'visits a year']];
  const tolerance = 0.03;
  const found = [
    ...(await visitShares(database)).map((each) => ({ ...each, title: `a check-up within a year, ${each.title}` })),
    ...(await influenzaShares(database, 2024)),
    ...(await seriesShares(database)),
  ];
  for (const { title, n, share, wanted, visits } of found) {
    report.check(
      `${title}: within ${percent(tolerance, 0)} of the published share`,
      Math.abs(share - wanted) <= tolerance + allowance * Math.sqrt((wanted * (1 - wanted)) / n),
      `${percent(share)} for ${percent(wanted)}, n = ${n}`,
    );
    rows.push([title, n, percent(share), percent(wanted), visits === undefined ? '' : visits.toFixed(2)]);
  }
  console.log(`\n${tableText(rows)}`);
}

checkStatistics(report);
await judged('people', { patients: 200000, seed: 101, tables: ['patients'] }, async (database) => {
  await checkShares(database);
  await checkDeaths(database);
});
await judged(
  'visits',
  { patients: 50000, seed: 102, tables: ['patients', 'encounters', 'immunizations', 'observations'] },
  async (database) => {
    await checkMeasures(database);
    await checkCare(database);
  },
);

if (options.results) report.write(options.results);
else for (const { what, name, why } of report.results) if (what !== 'pass') console.log(`${what} ${name}: ${why}`);
