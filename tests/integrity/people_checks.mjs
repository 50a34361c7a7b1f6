// What a registrar expects of the people of every dataset, their coverage and their directory, beyond what the tables
// declare. Each check is a query that gives the rows that break it, and `damage`: what to do to a sound dataset so that the check
// must find something (damage_test.mjs does it); `unless`: own distributions that make it senseless.

import { one } from './measured.mjs';

const young = (condition, column) => `SELECT patient_id, age, ${column} FROM patients WHERE ${condition}`;

/** By name: { violations: SQL, damage: SQL[], unless?: string }. */
export const peopleChecks = {
  // --- Who people are ---
  'ages are those of the birth dates': {
    violations: `SELECT patient_id, birthdate, age FROM patients, run
      WHERE age <> age_at(birthdate, coalesce(death_date, as_of)) OR age NOT BETWEEN 0 AND 119`,
    damage: [one('patients', 'age = age + 1')],
  },
  'deceased people and the rows of deaths are the same': {
    violations: `SELECT patient_id FROM patients AS p FULL JOIN deaths AS d USING (patient_id)
      WHERE p.deceased IS DISTINCT FROM (d.patient_id IS NOT NULL) OR p.death_date IS DISTINCT FROM d.death_date`,
    damage: [one('patients', 'deceased = true', 'NOT deceased'), one('deaths', 'death_date = death_date - 1')],
  },
  'sex and gender agree': {
    violations: `SELECT patient_id FROM patients WHERE (birth_sex, gender) NOT IN (('F', 'female'), ('M', 'male'))`,
    damage: [one('patients', `birth_sex = 'X'`)],
  },
  'nobody under 12 drinks or is asked about smoking': {
    violations: young(
      `age < 12 AND (alcohol_use <> 'None' OR smoking_status IS NOT NULL)`,
      'alcohol_use, smoking_status',
    ),
    damage: [
      one('patients', `alcohol_use = 'Occasional'`, 'age < 12'),
      one('patients', `smoking_status = 'Never smoker'`, 'age < 12'),
    ],
  },
  'nobody under 15 has a marital status, nobody under 18 has been married': {
    violations: young(
      `age < 15 AND marital_status IS NOT NULL OR age < 18 AND marital_status <> 'Never married'`,
      'marital_status',
    ),
    damage: [
      one('patients', `marital_status = 'Divorced'`, 'age = 17'),
      one('patients', `marital_status = 'Never married'`, 'age < 15'),
    ],
  },
  'nobody under 18 has finished school, nobody under 16 works': {
    violations: young(
      'age < 18 AND education IS NOT NULL OR age < 16 AND employment_status IS NOT NULL',
      'education, employment_status',
    ),
    damage: [
      one('patients', `employment_status = 'Student'`, 'age < 16'),
      one('patients', `education = 'Less than 9th grade'`, 'age < 18'),
    ],
  },
  'everybody old enough has a marital status, education, work and smoking status': {
    violations: `SELECT patient_id, age FROM patients WHERE age >= 15 AND marital_status IS NULL OR age >= 18
      AND education IS NULL
      OR age >= 16 AND employment_status IS NULL OR age >= 12 AND smoking_status IS NULL`,
    damage: [one('patients', 'smoking_status = NULL', 'age >= 12')],
  },
  'nobody is retired before 40': {
    unless: 'employment',
    violations: young(`employment_status = 'Retired' AND age < 40`, 'employment_status'),
    damage: [one('patients', `employment_status = 'Retired'`, 'age BETWEEN 16 AND 39')],
  },
  'diseases of relatives fit their sex, began in their lives, and are told once a relation': {
    violations: `SELECT patient_id, relation, condition FROM family_history
      WHERE icd10_code = 'C61' AND relation NOT IN ('father', 'brother', 'maternal grandfather', 'paternal grandfather')
        OR icd10_code IN ('C56.9', 'C50.919') AND relation NOT IN ('mother', 'sister', 'maternal grandmother', 'paternal grandmother')
        OR onset_age NOT BETWEEN 0 AND 110 OR icd10_code IS NULL OR snomed_code IS NULL
      UNION ALL SELECT patient_id, relation, condition FROM family_history GROUP BY ALL HAVING count(*) > 1`,
    damage: [
      one('family_history', `relation = 'mother'`, `icd10_code = 'C61'`),
      one('family_history', 'onset_age = -1'),
      'INSERT INTO family_history SELECT * FROM family_history LIMIT 1',
    ],
  },
  'a third of people have a parent, sister or brother with diabetes, as surveys find': {
    violations: `SELECT share FROM (SELECT count(DISTINCT patient_id) / (SELECT count(*) FROM patients) AS share,
        (SELECT count(*) FROM patients WHERE age BETWEEN 30 AND 70) AS people FROM family_history
        JOIN patients USING (patient_id) WHERE age BETWEEN 30 AND 70 AND icd10_code = 'E11.9'
        AND relation IN ('mother', 'father', 'sister', 'brother'))
      WHERE people > 2000 AND share * (SELECT count(*) FROM patients) / people NOT BETWEEN 0.25 AND 0.45
        OR people > 100 AND share = 0`,
    damage: [`DELETE FROM family_history WHERE icd10_code = 'E11.9'`],
  },
  'causes of death fit the sex': {
    violations: `SELECT d.patient_id, d.icd10_code FROM deaths AS d JOIN patients AS p USING (patient_id)
      WHERE p.birth_sex = 'M' AND regexp_matches(d.icd10_code, '^(C5[1-8]|O)')
        OR p.birth_sex = 'F' AND regexp_matches(d.icd10_code, '^C6[0-3]')`,
    damage: [`UPDATE deaths SET icd10_code = 'O99.4'`, `UPDATE deaths SET icd10_code = 'C61'`],
  },
  'social security numbers are in ranges that are never issued': {
    violations: `SELECT patient_id, ssn FROM patients WHERE NOT regexp_full_match(ssn, '9[0-9]{2}-([0-4][0-9]|6[6-9]|89|93)-[0-9]{4}')
      OR ssn LIKE '%-0000'`,
    damage: [one('patients', `ssn = '123-45-6789'`), one('patients', `ssn = '900-70-1234'`)],
  },
  'no two people share a social security, record, or VistA number': {
    violations: ['ssn', 'mrn', 'vista_id']
      .map((column) => `SELECT CAST(${column} AS VARCHAR) FROM patients GROUP BY ${column} HAVING count(*) > 1`)
      .join(' UNION ALL '),
    damage: ['ssn', 'mrn', 'vista_id'].map(
      (column) => `UPDATE patients SET ${column} = (SELECT min(${column}) FROM patients)
      WHERE rowid = (SELECT max(rowid) FROM patients)`,
    ),
  },
  'record numbers have ten digits, ZIP codes five, VistA numbers are above 0': {
    violations: `SELECT patient_id FROM patients WHERE NOT regexp_full_match(mrn, '[0-9]{10}')
      OR NOT regexp_full_match(zip, '[0-9]{5}')
      OR vista_id < 1 UNION ALL SELECT organization_id FROM organizations WHERE NOT regexp_full_match(zip, '[0-9]{5}')`,
    damage: [one('patients', `mrn = '123'`), one('patients', `zip = '1234'`)],
  },
  'e-mail addresses are in domains that are reserved for examples': {
    violations: `SELECT patient_id, email FROM patients
      WHERE NOT regexp_full_match(email, '[a-z0-9]+([.][a-z0-9]+)*@example[.](com|org|net)') OR email IS NOT NULL
      AND age < 13`,
    damage: [
      one('patients', `email = 'somebody@gmail.com'`, 'age > 20'),
      one('patients', `email = '.a@example.org'`, 'age > 20'),
    ],
  },
  'telephone numbers are in the range that is reserved for fiction': {
    violations: ['patients', 'organizations']
      .map(
        (table) =>
          `SELECT phone FROM ${table} WHERE NOT regexp_full_match(phone, '\\([2-9][0-9]{2}\\) 555-01[0-9]{2}')`,
      )
      .join(' UNION ALL '),
    damage: [one('patients', `phone = '(617) 555-1212'`), one('organizations', `phone = '617-555-0123'`)],
  },
  'homes and organizations lie in the United States': {
    violations: ['patients', 'organizations']
      .map(
        (table) => `SELECT city FROM ${table} WHERE latitude NOT BETWEEN 18.9 AND 71.5
      OR longitude NOT BETWEEN -179.2 AND -66.9 OR NOT regexp_full_match(state, '[A-Z]{2}')`,
      )
      .join(' UNION ALL '),
    damage: [one('patients', 'longitude = -longitude')],
  },
  'homes of one place lie together': {
    violations: `SELECT city, state FROM patients GROUP BY city, state, county
      HAVING max(latitude) - min(latitude) > 0.25 OR max(longitude) - min(longitude) > 0.3`,
    damage: [
      `UPDATE patients SET latitude = latitude + 0.3 WHERE rowid = (SELECT max(p.rowid) FROM patients AS p
      WHERE (SELECT count(*) FROM patients AS o WHERE (o.city, o.state, o.county) = (p.city, p.state, p.county)) > 1)`,
    ],
  },
  'incomes are not below 0 or beyond reason': {
    violations: 'SELECT patient_id, income FROM patients WHERE income NOT BETWEEN 0 AND 100000000',
    damage: [one('patients', 'income = -100')],
  },
  'the own clinician is one of primary care for that age, in the place': {
    violations: `SELECT p.patient_id, p.age, v.specialty FROM patients AS p JOIN providers AS v
      ON v.provider_id = p.primary_provider_id
      JOIN organizations AS o USING (organization_id)
      WHERE p.age < 18 AND v.specialty = 'Internal Medicine' OR p.age >= 18 AND v.specialty = 'Pediatrics'
        OR v.panel_capacity IS NULL OR o.type <> 'clinic' OR (o.city, o.state) <> (p.city, p.state)`,
    damage: [
      `UPDATE patients SET primary_provider_id = (SELECT provider_id FROM providers
        WHERE panel_capacity IS NULL LIMIT 1)
      WHERE rowid = (SELECT min(rowid) FROM patients)`,
    ],
  },

  // --- Coverage ---
  'spells of coverage do not overlap and do not end before they start': {
    violations: `SELECT coverage_id FROM (SELECT *, lag("end") OVER (PARTITION BY patient_id ORDER BY start, "end") AS before FROM coverages)
      WHERE start <= before OR "end" < start`,
    damage: [`UPDATE coverages SET "end" = "end" + 400 WHERE rowid = (SELECT min(rowid) FROM coverages)`],
  },
  'a member number belongs to one person and payer': {
    violations: `SELECT member_id FROM coverages GROUP BY member_id HAVING count(DISTINCT patient_id) > 1
      OR count(DISTINCT payer_id) > 1
      UNION ALL SELECT member_id FROM coverages WHERE member_id IS NULL`,
    damage: ['UPDATE coverages SET member_id = (SELECT min(member_id) FROM coverages)'],
  },
  'the insurance of a person is that of the last day': {
    violations: `SELECT p.patient_id, p.insurance, c.insurance FROM patients AS p CROSS JOIN run LEFT
      JOIN (SELECT patient_id, arg_max(insurance, "end") AS insurance, max("end") AS "end" FROM coverages GROUP BY patient_id) AS c
        ON c.patient_id = p.patient_id AND c."end" >= CAST(last_day(p.death_date - 1, as_of) AS DATE)
      WHERE coalesce(c.insurance, 'Uninsured') <> p.insurance`,
    damage: [one('patients', `insurance = 'Uninsured'`, `insurance = 'Private'`)],
  },
  'an encounter is paid by who covers that day, or by the person': {
    violations: `SELECT e.encounter_id, y.name FROM encounters AS e JOIN payers AS y USING (payer_id) LEFT
      JOIN coverages AS c
        ON c.patient_id = e.patient_id AND CAST(e.date AS DATE) BETWEEN c.start AND c."end"
      WHERE c.payer_id IS DISTINCT FROM CASE WHEN y.line_of_business = 'self_pay' THEN NULL ELSE e.payer_id END
        OR y.line_of_business = 'self_pay' AND e.payer_coverage <> 0`,
    damage: [
      `UPDATE encounters SET payer_id = (SELECT payer_id FROM payers WHERE line_of_business = 'ihs')
      WHERE rowid = (SELECT min(rowid) FROM encounters)`,
    ],
  },
  'plans are held by whom they are for': {
    violations: `SELECT c.coverage_id, c.plan FROM coverages AS c JOIN patients AS p USING (patient_id)
      JOIN payers AS y USING (payer_id) WHERE y.line_of_business = 'chip' AND age_at(p.birthdate, c."end") > 18
        OR y.line_of_business = 'veterans' AND age_at(p.birthdate, c.start) < 17
        OR y.line_of_business = 'ihs' AND p.race <> 'American Indian or Alaska Native'
        OR y.line_of_business = 'self_pay'
        OR c.insurance LIKE '%Medica%' AND c.start < DATE '1966-01-01'`,
    damage: [
      `UPDATE coverages SET payer_id = (SELECT payer_id FROM payers WHERE line_of_business = 'ihs')`,
      one('coverages', `start = DATE '1965-12-31'`, `insurance LIKE '%Medica%'`),
    ],
  },
  'no child has Medicare': {
    unless: 'insurance',
    violations: `SELECT c.patient_id, c.insurance FROM coverages AS c JOIN patients AS p USING (patient_id)
      WHERE c.insurance LIKE 'Medicare%' AND age_at(p.birthdate, c."end") < 18`,
    damage: [
      `UPDATE coverages SET insurance = 'Medicare' WHERE rowid = (SELECT min(c.rowid) FROM coverages AS c
        JOIN patients AS p USING (patient_id)
      WHERE p.age < 18)`,
    ],
  },

  // --- The directory ---
  'every NPI is of one organization or clinician': {
    violations: `SELECT npi FROM (SELECT npi FROM providers UNION ALL SELECT npi FROM organizations)
      GROUP BY npi HAVING count(*) > 1`,
    damage: ['UPDATE providers SET npi = (SELECT npi FROM organizations LIMIT 1) WHERE rowid = 0'],
  },
  'hospitals have beds, the others none; a pharmacy has a pharmacist': {
    violations: `SELECT organization_id FROM organizations AS o WHERE (type = 'hospital') <> (beds IS NOT NULL)
      OR beds < 1
        OR NOT EXISTS (SELECT 1 FROM providers AS v WHERE v.organization_id = o.organization_id
        AND (o.type <> 'pharmacy' OR v.specialty = 'Pharmacist'))`,
    damage: [one('organizations', 'beds = NULL', `type = 'hospital'`)],
  },
  'no two organizations of a place have the same name': {
    violations: 'SELECT name, city, state FROM organizations GROUP BY ALL HAVING count(*) > 1',
    damage: [`UPDATE organizations SET name = 'Clinic'`],
  },
  'every listed place with a home has a clinic': {
    violations: `SELECT city, state FROM patients AS p WHERE NOT EXISTS (SELECT 1 FROM organizations AS o
      WHERE o.type = 'clinic' AND o.city = p.city AND o.state = p.state)`,
    damage: [`DELETE FROM organizations WHERE type = 'clinic'`],
  },
};
