// Judges the FHIR of a run: every resource by the judges of judges.mjs, references, ids, Bundles against bulk files, all
// against the CSV of the same run; and that the judges reject damaged copies.
//
//   node judge_fhir.mjs FOLDER --results FILE      FOLDER: has the runs bulk (csv, fhir), transaction and collection (fhir)

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { csvCells } from '../formats/csv_cells.mjs';
import { damages } from './damages.mjs';
import { judge, shapes } from './judges.mjs';
import { openReport } from './report.mjs';

const { values: { results: resultsFile }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
const report = openReport(/** @type {string} */ (resultsFile));
/** @typedef {any} Json */

const lines = (/** @type {string} */ file) => {
  const text = readFileSync(file, 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error(`${file} does not end with a line`);
  return text.split('\n').slice(0, -1);
};
const fhir = join(folder, 'bulk', 'fhir');
const manifest = JSON.parse(readFileSync(join(fhir, 'manifest.json'), 'utf8'));

// --- Bulk files ------------------------------------------------------------------------------------------------------
report.add('the export\'s manifest has what the Bulk Data specification wants',
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(manifest.transactionTime) && /^https?:/.test(manifest.request) && manifest.requiresAccessToken === false &&
  Array.isArray(manifest.error) && manifest.output.every((/** @type {Json} */ { type, url }) => url === `${type}.ndjson` && existsSync(join(fhir, url))) ? '' : JSON.stringify(manifest));

/** @type {Map<string, Json>} */
const resources = new Map();
const listed = JSON.parse(readFileSync(join(folder, 'bulk', 'manifest.json'), 'utf8')).files;
for (const { type, url } of manifest.output) {
  const found = lines(join(fhir, url));
  let wrong = '', complaint = '', bad = 0;
  for (const line of found) {
    const resource = JSON.parse(line), key = `${type}/${resource.id}`;
    if (resource.resourceType !== type) wrong ||= `a ${resource.resourceType} in ${url}`;
    if (resources.has(key)) wrong ||= `${key} twice`;
    resources.set(key, resource);
    const complaints = judge(resource);
    if (complaints.length > 0) { ++bad; complaint ||= `${key}: ${complaints.join(' | ')}`; }
  }
  const { rows } = listed.find((/** @type {Json} */ file) => file.name === `fhir/${url}`);
  report.add(`${url} has resources, all of that type, as many as the manifest says`, wrong || (found.length === 0 ? 'none' : rows === found.length ? '' : `${found.length}, not ${rows}`));
  report.add(`the judges find nothing wrong in ${type}`, bad === 0 ? '' : `${bad} of ${found.length}, ${complaint}`);
}
report.note(`${resources.size} FHIR resources of ${shapes()} shapes`);
const ids = new Set([...resources.values()].map(({ id }) => id));
report.add('no id belongs to two resources', ids.size === resources.size ? '' : `${resources.size - ids.size} do`);

const referencesIn = function* (/** @type {Json} */ value) {
  if (value === null || typeof value !== 'object') return;
  if (typeof value.reference === 'string') yield value.reference;
  for (const child of Object.values(value)) yield* referencesIn(child);
};
const dangling = [];
let references = 0;
for (const [key, resource] of resources) {
  for (const reference of referencesIn(resource)) { ++references; if (!resources.has(reference)) dangling.push(`${key} -> ${reference}`); }
}
report.add('every reference leads to a resource of the type that it names', dangling.length === 0 && references > resources.size ? '' : `${dangling.length} of ${references}: ${dangling[0]}`);

// What belongs to a person refers to nobody else's.
const ownerOf = (/** @type {Json} */ resource) =>
  resource.resourceType === 'Patient' ? `Patient/${resource.id}`
  : (resource.subject ?? resource.patient ?? resource.beneficiary ?? resource.target?.[0])?.reference;
let stranger = '';
for (const [key, resource] of resources) {
  const owner = ownerOf(resource);
  for (const reference of owner ? referencesIn(resource) : []) {
    const other = ownerOf(resources.get(reference) ?? {});
    if (other !== undefined && other !== owner) stranger ||= `${key} -> ${reference}`;
  }
}
report.add('nobody\'s resources refer to those of somebody else', stranger);

const profiles = new Set([...resources.values()].flatMap(({ meta }) => meta?.profile ?? []).map((url) => url.slice(url.lastIndexOf('/') + 1)));
const expected = ['us-core-patient', 'us-core-blood-pressure', 'us-core-body-height', 'us-core-body-weight', 'us-core-bmi', 'us-core-heart-rate', 'us-core-respiratory-rate',
  'us-core-body-temperature', 'us-core-pulse-oximetry', 'us-core-head-circumference', 'pediatric-bmi-for-age', 'us-core-observation-lab', 'us-core-smokingstatus',
  'us-core-observation-screening-assessment', 'us-core-condition-encounter-diagnosis', 'us-core-condition-problems-health-concerns', 'us-core-diagnosticreport-lab'];
report.add('the profiles of vital signs, results, conditions and reports are there', expected.filter((name) => !profiles.has(name)).join(' '));

// --- Bundles ---------------------------------------------------------------------------------------------------------
for (const form of ['transaction', 'collection']) {
  const bundles = lines(join(folder, form, 'fhir', 'bundles.ndjson')).map((line) => JSON.parse(line));
  /** @type {Set<string>} */
  const told = new Set(), seen = new Set();
  let wrong = '', other = '', loose = '';
  for (const bundle of bundles) {
    if (bundle.resourceType !== 'Bundle' || bundle.type !== form || seen.has(bundle.id)) wrong ||= `Bundle ${bundle.id}`;
    seen.add(bundle.id);
    /** @type {Map<string, string>} */
    const within = new Map(bundle.entry.map((/** @type {Json} */ { fullUrl, resource }) => [fullUrl, `${resource.resourceType}/${resource.id}`]));
    for (const entry of bundle.entry) {
      const key = `${entry.resource.resourceType}/${entry.resource.id}`;
      if (entry.fullUrl !== `urn:uuid:${entry.resource.id}`) wrong ||= `${key} under ${entry.fullUrl}`;
      if (form === 'transaction' ? entry.request?.method !== 'PUT' || entry.request?.url !== key : entry.request) wrong ||= `the request of ${key}`;
      for (const reference of referencesIn(entry.resource)) {
        // By fullUrl within the Bundle; by name to what an earlier Bundle brought.
        if (reference.startsWith('urn:uuid:') ? !within.has(reference) : !told.has(reference)) loose ||= `${key} -> ${reference}`;
      }
      const literal = JSON.stringify(entry.resource, (_, value) => (typeof value === 'string' && within.get(value)) || value);
      if (literal !== JSON.stringify(resources.get(key))) other ||= key;
    }
    for (const key of within.values()) { if (told.has(key)) wrong ||= `${key} twice`; told.add(key); }
  }
  const { rows } = JSON.parse(readFileSync(join(folder, form, 'manifest.json'), 'utf8')).files.find((/** @type {Json} */ { name }) => name === 'fhir/bundles.ndjson');
  report.add(`${form} Bundles: one of the directory, then one a person, each resource once, requests and full URLs right`,
    wrong || (bundles.length === rows && bundles.length === resources.size - [...resources.keys()].filter((key) => !key.startsWith('Patient/')).length + 1 ? '' : `${bundles.length} Bundles`));
  report.add(`${form} Bundles: every reference is resolved within the Bundle or by an earlier one`, loose);
  report.add(`${form} Bundles say the same as the bulk files`, other || (told.size === resources.size ? '' : `${told.size} resources, not ${resources.size}`));
  // With references by name: Medplum cannot tell what type a full URL stands for.
  const named = bundles[1].entry.map((/** @type {Json} */ entry) => ({ ...entry, resource: resources.get(`${entry.resource.resourceType}/${entry.resource.id}`) }));
  const complaints = judge({ ...bundles[1], entry: named.slice(0, 10) });
  report.add(`the judges find nothing wrong in a ${form} Bundle`, complaints.join(' | '));
}

// --- Against the CSV of the same run ---------------------------------------------------------------------------------
const table = (/** @type {string} */ name) => {
  const { header, rows } = csvCells(readFileSync(join(folder, 'bulk', 'csv', `${name}.csv`), 'utf8'));
  return rows.map((cells) => Object.fromEntries(header.map((column, index) => [column, cells[index]])));
};
const codeOf = (/** @type {Json} */ concept, /** @type {string} */ system) => concept?.coding?.find((/** @type {Json} */ coding) => coding.system.includes(system))?.code ?? null;
const count = (/** @type {string} */ type) => [...resources.keys()].filter((key) => key.startsWith(`${type}/`)).length;
/** Compares a table's rows with resources of one type, by id: `tell` gives what must be equal of each. */
function compare(/** @type {string} */ name, /** @type {string} */ type, /** @type {string} */ id, /** @type {(row: Json) => Json} */ ofRow, /** @type {(resource: Json) => Json} */ ofResource,
  rows = table(name)) {
  let why = rows.length === count(type) && rows.length > 0 ? '' : `${rows.length} rows, ${count(type)} resources`;
  for (const row of rows) {
    const resource = resources.get(`${type}/${row[id]}`);
    const one = JSON.stringify(ofRow(row)), two = resource && JSON.stringify(ofResource(resource));
    if (one !== two) { why ||= `${row[id]}: ${one}, not ${two}`; break; }
  }
  report.add(`FHIR and CSV have the same ${name.replaceAll('_', ' ')}`, why);
}
const of = (/** @type {Json} */ reference) => reference?.reference.split('/')[1] ?? null;
compare('patients', 'Patient', 'patient_id', (r) => [r.mrn, r.last_name, r.first_name, r.gender, r.birthdate, r.zip, r.death_date, r.primary_provider_id],
  (r) => [r.identifier[0].value, r.name[0].family, r.name[0].given[0], r.gender, r.birthDate, r.address[0].postalCode, r.deceasedDateTime ?? null, of(r.generalPractitioner[0])]);
compare('encounters', 'Encounter', 'encounter_id', (r) => [r.patient_id, r.date, r.end, r.class, r.code, r.reason_code, r.provider_id, r.organization_id],
  (r) => [of(r.subject), r.period.start, r.period.end, r.class.code, codeOf(r.type[0], 'snomed'), codeOf(r.reasonCode?.[0], 'icd-10'), of(r.participant[0].individual), of(r.serviceProvider)]);
compare('conditions', 'Condition', 'condition_id', (r) => [r.patient_id, r.encounter_id, r.snomed_code, r.icd10_code, r.onset_date, r.abatement_date, r.status],
  (r) => [of(r.subject), of(r.encounter), codeOf(r.code, 'snomed'), codeOf(r.code, 'icd-10'), r.onsetDateTime, r.abatementDateTime ?? null, r.clinicalStatus.coding[0].code]);
compare('medications', 'MedicationRequest', 'medication_id', (r) => [r.patient_id, r.encounter_id, r.rxnorm_code, r.ndc_code, r.start_date, r.end_date, r.condition_id, r.status, r.frequency],
  (r) => [of(r.subject), of(r.encounter), codeOf(r.medicationCodeableConcept, 'rxnorm'), codeOf(r.medicationCodeableConcept, 'ndc'), r.authoredOn, r.dispenseRequest.validityPeriod.end ?? null,
    of(r.reasonReference?.[0]), r.status, r.dosageInstruction?.[0].text ?? null]);
compare('allergies', 'AllergyIntolerance', 'allergy_id', (r) => [r.patient_id, r.snomed_code, r.rxnorm_code, r.reaction, r.severity, r.status],
  (r) => [of(r.patient), codeOf(r.code, 'snomed'), codeOf(r.code, 'rxnorm'), r.reaction?.[0].manifestation[0].text ?? null, r.reaction?.[0].severity ?? null, r.clinicalStatus.coding[0].code]);
compare('procedures', 'Procedure', 'procedure_id', (r) => [r.patient_id, r.encounter_id, r.date, r.end, r.snomed_code, r.cpt_code, r.hcpcs_code],
  (r) => [of(r.subject), of(r.encounter), r.performedPeriod.start, r.performedPeriod.end, codeOf(r.code, 'snomed'), codeOf(r.code, 'ama-assn'), codeOf(r.code, 'HCPCS')]);
compare('immunizations', 'Immunization', 'immunization_id', (r) => [r.patient_id, r.encounter_id, r.date, r.cvx_code, r.lot], (r) => [of(r.patient), of(r.encounter), r.occurrenceDateTime, codeOf(r.vaccineCode, 'cvx'), r.lotNumber ?? null]);
compare('coverages', 'Coverage', 'coverage_id', (r) => [r.patient_id, r.payer_id, r.member_id, r.start, r.end], (r) => [of(r.beneficiary), of(r.payor[0]), r.subscriberId, r.period.start, r.period.end]);
compare('care_plans', 'CarePlan', 'care_plan_id', (r) => [r.patient_id, r.snomed_code, r.start_date, r.end_date, r.status], (r) => [of(r.subject), codeOf(r.category[1], 'snomed'), r.period.start, r.period.end ?? null, r.status]);
compare('devices', 'Device', 'device_id', (r) => [r.patient_id, r.snomed_code, r.udi], (r) => [of(r.patient), codeOf(r.type, 'snomed'), r.udiCarrier?.[0].carrierHRF ?? null]);
compare('imaging_studies', 'ImagingStudy', 'study_id', (r) => [r.patient_id, r.date, r.modality, Number(r.instance_count)], (r) => [of(r.subject), r.started, r.series[0].modality.code, r.numberOfInstances]);
compare('providers', 'Practitioner', 'provider_id', (r) => [r.npi, r.last_name], (r) => [r.identifier[0].value, r.name[0].family]);
// Both blood pressures are one resource, whose id is the panel's.
const observations = table('observations'), pressures = observations.filter((row) => ['8480-6', '8462-4'].includes(row.loinc_code));
const ofPressure = new Map(pressures.map((row) => [`${row.panel_id} ${row.loinc_code}`, row]));
const onePressure = new Set(pressures.map((row) => row.panel_id));
compare('observations', 'Observation', 'observation_id', (r) => [r.patient_id, r.encounter_id, r.date, r.loinc_code, r.interpretation, r.value_number === null ? r.value : Number(r.value_number), r.unit, r.reference_low === null ? null : Number(r.reference_low)],
  (r) => (r.component ? [of(r.subject), of(r.encounter), r.effectiveDateTime, '85354-9', null, null, null, null]
    : [of(r.subject), of(r.encounter), r.effectiveDateTime, r.code.coding.at(-1).code, r.interpretation?.[0].coding[0].code ?? null, r.valueQuantity?.value ?? r.valueString ?? r.valueCodeableConcept.text, r.valueQuantity?.code ?? null, r.referenceRange?.[0].low?.value ?? null]),
  [...observations.filter((row) => !pressures.includes(row)), ...[...onePressure].map((panel) => {
    const row = /** @type {Json} */ (ofPressure.get(`${panel} 8480-6`));
    return { ...row, observation_id: panel, loinc_code: '85354-9', interpretation: null, value_number: null, value: null, unit: null, reference_low: null };
  })]);
report.add('both blood pressures are those of the CSV', [...onePressure].find((panel) => {
  const components = resources.get(`Observation/${panel}`)?.component ?? [];
  return components.length !== 2 || components[0].code.coding[0].code !== '8480-6' || components.some((/** @type {Json} */ component) => component.valueQuantity.value !== Number(ofPressure.get(`${panel} ${component.code.coding[0].code}`)?.value_number));
}) ?? '');
// A report's results are the panel's observations.
const panels = new Map();
for (const row of observations) if (row.panel_id) panels.set(row.panel_id, [...panels.get(row.panel_id) ?? [], row.observation_id]);
compare('diagnostic_reports', 'DiagnosticReport', 'report_id', (r) => [r.patient_id, r.encounter_id, r.date, r.loinc_code, [...panels.get(r.panel_id) ?? []].sort()],
  (r) => [of(r.subject), of(r.encounter), r.effectiveDateTime, codeOf(r.code, 'loinc'), (r.result ?? []).map(of).sort()]);
// A specimen a report, which its results were measured in.
let unspecimened = '';
for (const [key, resource] of resources) {
  if (!key.startsWith('DiagnosticReport/')) continue;
  const specimens = (resource.specimen ?? []).map(of);
  if (specimens.length !== 1) unspecimened ||= `${key} (${resource.code.text}) has ${specimens.length} specimens`;
  for (const result of resource.result ?? []) {
    if (of(resources.get(result.reference).specimen) !== specimens[0]) unspecimened ||= `${key} and ${result.reference}`;
  }
}
report.add('every report has its specimen, its results the same', unspecimened || (count('Specimen') === count('DiagnosticReport') ? '' : 'specimens of no report'));

// Fills follow from the prescriptions of the CSV.
const filled = new Map();
for (const [key, resource] of resources) {
  if (!key.startsWith('MedicationDispense/')) continue;
  const prescription = of(resource.authorizingPrescription[0]);
  filled.set(prescription, [...filled.get(prescription) ?? [], resource]);
}
const day = (/** @type {string} */ date) => Date.parse(date) / 86_400_000;
const asOf = day('2026-01-01'), historyStart = day('2025-01-01');
let unfilled = '', fills = 0;
for (const row of table('medications')) {
  const wanted = [], supply = Number(row.days_supply);
  const death = resources.get(`Patient/${row.patient_id}`).deceasedDateTime;
  const allowed = row.frequency?.endsWith('as needed') ? 1 : Number(row.refills) + 1;
  // Only what was not given on the spot has a supply.
  for (let n = 0; supply > 0 && n < allowed; ++n) {
    const at = day(row.start_date) + n * supply;
    if (at >= Math.min(asOf, death ? day(death) : asOf) || (n > 0 && row.end_date && at >= day(row.end_date))) break;
    if (at >= historyStart) wanted.push(at);
  }
  const found = (filled.get(row.medication_id) ?? []).map((/** @type {Json} */ dispense) => day(dispense.whenHandedOver));
  fills += found.length;
  if (found.join() !== wanted.join()) unfilled ||= `${row.medication_id}: ${found}, not ${wanted}`;
  for (const dispense of filled.get(row.medication_id) ?? []) {
    if (codeOf(dispense.medicationCodeableConcept, 'rxnorm') !== row.rxnorm_code || dispense.daysSupply.value !== supply || (dispense.quantity?.value ?? null) !== (row.quantity === null ? null : Number(row.quantity))) unfilled ||= dispense.id;
  }
}
report.add('drugs were dispensed as often as supplies ran out and refills were left', unfilled || (fills === count('MedicationDispense') && fills > 100 ? '' : `${fills} fills`));

// Whoever carries a hearing aid has no implant.
const implants = /stent|prosthe|implantable|intrauterine/i;
report.add('implants alone claim to be implanted', [...resources.values()].filter(({ resourceType }) => resourceType === 'Device')
  .find((device) => implants.test(device.type.text) !== Boolean(device.meta))?.type.text ?? '');

// Notes are readable, and speak of the encounter's diagnoses.
const names = new Map();
for (const row of table('conditions')) if (row.encounter_id) names.set(row.encounter_id, [...names.get(row.encounter_id) ?? [], row.name]);
let silent = '';
for (const [key, resource] of resources) {
  if (!key.startsWith('DocumentReference/')) continue;
  const note = Buffer.from(resource.content[0].attachment.data, 'base64').toString('utf8');
  const patient = resources.get(resource.subject.reference).name[0];
  for (const said of [`Patient: ${patient.given[0]} ${patient.family}`, ...names.get(of(resource.context.encounter[0])) ?? []]) if (!note.includes(said)) silent ||= `${key} does not say ${said}`;
}
report.add('the notes of encounters name the patient and every diagnosis', silent);

// --- Damaged copies --------------------------------------------------------------------------------------------------
const all = [...resources.values()];
for (const [name, { type, damage }] of Object.entries(damages)) {
  let why = 'no resource that can be damaged so';
  for (const resource of all) {
    if (resource.resourceType !== type) continue;
    const damaged = structuredClone(resource);
    if (damage(damaged) === false) continue;
    why = judge(damaged, { once: false }).length > 0 ? '' : `nobody minds: ${JSON.stringify(damaged).slice(0, 200)}`;
    break;
  }
  report.add(`a damaged copy is rejected: ${name}`, why);
}
report.close();
