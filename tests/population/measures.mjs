// Measured values against the NHANES tables: mean and standard deviation of each measure by sex and decade of age, of
// the latest value of each person.

import { referenceRows } from './reference.mjs';

export const leastValues = 400;
// Wanted of the engine, before chance: the mean within 2 %, the standard deviation within 10 %.
export const meanTolerance = 0.02,
  spreadTolerance = 0.1;

// The survey publishes nobody's age beyond 80, so its eGFR of older people was computed as if they were 80. Ours is of
// their age; the age's factor of the CKD-EPI 2021 equation, 0.9938 a year, makes the two the same quantity.
const egfr = '98979-8';

/** One row a measure, sex and age band: what the survey has, what the dataset has, and how far off it is. */
export async function measureCells(database) {
  const kinds = referenceRows('observation_kinds.csv');
  const latest = await database.rows(`WITH latest AS (
      SELECT patient_id, loinc_code, arg_max(CAST(value_number AS DOUBLE), date) AS value, max(date) AS date
      FROM observations WHERE value_number IS NOT NULL GROUP BY patient_id, loinc_code)
    SELECT loinc, sex, years // 10 * 10 AS decade,
      count(*) AS n, avg(value) AS mean, stddev_samp(value) AS sd, kurtosis_pop(value) AS kurtosis
    FROM (SELECT loinc_code AS loinc, birth_sex AS sex, years,
            CASE WHEN loinc_code = '${egfr}' AND years > 80 THEN value / power(0.9938, years - 80) ELSE value END AS value
          FROM (SELECT *, age_at(birthdate, CAST(date AS DATE)) AS years FROM latest JOIN patients USING (patient_id)))
    WHERE years >= 20 GROUP BY ALL`);
  const cells = [];
  for (const row of referenceRows('nhanes_measures.csv').filter((each) => each.age_from >= 20)) {
    const { loinc } = kinds.find((kind) => kind.key === row.measure);
    // The last band is open: 80 and older.
    const found = latest.filter(
      (each) => each.loinc === loinc && each.sex === row.sex && each.decade >= row.age_from && each.decade < row.age_to,
    );
    const n = found.reduce((sum, each) => sum + each.n, 0);
    if (n < leastValues) continue;
    const mean = found.reduce((sum, each) => sum + each.n * each.mean, 0) / n;
    const variance = found.reduce((sum, each) => sum + each.n * (each.sd ** 2 + (each.mean - mean) ** 2), 0) / n;
    const kurtosis = found.reduce((sum, each) => sum + each.n * each.kurtosis, 0) / n;
    const sd = Math.sqrt(variance);
    cells.push({
      measure: row.measure,
      sex: row.sex,
      from: row.age_from,
      to: row.age_to,
      n,
      // `error`: the chance error as a share of what is wanted; that of the spread grows with heavy tails.
      mean: { made: mean, wanted: row.mean, off: mean / row.mean - 1, error: sd / Math.sqrt(n) / row.mean },
      spread: {
        made: sd,
        wanted: row.sd,
        off: sd / row.sd - 1,
        error: (sd / row.sd) * Math.sqrt(Math.max(2, kurtosis + 2) / (4 * n)),
      },
    });
  }
  return cells;
}

/** How far beyond its tolerance a cell is, in standard errors; not above 0 when it is within. */
export const beyond = (off, tolerance, error) => (Math.abs(off) - tolerance) / error;
