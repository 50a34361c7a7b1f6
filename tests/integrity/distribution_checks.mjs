// What a config's own distributions ask for, of the people that they count. Judged at one in a million, with the fixed
// seeds of configs.mjs.

import { chiSquareTest, kolmogorovTest, normalCumulative } from '../population/statistics.mjs';
import { categories } from './configs.mjs';

const kAlpha = 1e-6;

async function categoryCheck(database, option, weights) {
  const { column, words, from = 0 } = categories[option];
  const rows = await database.rows(
    `SELECT ${column} AS text, count(*) AS people FROM patients WHERE NOT deceased AND age >= ${from} GROUP BY ALL`,
  );
  const counts = Object.keys(words).map((word) => rows.find((row) => row.text === words[word])?.people ?? 0);
  const strangers = rows.filter((row) => !Object.values(words).includes(row.text));
  const shares = Object.keys(words).map((word) => weights[word] ?? 0);
  const test = chiSquareTest(counts, shares);
  return {
    what: `${option} has the config's own shares`,
    passed: strangers.length === 0 && test.p > kAlpha,
    why:
      strangers.length > 0
        ? `${strangers[0].text}`
        : `p = ${test.p.toExponential(1)}, counts ${counts.join(', ')} for ${shares.join(', ')}`,
  };
}

// Of a normal distribution cut off at `low`: the share below x.
const cutNormal =
  ({ mean, sd }, low) =>
  (x) => {
    const below = normalCumulative((low - mean) / sd);
    return Math.min(1, Math.max(0, (normalCumulative((x - mean) / sd) - below) / (1 - below)));
  };

function moments(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

// Mean and spread of a normal distribution cut off below `low` (Johnson, Kotz, Balakrishnan: the truncated normal).
function cutMoments({ mean, sd }, low) {
  const z = (low - mean) / sd;
  const hazard = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (1 - normalCumulative(z));
  return { mean: mean + sd * hazard, sd: sd * Math.sqrt(1 + z * hazard - hazard * hazard) };
}

function normalChecks(thing, values, parameters, low, unit) {
  const expected = cutMoments(parameters, low),
    found = moments(values);
  const test = kolmogorovTest(values, cutNormal(parameters, low));
  const error = expected.sd / Math.sqrt(values.length);
  return [
    {
      what: `${thing} is normal with the config's mean and spread, cut off at ${low}`,
      passed: test.p > kAlpha,
      why: `Kolmogorov-Smirnov p = ${test.p.toExponential(1)}, distance ${test.distance.toFixed(4)}`,
    },
    {
      what: `${thing} has the mean and the standard deviation of that`,
      passed: Math.abs(found.mean - expected.mean) < 5 * error && Math.abs(found.sd - expected.sd) < 5 * error,
      why: `mean ${found.mean.toFixed(2)} for ${expected.mean.toFixed(2)}, sd ${found.sd.toFixed(2)} for ${expected.sd.toFixed(2)} ${unit}`,
    },
  ];
}

/** The checks that a config asks for: [{ what, passed, why }]. */
export async function distributionChecks(database, { distributions = {} }) {
  const checks = [];
  for (const [option, distribution] of Object.entries(distributions)) {
    if (distribution.weights) checks.push(await categoryCheck(database, option, distribution.weights));
  }
  const living = async (column) =>
    (await database.rows(`SELECT ${column} AS value FROM patients, run WHERE NOT deceased`)).map(({ value }) =>
      Number(value),
    );
  if (distributions.age?.normal) {
    // Exact ages; beyond 110 the life table has nobody to speak of.
    checks.push(
      ...normalChecks(
        'age',
        await living(`date_diff('day', birthdate, as_of) / 365.2425`),
        distributions.age.normal,
        0,
        'years',
      ),
    );
  }
  const income = distributions.income;
  if (income?.normal) checks.push(...normalChecks('income', await living('income'), income.normal, 0, 'USD'));
  if (income?.uniform) {
    const { min, max } = income.uniform;
    const values = await living('income');
    const test = kolmogorovTest(values, (x) => Math.min(1, Math.max(0, (x - min) / (max - min))));
    checks.push({
      what: "income is uniform between the config's limits",
      passed: test.p > kAlpha && Math.min(...values) >= min && Math.max(...values) <= max,
      why: `p = ${test.p.toExponential(1)}, from ${Math.min(...values)} to ${Math.max(...values)}`,
    });
  }
  if (income?.empirical) {
    const { values, weights } = income.empirical;
    const incomes = await living('income');
    const counts = values.map((value) => incomes.filter((each) => each === value).length);
    const test = chiSquareTest(counts, weights);
    checks.push({
      what: "income has the config's own values and shares",
      passed: counts.reduce((sum, count) => sum + count, 0) === incomes.length && test.p > kAlpha,
      why: `p = ${test.p.toExponential(1)}, counts ${counts.join(', ')} of ${incomes.length}`,
    });
  }
  return checks;
}
