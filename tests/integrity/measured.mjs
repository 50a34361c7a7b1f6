// What the checks of people and visits need beside the tables: functions, the catalogue of observations, and the values
// measured at an encounter side by side.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { literal } from './database.mjs';

const measured = {
  height: '8302-2',
  weight: '29463-7',
  bmi: '39156-5',
  systolic: '8480-6',
  diastolic: '8462-4',
  sodium: '2951-2',
  chloride: '2075-0',
  bicarbonate: '2028-9',
  anion_gap: '33037-3',
  erythrocytes: '789-8',
  hemoglobin: '718-7',
  hematocrit: '4544-3',
  mcv: '787-2',
  mch: '785-6',
  mchc: '786-4',
  cholesterol: '2093-3',
  hdl: '2085-9',
  ldl: '13457-7',
  triglycerides: '2571-8',
};

// The catalogue of observations that the engine is given: bounds and units.
const kinds = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../engine/reference/data/observation_kinds.csv',
);

/** To be run before the checks, and again after a change: functions, and `measured`: one row an encounter. */
export const prepare = [
  `CREATE OR REPLACE TABLE kinds AS SELECT * FROM read_csv(${literal(kinds)}, header = true, all_varchar = false,
    types = {'loinc': 'VARCHAR', 'unit': 'VARCHAR', 'min': 'DOUBLE', 'max': 'DOUBLE'})`,
  // Whole years from one date to another; a 29 February counts on 1 March in common years.
  `CREATE OR REPLACE MACRO age_at(birth, day) AS
    year(day) - year(birth) - CASE WHEN month(birth) * 100 + day(birth) > month(day) * 100 + day(day) THEN 1 ELSE 0 END`,
  'CREATE OR REPLACE MACRO last_day(death, as_of) AS coalesce(death, CAST(as_of - INTERVAL 1 DAY AS DATE))',
  `CREATE OR REPLACE TABLE measured AS SELECT encounter_id, any_value(patient_id) AS patient_id, min(date) AS date,
    ${Object.entries(measured)
      .map(([name, loinc]) => `max(CAST(value_number AS DOUBLE)) FILTER (WHERE loinc_code = '${loinc}') AS ${name}`)
      .join(', ')},
    min(panel_id) FILTER (WHERE loinc_code = '8480-6') AS systolic_panel, min(panel_id) FILTER (WHERE loinc_code = '8462-4') AS diastolic_panel
    FROM observations WHERE loinc_code IN (${Object.values(measured)
      .map((loinc) => `'${loinc}'`)
      .join(', ')}) GROUP BY encounter_id`,
];

/** An UPDATE of the first row that meets a condition. */
export const one = (table, change, where = 'true') =>
  `UPDATE ${table} SET ${change} WHERE rowid = (SELECT min(rowid) FROM ${table} WHERE ${where})`;
