// Counts of people against reference shares: margins of the whole population, and circumstances by sex and age.

import { name } from '../integrity/database.mjs';
import { pyramid, races, sharesBySexAndAge, shareTables, states, surveyVariables } from './reference.mjs';
import { chiSquareProbability, chiSquareTest } from './statistics.mjs';

/** Counts of the living by expressions, laid beside `expected` (objects with the same keys and `people`). */
async function againstExpected(database, columns, expected) {
  const keys = Object.keys(columns);
  const counted = await database.rows(
    `SELECT ${keys.map((key) => `${columns[key]} AS ${name(key)}`).join(', ')}, count(*) AS counted
      FROM patients WHERE NOT deceased GROUP BY ALL`,
  );
  const keyOf = (row) => keys.map((key) => row[key]).join('|');
  const counts = new Map(counted.map((row) => [keyOf(row), row.counted]));
  const known = new Set(expected.map(keyOf));
  const strangers = counted.filter((row) => !known.has(keyOf(row)));
  const test = chiSquareTest(
    expected.map((row) => counts.get(keyOf(row)) ?? 0),
    expected.map((row) => row.people),
  );
  const people = counted.reduce((sum, row) => sum + row.counted, 0);
  return strangers.length > 0
    ? { ...test, people, p: 0, why: `${keyOf(strangers[0])} is not in the reference` }
    : { ...test, people };
}

/** The margins that a dataset of the whole nation must have: name -> the test of a reference that may be another. */
export const margins = {
  'age and sex': (database, reference = pyramid()) =>
    againstExpected(database, { sex: 'birth_sex', age: 'least(age, 100)' }, reference),
  state: (database, reference = states()) => againstExpected(database, { state: 'state' }, reference),
  'race and ethnicity': (database, reference = races()) =>
    againstExpected(database, { race: 'race', ethnicity: 'ethnicity' }, reference),
};
export const marginReferences = { 'age and sex': pyramid, state: states, 'race and ethnicity': races };

export const circumstances = [...Object.keys(surveyVariables), ...Object.keys(shareTables)];

/**
 * Circumstances of the living by sex and age against a table: one chi-square over all its bands, and the band that fits
 * worst.
 */
export async function circumstanceTest(database, what, bands = sharesBySexAndAge(what)) {
  const { column } = surveyVariables[what] ?? shareTables[what];
  const counted = await database.rows(
    `SELECT birth_sex AS sex, age, ${column} AS text, count(*) AS people FROM patients WHERE NOT deceased GROUP BY ALL`,
  );
  let statistic = 0,
    degrees = 0,
    people = 0;
  let worst = { p: 2 };
  for (const band of bands) {
    const inBand = counted.filter((row) => row.sex === band.sex && row.age >= band.from && row.age <= band.to);
    const counts = band.shares.map(({ texts }) =>
      inBand.filter((row) => texts.includes(row.text)).reduce((sum, row) => sum + row.people, 0),
    );
    const total = inBand.reduce((sum, row) => sum + row.people, 0);
    const test = chiSquareTest(
      counts,
      band.shares.map(({ share }) => share),
    );
    if (counts.reduce((sum, count) => sum + count, 0) !== total) test.p = 0; // somebody has a word that is not there
    statistic += test.statistic;
    degrees += Math.max(0, test.degrees);
    people += total;
    if (test.p < worst.p) {
      const all = band.shares.reduce((sum, { share }) => sum + share, 0);
      const far = band.shares
        .map(({ texts, share }, index) => ({
          text: texts.join(' or '),
          expected: share / all,
          found: counts[index] / total,
        }))
        .sort((a, b) => Math.abs(b.found - b.expected) - Math.abs(a.found - a.expected))[0];
      worst = { p: test.p, sex: band.sex, from: band.from, to: band.to, people: total, ...far };
    }
  }
  return { p: worst.p === 0 ? 0 : chiSquareProbability(statistic, degrees), statistic, degrees, people, worst };
}
