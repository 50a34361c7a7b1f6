// What a clinician expects of conditions, drugs, procedures and what else disease modules tell, beyond what the tables
// declare. Each check is a query that gives the rows that break it, and `damage`: what to do to a sound dataset with
// modules so that the check must find something (damage_test.mjs does it).

import { one } from './measured.mjs';

const told = [
  'conditions',
  'medications',
  'allergies',
  'procedures',
  'care_plans',
  'devices',
  'imaging_studies',
];

/** By name: { violations: SQL, damage: SQL[] }. */
export const careChecks = {
  'diseases are told when there are modules, and only then': {
    violations: told
      .map(
        (table) => `SELECT '${table}' AS table_name FROM run WHERE has_modules <> EXISTS (SELECT 1 FROM ${table})`,
      )
      .join(' UNION ALL '),
    damage: ['DELETE FROM devices', 'DELETE FROM imaging_studies'],
  },
  'a panel of laboratory tests at a check-up has its report, issued when its values were': {
    violations: `SELECT panel_id FROM observations AS o JOIN encounters AS e USING (encounter_id)
      WHERE o.panel_id IS NOT NULL AND o.category = 'laboratory' AND e.class = 'AMB' AND e.code = '185349003'
      AND NOT EXISTS (SELECT 1 FROM diagnostic_reports AS r WHERE r.panel_id = o.panel_id AND r.date = o.date)`,
    damage: ['DELETE FROM diagnostic_reports', one('diagnostic_reports', `date = date + INTERVAL 1 HOUR`)],
  },
  'what ends does not end before it begins': {
    violations: `SELECT condition_id AS id FROM conditions WHERE abatement_date < onset_date
      UNION ALL SELECT medication_id FROM medications WHERE end_date < start_date
      UNION ALL SELECT care_plan_id FROM care_plans WHERE end_date < start_date
      UNION ALL SELECT device_id FROM devices WHERE end_date < start_date
      UNION ALL SELECT procedure_id FROM procedures WHERE "end" < date`,
    damage: [
      one('conditions', 'abatement_date = onset_date - 1'),
      one('medications', 'end_date = start_date - 1'),
      one('procedures', `"end" = date - INTERVAL 1 MINUTE`),
    ],
  },
  'a status says what the dates say': {
    violations: `SELECT condition_id AS id FROM conditions WHERE (status = 'active') <> (abatement_date IS NULL)
      OR status NOT IN ('active', 'resolved')
      UNION ALL SELECT medication_id FROM medications WHERE (status = 'active') <> (end_date IS NULL)
      OR status NOT IN ('active', 'completed', 'stopped')
      UNION ALL SELECT care_plan_id FROM care_plans WHERE (status = 'active') <> (end_date IS NULL)
      OR status NOT IN ('active', 'completed', 'revoked')`,
    damage: [
      one('conditions', `status = 'resolved'`, `status = 'active'`),
      one('medications', 'end_date = NULL', `status <> 'active'`),
      one('care_plans', `status = 'completed'`, `status = 'active'`),
    ],
  },
  'nobody has a condition twice at a time': {
    violations: `SELECT condition_id FROM (SELECT condition_id, onset_date, lag(coalesce(abatement_date, DATE '9999-01-01'))
        OVER (PARTITION BY patient_id, snomed_code ORDER BY onset_date, abatement_date) AS before FROM conditions)
      WHERE onset_date < before`,
    damage: ['INSERT INTO conditions SELECT * REPLACE (onset_date + 1 AS onset_date) FROM conditions WHERE abatement_date IS NULL'],
  },
  'what is treated is a condition of the person that had begun': {
    violations: ['medications', 'procedures', 'care_plans']
      .map((table) => {
        const start = table === 'procedures' ? 'CAST(t.date AS DATE)' : 't.start_date';
        return `SELECT t.patient_id FROM ${table} AS t JOIN conditions AS c USING (condition_id)
          WHERE c.patient_id <> t.patient_id OR ${start} < c.onset_date`;
      })
      .join(' UNION ALL '),
    damage: [
      one('conditions', 'onset_date = onset_date + 20000', 'condition_id IN (SELECT condition_id FROM medications)'),
      one('procedures', 'patient_id = uuid()', 'condition_id IS NOT NULL'),
    ],
  },
  'most drugs, procedures and plans say what for': {
    violations: `SELECT 'medications' FROM medications, run WHERE has_modules
      HAVING count(condition_id) < 0.5 * count(*) UNION ALL SELECT 'care_plans' FROM care_plans, run WHERE has_modules
      HAVING count(condition_id) < 0.5 * count(*)`,
    damage: ['UPDATE medications SET condition_id = NULL'],
  },
  'the dead take no drugs and follow no plans': {
    violations: `SELECT patient_id FROM (SELECT patient_id, end_date FROM medications UNION ALL SELECT patient_id, end_date FROM care_plans)
      JOIN patients USING (patient_id) WHERE deceased AND end_date IS NULL`,
    damage: [
      `UPDATE patients SET deceased = true WHERE patient_id = (SELECT min(patient_id) FROM medications WHERE end_date IS NULL)`,
    ],
  },
  'a payer bears a part of the price of a drug and of a procedure, which has one': {
    violations: `SELECT medication_id FROM medications WHERE payer_coverage NOT BETWEEN 0 AND cost OR cost < 0
      OR (cost IS NULL) <> (payer_coverage IS NULL)
      UNION ALL SELECT procedure_id FROM procedures WHERE cost IS NULL OR cost < 0
      OR payer_coverage IS NULL OR payer_coverage NOT BETWEEN 0 AND cost`,
    damage: [
      one('medications', 'payer_coverage = cost + 1', 'cost IS NOT NULL'),
      one('procedures', 'payer_coverage = cost + 1'),
      one('procedures', 'cost = NULL'),
    ],
  },
  "an encounter's price and the payer's part hold those of all that was done at it": {
    violations: `SELECT encounter_id FROM encounters JOIN
        (SELECT encounter_id, sum(cost) AS done, sum(payer_coverage) AS covered FROM procedures GROUP BY encounter_id) USING (encounter_id)
      WHERE total_cost < base_cost + done OR encounters.payer_coverage < covered
        OR total_cost - encounters.payer_coverage < done - covered`,
    damage: [
      `UPDATE encounters SET payer_coverage = 0 WHERE encounter_id IN (SELECT encounter_id FROM procedures WHERE payer_coverage > 0)`,
      `UPDATE encounters SET payer_coverage = total_cost WHERE encounter_id IN (SELECT encounter_id FROM procedures WHERE payer_coverage < cost)`,
    ],
  },
  'stays and emergencies end with a disposition, other visits have none': {
    violations: `SELECT encounter_id, class, discharge_disposition FROM encounters
      WHERE class IN ('IMP', 'EMER', 'OBSENC') AND discharge_disposition IS NULL
        OR class IN ('VR', 'HH') AND discharge_disposition IS NOT NULL`,
    damage: [one('encounters', 'discharge_disposition = NULL', `class = 'EMER'`)],
  },
  'who is discharged as dead dies that day, and nobody lives through a stay after death': {
    violations: `SELECT e.encounter_id FROM encounters AS e LEFT JOIN deaths AS d USING (patient_id)
      WHERE discharge_disposition = '20' AND (d.death_date IS NULL OR abs(date_diff('day', CAST(e."end" AS DATE), d.death_date)) > 1)
      UNION ALL SELECT d.encounter_id FROM deaths AS d JOIN encounters AS e USING (encounter_id)
        WHERE e.class IN ('IMP', 'EMER', 'OBSENC') AND e.discharge_disposition <> '20'`,
    damage: [one('encounters', `discharge_disposition = '20'`, `class = 'IMP' AND discharge_disposition = '01'`)],
  },
  'stays and emergencies are in hospitals, procedures in encounters are paid there': {
    violations: `SELECT e.encounter_id FROM encounters AS e JOIN organizations AS o USING (organization_id)
      WHERE e.class IN ('IMP', 'EMER') AND o.type <> 'hospital'
      UNION ALL SELECT encounter_id FROM encounters JOIN
        (SELECT encounter_id, sum(cost) AS done FROM procedures GROUP BY encounter_id) USING (encounter_id)
      WHERE total_cost < base_cost + done`,
    damage: [
      `UPDATE encounters SET organization_id = (SELECT organization_id FROM organizations WHERE type = 'pharmacy' LIMIT 1)
        WHERE class = 'EMER'`,
      `UPDATE encounters SET total_cost = base_cost WHERE encounter_id IN (SELECT encounter_id FROM procedures)`,
    ],
  },
  'a report has its observations, an imaging study its pictures': {
    violations: `SELECT report_id FROM diagnostic_reports AS r WHERE NOT EXISTS (SELECT 1 FROM observations AS o
      WHERE o.panel_id = r.panel_id AND o.patient_id = r.patient_id)
      UNION ALL SELECT study_id FROM imaging_studies WHERE series_count < 1 OR instance_count < series_count`,
    damage: [
      one('diagnostic_reports', 'panel_id = uuid()'),
      one('imaging_studies', 'instance_count = 0'),
    ],
  },
  'who dies of a condition has it': {
    violations: `SELECT d.patient_id, d.cause FROM deaths AS d WHERE d.encounter_id IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM conditions AS c WHERE c.patient_id = d.patient_id AND c.name = d.cause)`,
    damage: [`UPDATE deaths SET cause = 'Something else' WHERE encounter_id IS NOT NULL`],
  },
};
