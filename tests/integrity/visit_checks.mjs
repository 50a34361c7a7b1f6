// What a clinician expects of the visits of every dataset, of what is measured and given at them and of what they cost,
// beyond what the tables declare. Each check is a query that gives the rows that break it, and `damage`: what to do to a sound dataset so that the check
// must find something (damage_test.mjs does it); `unless`: own distributions that make it senseless.

import { one } from './measured.mjs';

/** By name: { violations: SQL, damage: SQL[] }. */
export const visitChecks = {
  // --- Encounters ---
  'encounters of a person do not overlap': {
    violations: `SELECT encounter_id FROM (SELECT encounter_id, date, lag("end") OVER (PARTITION BY patient_id ORDER BY date, "end") AS before
      FROM encounters) WHERE date < before`,
    damage: [
      `UPDATE encounters SET "end" = "end" + INTERVAL 3000 DAY WHERE rowid = (SELECT min(e.rowid) FROM encounters AS e
      WHERE (SELECT count(*) FROM encounters AS o WHERE o.patient_id = e.patient_id AND o.date > e.date) > 0)`,
    ],
  },
  'an encounter ends after it starts': {
    violations: `SELECT encounter_id FROM encounters WHERE "end" <= date`,
    damage: [one('encounters', '"end" = date')],
  },
  // 40274000: who comes for a procedure and goes home on the same day.
  'outpatient encounters take from 5 minutes to 4 hours, days of a procedure to 12': {
    violations: `SELECT encounter_id FROM encounters WHERE class = 'AMB' AND ("end" - date) NOT BETWEEN INTERVAL 5 MINUTE
      AND CASE code WHEN '40274000' THEN INTERVAL 12 HOUR ELSE INTERVAL 4 HOUR END`,
    damage: [one('encounters', `"end" = date + INTERVAL 5 HOUR`, `class = 'AMB' AND code <> '40274000'`)],
  },
  // 185345009: for a symptom of a module's disease people go to urgent care, which is open all days.
  'appointments are not on Sundays, on Saturdays for vaccines only, none at night; urgent care has all days': {
    violations: `SELECT encounter_id, date FROM encounters WHERE class = 'AMB' AND (hour(date) NOT BETWEEN 7 AND 19
      OR (code <> '185345009' OR NOT (SELECT has_modules FROM run)) AND (dayofweek(date) = 0 OR dayofweek(date) = 6 AND reason_code IS DISTINCT FROM 'Z23'))`,
    damage: [
      one('encounters', `date = date_trunc('week', date) - INTERVAL 14 HOUR`),
      one('encounters', `date = date_trunc('day', date) + INTERVAL 3 HOUR`, `class = 'AMB'`),
    ],
  },
  'nobody comes for a vaccine alone within three days before a check-up, but newborns': {
    violations: `SELECT encounter_id FROM (SELECT encounter_id, patient_id, date, reason_code,
        lead(date) OVER (PARTITION BY patient_id ORDER BY date) AS next,
        lead(reason_code) OVER (PARTITION BY patient_id ORDER BY date) AS next_reason FROM encounters)
      JOIN patients USING (patient_id)
      WHERE reason_code = 'Z23' AND next_reason LIKE 'Z0%' AND date_diff('day', date, next) <= 3
        AND CAST(date AS DATE) > birthdate + 60`,
    damage: [
      `UPDATE encounters SET date = date + INTERVAL 1 HOUR, "end" = "end" + INTERVAL 1 HOUR, reason_code = 'Z23'
        WHERE reason_code = 'Z00.00'; INSERT INTO encounters SELECT * REPLACE (date + INTERVAL 1 DAY AS date, 'Z00.00' AS reason_code)
        FROM encounters WHERE reason_code = 'Z23'`,
    ],
  },
  'what a payer bears lies between 0 and the whole price, and the whole price is that of the visit or more': {
    violations: `SELECT encounter_id, base_cost, total_cost, payer_coverage FROM encounters
      WHERE NOT (total_cost >= payer_coverage AND payer_coverage >= 0 AND base_cost >= 0 AND total_cost >= base_cost)`,
    damage: [
      one('encounters', 'payer_coverage = total_cost + 0.01'),
      one('encounters', 'payer_coverage = -0.01'),
      one('encounters', 'base_cost = total_cost + 1'),
    ],
  },
  'names in an encounter are those of its clinician and organization, who works there': {
    violations: `SELECT e.encounter_id FROM encounters AS e JOIN providers AS v USING (provider_id)
      JOIN organizations AS o ON o.organization_id = e.organization_id
      WHERE e.location <> o.name OR replace(e.provider, 'Dr. ', '') <> v.first_name || ' ' || v.last_name
      OR v.organization_id <> e.organization_id`,
    damage: [one('encounters', `location = 'Elsewhere'`), one('encounters', `provider = 'Dr. Nobody'`)],
  },
  'care is given in the state of the home, or in the nearest hospital': {
    violations: `SELECT e.encounter_id FROM encounters AS e JOIN patients AS p USING (patient_id)
      JOIN organizations AS o USING (organization_id)
      WHERE o.state <> p.state AND o.type <> 'hospital' OR abs(o.latitude - p.latitude) > 4
      OR abs(o.longitude - p.longitude) > 8`,
    damage: [one('patients', 'latitude = latitude + 5')],
  },
  'adults are not seen by pediatricians, children not by internists': {
    violations: `SELECT e.encounter_id FROM encounters AS e JOIN patients AS p USING (patient_id)
      JOIN providers AS v USING (provider_id)
      WHERE v.specialty = 'Pediatrics' AND age_at(p.birthdate, CAST(e.date AS DATE)) >= 18
        OR v.specialty = 'Internal Medicine' AND age_at(p.birthdate, CAST(e.date AS DATE)) < 18`,
    damage: [
      `UPDATE encounters SET provider_id = (SELECT provider_id FROM providers WHERE specialty = 'Pediatrics' LIMIT 1)
      WHERE rowid = (SELECT min(e.rowid) FROM encounters AS e JOIN patients AS p USING (patient_id)
      WHERE age_at(p.birthdate, CAST(e.date AS DATE)) > 30)`,
    ],
  },

  // --- Observations ---
  'the text of a value is its number': {
    violations: `SELECT observation_id, value, value_number FROM observations
      WHERE value_number IS NOT NULL AND TRY_CAST(value AS DECIMAL(18,6)) IS DISTINCT FROM value_number
        OR (value_number IS NULL) = (value_code IS NULL)
          AND (value_number IS NOT NULL OR loinc_code IN (SELECT loinc FROM kinds))`,
    damage: [
      one('observations', `value = '1000000'`, 'value_number IS NOT NULL'),
      one('observations', 'value_number = NULL', 'value_number IS NOT NULL'),
    ],
  },
  'interpretations follow from the reference ranges': {
    violations: `SELECT observation_id, value, reference_low, reference_high, interpretation FROM observations
      WHERE interpretation IS DISTINCT FROM
      CASE WHEN value_code IS NOT NULL AND interpretation IN ('N', 'A') THEN interpretation
        WHEN value_number IS NULL OR reference_low IS NULL AND reference_high IS NULL THEN NULL
        WHEN value_number < reference_low THEN 'L' WHEN value_number > reference_high THEN 'H' ELSE 'N' END
      OR reference_low > reference_high`,
    damage: [one('observations', `interpretation = 'H'`, `interpretation = 'N'`)],
  },
  'every number has a unit, and a kind of observation always the same': {
    violations: `SELECT loinc_code FROM observations GROUP BY loinc_code
      HAVING count(DISTINCT unit) > 1 OR count(DISTINCT type) > 1 OR count(DISTINCT category) > 1
      OR count(value_number) <> count(unit)`,
    damage: [
      one('observations', `unit = 'furlong'`, 'unit IS NOT NULL'),
      one('observations', 'unit = NULL', 'unit IS NOT NULL'),
    ],
  },
  "every number lies within the bounds of its kind, in the kind's unit": {
    violations: `SELECT o.observation_id, o.type, o.value FROM observations AS o LEFT JOIN kinds AS k
      ON k.loinc = o.loinc_code
      WHERE o.value_number NOT BETWEEN k.min AND k.max AND o.unit = k.unit
        OR NOT (SELECT has_modules FROM run)
          AND (k.loinc IS NULL OR o.unit IS DISTINCT FROM k.unit OR o.type <> k.display)`,
    damage: [one('observations', 'value_number = 500', `loinc_code = '8310-5'`)],
  },
  // In a module's stay, things are measured again and again; 33756-8 is the size of a polyp, of which there may be several.
  'nothing is measured twice at a visit, or in a stay at the same time': {
    violations: `SELECT encounter_id, loinc_code FROM observations AS o JOIN encounters AS e USING (encounter_id)
      WHERE loinc_code <> '33756-8' GROUP BY encounter_id, loinc_code, CASE WHEN e.class = 'AMB' OR NOT (SELECT has_modules FROM run) THEN e.date ELSE o.date END
      HAVING count(*) > 1`,
    damage: ['INSERT INTO observations SELECT * FROM observations LIMIT 1'],
  },
  'a panel is of one encounter and one time': {
    violations: `SELECT panel_id FROM observations WHERE panel_id IS NOT NULL GROUP BY panel_id
      HAVING min(encounter_id) <> max(encounter_id) OR min(date) <> max(date) OR min(category) <> max(category)`,
    damage: [
      'UPDATE observations SET panel_id = (SELECT panel_id FROM observations WHERE panel_id IS NOT NULL LIMIT 1) WHERE panel_id IS NOT NULL',
    ],
  },
  'an encounter has a panel of each kind once: both blood pressures share one': {
    violations: `SELECT encounter_id FROM measured
      WHERE (systolic IS NULL) <> (diastolic IS NULL) OR systolic IS NOT NULL AND systolic_panel IS NULL
      OR systolic_panel IS DISTINCT FROM diastolic_panel`,
    damage: [one('observations', 'panel_id = NULL', `loinc_code = '8480-6'`)],
  },
  'the height of an adult changes by less than 1 cm from visit to visit': {
    // Old people shrink: after longer than a year and a half it may be a quarter of a centimetre a year more.
    violations: `SELECT * FROM (SELECT patient_id, date, birthdate, height,
        lag(height) OVER (PARTITION BY patient_id ORDER BY date) AS before, lag(date) OVER (PARTITION BY patient_id ORDER BY date) AS date_before
        FROM measured JOIN patients USING (patient_id) WHERE height IS NOT NULL)
      WHERE age_at(birthdate, CAST(date_before AS DATE)) >= 20
        AND abs(height - before) >= 0.999 + 0.25 * greatest(0, date_diff('day', date_before, date) / 365.25 - 1.5)`,
    damage: [
      `UPDATE observations SET value_number = value_number + 9 WHERE rowid = (SELECT max(o.rowid)
        FROM observations AS o JOIN patients AS p USING (patient_id)
      WHERE loinc_code = '8302-2' AND age_at(p.birthdate, CAST(o.date AS DATE)) > 30
        AND (SELECT count(*) FROM observations AS x WHERE x.patient_id = o.patient_id
        AND x.loinc_code = '8302-2') > 3)`,
    ],
  },
  'no child shrinks': {
    violations: `SELECT * FROM (SELECT patient_id, date, birthdate, height, lag(height) OVER (PARTITION BY patient_id ORDER BY date) AS before
        FROM measured JOIN patients USING (patient_id) WHERE height IS NOT NULL)
      WHERE age_at(birthdate, CAST(date AS DATE)) BETWEEN 2 AND 17 AND height < before - 1`,
    damage: [
      `UPDATE observations SET value_number = 30 WHERE rowid = (SELECT max(o.rowid) FROM observations AS o
        JOIN patients AS p USING (patient_id)
      WHERE loinc_code = '8302-2' AND age_at(p.birthdate, CAST(o.date AS DATE)) BETWEEN 4 AND 16
        AND (SELECT count(*) FROM observations AS x WHERE x.patient_id = o.patient_id AND x.loinc_code = '8302-2'
        AND x.date < o.date) > 0)`,
    ],
  },
  'the body mass index is that of height and weight': {
    violations: `SELECT encounter_id, bmi, height, weight FROM measured
      WHERE abs(bmi - weight / (height * height / 10000)) > 0.1`,
    damage: [one('observations', 'value_number = value_number + 1', `loinc_code = '39156-5'`)],
  },
  'systolic pressure is above diastolic': {
    violations: `SELECT encounter_id, systolic, diastolic FROM measured WHERE systolic < diastolic + 5`,
    damage: [one('observations', 'value_number = 20', `loinc_code = '8480-6'`)],
  },
  'the anion gap is that of sodium, chloride and bicarbonate': {
    violations: `SELECT encounter_id, anion_gap, sodium, chloride, bicarbonate FROM measured
      WHERE abs(anion_gap - (sodium - chloride - bicarbonate)) > 1 AND anion_gap <> (SELECT min FROM kinds
      WHERE loinc = '33037-3')`,
    damage: [one('observations', 'value_number = value_number + 5', `loinc_code = '33037-3'`)],
  },
  'red cells, haemoglobin and haematocrit agree with their indices': {
    violations: `SELECT encounter_id, erythrocytes, hemoglobin, hematocrit, mcv, mch, mchc FROM measured
      WHERE abs(hematocrit * 10 / erythrocytes / mcv - 1) > 0.02 OR abs(hemoglobin * 10 / erythrocytes / mch - 1) > 0.02
        OR abs(hemoglobin * 100 / hematocrit / mchc - 1) > 0.02 AND mchc NOT IN (SELECT unnest([min, max])
        FROM kinds WHERE loinc = '786-4')`,
    damage: [one('observations', 'value_number = value_number * 2', `loinc_code = '787-2'`)],
  },
  'cholesterol is more than its HDL and LDL parts': {
    violations: `SELECT encounter_id, cholesterol, hdl, ldl FROM measured WHERE hdl + ldl > cholesterol`,
    damage: [one('observations', 'value_number = 10', `loinc_code = '2093-3'`)],
  },
  'who never smoked is never recorded as a smoker, and who smokes now was not one who never did at the last visit': {
    violations: `SELECT o.observation_id, p.smoking_status, o.value FROM observations AS o
      JOIN patients AS p USING (patient_id)
      WHERE o.loinc_code = '72166-2' AND (p.smoking_status = 'Never smoker' AND o.value_code <> '266919005'
        OR age_at(p.birthdate, CAST(o.date AS DATE)) < 12)`,
    damage: [`UPDATE observations SET value_code = '449868002' WHERE loinc_code = '72166-2'`],
  },

  // --- Immunizations ---
  'doses of a series are numbered in the order of time': {
    violations: `SELECT immunization_id, series, dose_number, before FROM (SELECT *,
        lag(dose_number) OVER (PARTITION BY patient_id, series ORDER BY date, dose_number) AS before FROM immunizations
        WHERE series NOT ILIKE '%influenza%' AND series NOT ILIKE '%season%')
      WHERE dose_number <= before OR dose_number < 1`,
    damage: [
      `UPDATE immunizations SET dose_number = 0 WHERE rowid = (SELECT min(rowid) FROM immunizations
        WHERE series NOT ILIKE '%influenza%')`,
    ],
  },
  'no vaccine code is given twice at a visit': {
    violations: 'SELECT encounter_id, cvx_code FROM immunizations GROUP BY encounter_id, cvx_code HAVING count(*) > 1',
    damage: ['INSERT INTO immunizations SELECT * FROM immunizations LIMIT 1'],
  },
  'measles, mumps, rubella and varicella vaccines wait for the first birthday': {
    violations: `SELECT immunization_id, vaccine FROM immunizations AS i JOIN patients AS p USING (patient_id)
      WHERE cvx_code IN ('03', '94', '21') AND CAST(i.date AS DATE) < p.birthdate + INTERVAL 12 MONTH - INTERVAL 4 DAY`,
    damage: [`UPDATE patients SET birthdate = birthdate + 4000`],
  },
  'no two doses of a series within three weeks, influenza within two': {
    violations: `SELECT immunization_id, series, date, before
      FROM (SELECT *, lag(date) OVER (PARTITION BY patient_id, series ORDER BY date) AS before
      FROM immunizations) WHERE date_diff('day', before, date) < CASE WHEN series ILIKE '%rabies%' THEN 3 ELSE 17 END`,
    damage: [`INSERT INTO immunizations SELECT * FROM immunizations LIMIT 1`],
  },
  'an encounter for immunization has a dose, and lots look like lots': {
    violations: `SELECT encounter_id FROM encounters AS e WHERE reason_code = 'Z23' AND NOT EXISTS (SELECT 1
      FROM immunizations AS i WHERE i.encounter_id = e.encounter_id)
      UNION ALL SELECT immunization_id FROM immunizations WHERE NOT regexp_full_match(lot, '[A-Z0-9-]{4,12}')`,
    damage: [
      `DELETE FROM immunizations WHERE encounter_id = (SELECT min(encounter_id) FROM encounters
        WHERE reason_code = 'Z23')`,
      one('immunizations', `lot = '?'`),
    ],
  },
};
