// What people come for: check-ups within a year by age, vaccines of a season and of childhood, against the published
// shares that the schedules were made from.

import { referenceRows } from './reference.mjs';

/** Share of the living with a preventive visit in the last year, by sex and age: [{ title, n, share, wanted }]. */
export async function visitShares(database) {
  // Children: NHIS 2018, MMWR 69(8):222. Adults: BRFSS, routine check-up within the past year.
  const bands = [
    ['B', 1, 4, 0.919],
    ['B', 5, 11, 0.869],
    ['B', 12, 17, 0.817],
    ['M', 18, 24, 0.62],
    ['M', 25, 34, 0.57],
    ['M', 35, 44, 0.63],
    ['M', 45, 54, 0.72],
    ['M', 55, 64, 0.8],
    ['M', 65, 120, 0.9],
    ['F', 18, 24, 0.72],
    ['F', 25, 34, 0.71],
    ['F', 35, 44, 0.74],
    ['F', 45, 54, 0.79],
    ['F', 55, 64, 0.84],
    ['F', 65, 120, 0.9],
  ];
  const rows =
    await database.rows(`SELECT birth_sex AS sex, age, count(*) AS n, count(visits) AS seen, sum(visits) AS visits FROM patients
    LEFT JOIN (SELECT patient_id, count(*) AS visits FROM encounters, run
      WHERE reason_code LIKE 'Z0%' AND date >= as_of - INTERVAL 1 YEAR GROUP BY patient_id) USING (patient_id)
    WHERE NOT deceased GROUP BY ALL`);
  return bands.map(([sex, from, to, wanted]) => {
    const band = rows.filter((row) => (sex === 'B' || row.sex === sex) && row.age >= from && row.age <= to);
    const sum = (key) => band.reduce((total, row) => total + Number(row[key] ?? 0), 0);
    return {
      title: `${sex === 'B' ? '' : `${sex} `}${from}-${to}`,
      n: sum('n'),
      share: sum('seen') / sum('n'),
      visits: sum('visits') / sum('n'),
      wanted,
    };
  });
}

const seasonBands = [
  ['6m_4y', 1, 4],
  ['5y_12y', 5, 12],
  ['13y_17y', 13, 17],
  ['18y_49y', 18, 49],
  ['50y_64y', 50, 64],
  ['65y', 65, 120],
];

/** Share vaccinated against influenza in one season (July to June), by age at its start. */
export async function influenzaShares(database, season) {
  const reference = referenceRows('immunization_seasons.csv').find(
    (row) => row.campaign === 'flu' && row.season === season,
  );
  const found = [];
  for (const [band, from, to] of seasonBands) {
    const { n, given } = await database.row(`SELECT count(*) AS n, count(i.patient_id) AS given FROM patients AS p
      LEFT JOIN (SELECT DISTINCT patient_id FROM immunizations WHERE vaccine ILIKE '%influenza%'
        AND date >= DATE '${season}-07-01' AND date < DATE '${season + 1}-07-01') AS i USING (patient_id)
      WHERE NOT deceased AND age_at(birthdate, DATE '${season}-10-01') BETWEEN ${from} AND ${to}`);
    found.push({
      title: `influenza ${season}, ${band.replace('_', '-')}`,
      n,
      share: given / n,
      wanted: reference[`share_${band}`],
    });
  }
  return found;
}

/** Childhood and adult vaccines among the living: doses of any product of a series by an age. */
export async function seriesShares(database) {
  // NIS-Child, born 2018-2019, by 24 months (MMWR 72(2):33); NIS-Teen 2022, 13 to 17 years (MMWR 72(34):912).
  const wanted = [
    [
      'MMR, 1 dose by 24 months',
      `cvx_code IN ('03', '94')`,
      1,
      24,
      "birthdate BETWEEN DATE '2018-01-01' AND DATE '2019-12-31'",
      0.916,
    ],
    [
      'DTaP, 4 doses by 24 months',
      `series ILIKE '%diphtheria%' OR series ILIKE 'DTaP%'`,
      4,
      24,
      "birthdate BETWEEN DATE '2018-01-01' AND DATE '2019-12-31'",
      0.816,
    ],
    [
      'polio, 3 doses by 24 months',
      `cvx_code IN ('10', '110', '120', '130', '132', '146')`,
      3,
      24,
      "birthdate BETWEEN DATE '2018-01-01' AND DATE '2019-12-31'",
      0.929,
    ],
    [
      'varicella, 1 dose by 24 months',
      `cvx_code IN ('21', '94')`,
      1,
      24,
      "birthdate BETWEEN DATE '2018-01-01' AND DATE '2019-12-31'",
      0.911,
    ],
    [
      'hepatitis B, 3 doses by 24 months',
      `cvx_code IN ('08', '110', '146', '51', '45')`,
      3,
      24,
      "birthdate BETWEEN DATE '2018-01-01' AND DATE '2019-12-31'",
      0.925,
    ],
  ];
  const found = [];
  for (const [title, product, doses, months, cohort, share] of wanted) {
    const { n, given } =
      await database.row(`SELECT count(*) AS n, count(*) FILTER (WHERE doses >= ${doses}) AS given FROM patients
      LEFT JOIN (SELECT patient_id, count(*) AS doses FROM immunizations JOIN patients USING (patient_id)
        WHERE (${product}) AND CAST(date AS DATE) < birthdate + INTERVAL ${months} MONTH
        GROUP BY patient_id) USING (patient_id)
      WHERE NOT deceased AND ${cohort}`);
    found.push({ title, n, share: given / n, wanted: share });
  }
  return found;
}
