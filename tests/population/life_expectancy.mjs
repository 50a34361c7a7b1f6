// Life expectancy at birth from a dataset's own deaths: person-years and deaths by single year of age within the window
// of the history, made into a period life table.

import { referenceRows } from './reference.mjs';

const daysPerYear = 365.2425;
const ages = 120;

/** Of probabilities of dying by age: the mean length of life, deaths being spread evenly over a year. */
export function expectancy(q) {
  let alive = 1,
    years = 0;
  for (const risk of q) {
    years += alive * (1 - risk / 2);
    alive *= 1 - risk;
  }
  return years;
}

export const referenceTable = () => {
  const rows = referenceRows('life_table.csv');
  return { F: rows.map((row) => row.q_female), M: rows.map((row) => row.q_male) };
};

/** People as { sex, birth, from, to, dies } in days: seen from `from` to `to`, dead at the end of it or not. */
export async function peopleSeen(database) {
  return database.rows(`SELECT birth_sex AS sex, date_diff('day', DATE '1900-01-01', birthdate) AS birth,
      date_diff('day', DATE '1900-01-01', greatest(birthdate, coalesce(history_start, birthdate))) AS "from",
      date_diff('day', DATE '1900-01-01', coalesce(death_date, as_of)) AS "to", deceased AS dies FROM patients, run`);
}

/** The life table of one sex: e0 with its standard error, and deaths and person-years by age. */
export function lifeTable(people, sex, fallback) {
  const deaths = new Float64Array(ages),
    years = new Float64Array(ages);
  for (const { sex: own, birth, from, to, dies } of people) {
    if (own !== sex) continue;
    const begin = (from - birth) / daysPerYear;
    // A day of death is the whole day: on average half of it was lived.
    const end = (to - birth + (dies ? 0.5 : 0)) / daysPerYear;
    for (let age = Math.floor(begin); age < Math.min(ages, end); ++age)
      years[age] += Math.min(end, age + 1) - Math.max(begin, age);
    if (dies) deaths[Math.min(ages - 1, Math.floor(end))] += 1;
  }
  // Where fewer than 50 years were lived, the reference's risk stands in: a handful of people over 100.
  const q = fallback.map((reference, age) => {
    if (years[age] < 50) return reference;
    const rate = deaths[age] / years[age];
    return Math.min(1, rate / (1 + rate / 2));
  });
  // Chiang's variance of the expectancy: each age's own chance error times what a death at that age costs.
  let alive = 1,
    variance = 0;
  const survival = q.map((risk) => {
    const now = alive;
    alive *= 1 - risk;
    return now;
  });
  let remaining = 0;
  for (let age = ages - 1; age >= 0; --age) {
    const cost = survival[age] * (remaining + 0.5);
    if (deaths[age] > 0 && years[age] >= 50) variance += (cost ** 2 * (q[age] ** 2 * (1 - q[age]))) / deaths[age];
    remaining = (1 - q[age]) * (remaining + 1) + q[age] / 2;
  }
  return {
    e0: expectancy(q),
    error: Math.sqrt(variance),
    deaths: deaths.reduce((sum, each) => sum + each, 0),
    years: years.reduce((sum, each) => sum + each, 0),
    q,
  };
}
