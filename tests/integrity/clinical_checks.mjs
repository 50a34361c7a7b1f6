// What a physician expects of any clinical dataset, whatever its disease modules: diseases, drugs and vaccines at ages and
// in sexes that have them, pregnancies at ages that can, values that a body can have, a code on
// everything. Each check is a query that gives the rows that break it, and `damage` as in care_checks.mjs.

import { one } from './measured.mjs';

// ICD-10-CM prefixes that nobody has below an age: rare true cases are younger, a dataset for tests has none.
const adultDiseases = [
  ['E11', 8], ['I10', 8], ['I20', 18], ['I21', 18], ['I25', 18], ['J44', 25], ['F10', 12], ['F11', 12], ['F17', 12], ['C50', 18],
  ['C61', 35], ['N40', 35], ['F01', 40], ['F03', 40], ['G30', 40], ['G20', 20], ['M81', 20], ['M80', 20], ['M17', 20], ['M16', 16],
  ['I70', 20], ['H25', 40], ['N95', 30], ['C18', 18], ['C34', 18], ['C67', 18], ['C25', 18], ['Z72.0', 12],
];
const ofMen = ['C61', 'C62', 'C63', 'N40', 'N41', 'N42', 'N43', 'N44', 'N45', 'N47', 'N48', 'N49', 'N50', 'N52', 'Z12.5', 'Z85.46', 'R97.2'];
const ofWomen = ['O', 'C51', 'C52', 'C53', 'C54', 'C55', 'C56', 'C57', 'C58', 'N70', 'N71', 'N72', 'N73', 'N76', 'N80', 'N81', 'N83', 'N84', 'N85', 'N86', 'N87',
  'N88', 'N91', 'N92', 'N93', 'N94', 'N95', 'N97', 'Z32', 'Z33', 'Z34', 'Z36', 'Z37', 'Z39', 'Z12.4', 'Z85.41', 'Z85.42', 'Z85.43'];
const begins = (column, codes) => `(${codes.map((code) => `starts_with(${column}, '${code}')`).join(' OR ')})`;
const pregnant = begins('c.icd10_code', ['O', 'Z33', 'Z34', 'Z37', 'Z3A']);

// Youngest (days) and oldest (years, exclusive) at a dose, with CDC's four days of grace.
const vaccineAges = [
  ["'116', '119', '122', '74'", 42, 1], ["'03', '94', '21'", 365, 120], ["'83', '31'", 365, 20], ["'62', '165', '118', '137'", 9 * 365, 46],
  ["'115'", 7 * 365, 120], ["'187', '121'", 18 * 365, 120], ["'20', '106', '110', '120', '130', '146', '50', '01'", 42, 7],
  ["'10'", 42, 120], ["'140', '141', '150', '158', '161', '171', '185', '186', '88', '15', '16'", 180, 120], ["'135', '197', '205', '144'", 18 * 365, 120],
];
// Days between two doses of the same kind, less the grace.
const vaccineGaps = [["'03', '94'", 28], ["'21', '94'", 28], ["'62', '165'", 28], ["'187'", 28], ["'83'", 180], ["'10'", 28]];

/** By name: { violations: SQL, damage: SQL[] }. */
export const clinicalChecks = {
  'children have no diseases of adults': {
    violations: adultDiseases
      .map(
        ([code, age]) => `SELECT c.condition_id, c.icd10_code, age_at(p.birthdate, c.onset_date) AS age FROM conditions AS c JOIN patients AS p USING (patient_id)
          WHERE starts_with(c.icd10_code, '${code}') AND age_at(p.birthdate, c.onset_date) < ${age}`,
      )
      .join(' UNION ALL '),
    damage: [
      `UPDATE conditions SET icd10_code = 'I25.10' WHERE condition_id = (SELECT min(condition_id) FROM conditions JOIN patients USING (patient_id)
        WHERE age_at(birthdate, onset_date) < 12)`,
    ],
  },
  'women have no diseases of men, men none of women': {
    violations: `SELECT c.condition_id, c.icd10_code, p.birth_sex FROM conditions AS c JOIN patients AS p USING (patient_id)
      WHERE p.birth_sex = 'F' AND ${begins('c.icd10_code', ofMen)} OR p.birth_sex = 'M' AND ${begins('c.icd10_code', ofWomen)}
      UNION ALL SELECT r.procedure_id, r.name, p.birth_sex FROM procedures AS r JOIN patients AS p USING (patient_id)
      WHERE p.birth_sex = 'F' AND regexp_matches(lower(r.name), 'prostat|vasectomy|circumcision|orchi')
        OR p.birth_sex = 'M' AND regexp_matches(lower(r.name), 'hysterectomy|c(a)?esarean|vaginal delivery|papanicolaou|tubal ligation|prenatal|intrauterine')
      UNION ALL SELECT o.observation_id, o.type, p.birth_sex FROM observations AS o JOIN patients AS p USING (patient_id)
      WHERE p.birth_sex = 'F' AND o.loinc_code IN ('2857-1', '10886-0') OR p.birth_sex = 'M' AND o.loinc_code IN ('10524-7', '2106-3', '21198-7')
      UNION ALL SELECT m.medication_id, m.name, p.birth_sex FROM medications AS m JOIN patients AS p USING (patient_id)
      WHERE p.birth_sex = 'F' AND regexp_matches(lower(m.name), 'finasteride|dutasteride|sildenafil 50|tadalafil 10|tadalafil 20')
        OR p.birth_sex = 'M' AND regexp_matches(lower(m.name), 'ethinyl estradiol|levonorgestrel|norethindrone|drospirenone|medroxyprogesterone|conjugated estrogens')`,
    damage: [
      `UPDATE conditions SET icd10_code = 'N40.0' WHERE condition_id = (SELECT min(condition_id) FROM conditions JOIN patients USING (patient_id) WHERE birth_sex = 'F')`,
      `UPDATE conditions SET icd10_code = 'O80' WHERE condition_id = (SELECT min(condition_id) FROM conditions JOIN patients USING (patient_id) WHERE birth_sex = 'M')`,
      `UPDATE procedures SET name = 'Cesarean section' WHERE procedure_id = (SELECT min(procedure_id) FROM procedures JOIN patients USING (patient_id) WHERE birth_sex = 'M')`,
    ],
  },
  'pregnancies are from 12 to 52': {
    violations: `SELECT c.condition_id, c.icd10_code, age_at(p.birthdate, c.onset_date) AS age FROM conditions AS c JOIN patients AS p USING (patient_id)
      WHERE ${pregnant} AND (age_at(p.birthdate, c.onset_date) NOT BETWEEN 12 AND 52)`,
    damage: [
      `UPDATE conditions SET icd10_code = 'Z34.90' WHERE condition_id = (SELECT min(condition_id) FROM conditions JOIN patients USING (patient_id)
        WHERE age_at(birthdate, onset_date) > 60)`,
    ],
  },
  'drugs of adults are not for children': {
    violations: `SELECT m.medication_id, m.name, age_at(p.birthdate, m.start_date) AS age FROM medications AS m JOIN patients AS p USING (patient_id)
      WHERE age_at(p.birthdate, m.start_date) < 10
        AND regexp_matches(lower(m.name), 'atorvastatin|simvastatin|rosuvastatin|donepezil|memantine|tamsulosin|alendronate|warfarin|apixaban|tiotropium|varenicline|oxycodone|buprenorphine')`,
    damage: [
      `UPDATE medications SET name = 'atorvastatin 20 MG Oral Tablet' WHERE medication_id = (SELECT min(medication_id) FROM medications JOIN patients USING (patient_id)
        WHERE age_at(birthdate, start_date) < 10)`,
    ],
  },
  'vaccines are given at the ages that they are for': {
    violations: vaccineAges
      .map(
        ([codes, days, years]) => `SELECT i.immunization_id, i.vaccine, date_diff('day', p.birthdate, CAST(i.date AS DATE)) AS days FROM immunizations AS i
          JOIN patients AS p USING (patient_id) WHERE i.cvx_code IN (${codes}) AND (date_diff('day', p.birthdate, CAST(i.date AS DATE)) < ${days} - 4
          OR age_at(p.birthdate, CAST(i.date AS DATE)) >= ${years})`,
      )
      .join(' UNION ALL '),
    damage: [
      `UPDATE immunizations SET cvx_code = '187' WHERE immunization_id = (SELECT min(immunization_id) FROM immunizations JOIN patients USING (patient_id)
        WHERE age_at(birthdate, CAST(date AS DATE)) < 10)`,
    ],
  },
  'doses keep their least intervals': {
    violations: vaccineGaps
      .map(
        ([codes, days]) => `SELECT immunization_id, vaccine, gap FROM (SELECT immunization_id, vaccine, date_diff('day', lag(CAST(date AS DATE))
          OVER (PARTITION BY patient_id ORDER BY date), CAST(date AS DATE)) AS gap FROM immunizations WHERE cvx_code IN (${codes})) WHERE gap < ${days} - 4`,
      )
      .join(' UNION ALL '),
    damage: [`INSERT INTO immunizations SELECT * REPLACE (date + INTERVAL 9 DAY AS date) FROM immunizations WHERE cvx_code = '03'`],
  },
  'no value is one that no body has': {
    violations: `SELECT observation_id, type, value FROM observations WHERE category = 'laboratory' AND value_number < 0
        AND loinc_code NOT IN ('11555-0', '1925-7', '1927-3', '33037-3', '30318-8', '38265-5')
      UNION ALL SELECT observation_id, type, value FROM observations WHERE unit = '%' AND (value_number < 0 OR value_number > 200)`,
    damage: [one('observations', 'value_number = -1', `category = 'laboratory'`), one('observations', 'value_number = 201', `unit = '%'`)],
  },
  'scores are whole points': {
    violations: `SELECT observation_id, type, value FROM observations WHERE unit = '{score}' AND value_number <> round(value_number)`,
    damage: [one('observations', 'value_number = value_number + 0.5', `unit = '{score}'`)],
  },
  'everything has its code': {
    violations: `SELECT condition_id AS id, name FROM conditions WHERE icd10_code IS NULL AND category <> 'social-finding' OR snomed_code IS NULL
      UNION ALL SELECT procedure_id, name FROM procedures WHERE snomed_code IS NULL
      UNION ALL SELECT allergy_id, substance FROM allergies WHERE snomed_code IS NULL AND rxnorm_code IS NULL
      UNION ALL SELECT patient_id, cause FROM deaths WHERE icd10_code IS NULL`,
    damage: [one('conditions', 'icd10_code = NULL', `category <> 'social-finding'`), one('conditions', 'snomed_code = NULL')],
  },
};
