// Reads what one run said in CSV (by DuckDB), in FHIR and in HL7 v2.5.1 (by hl7-standard) and finds the same patients,
// encounters, conditions, drugs, results, immunizations, procedures and allergies in each: nothing lost, nothing extra,
// the same codes, values and instants. Then each is damaged a little, which must be found.
//
//   node reconcile.mjs FOLDER --results FILE      FOLDER: a run's, with csv, fhir (bulk) and hl7v2 (plain)

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReport } from '../fhir/report.mjs';
import { Database } from '../integrity/database.mjs';

const Hl7Standard = createRequire(import.meta.url)('hl7-standard');
const { values: { results: resultsFile }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
const report = openReport(/** @type {string} */ (resultsFile));

/** @typedef {any} Json */
/** What a format says, a line each thing; a line has all that must be the same.
 *  @typedef {Record<typeof kinds[number], string[]>} Facts */
const kinds = /** @type {const} */ (['patients', 'encounters', 'conditions', 'medications', 'results', 'immunizations', 'procedures', 'allergies']);

/** @type {() => Facts} */
const nothing = () => /** @type {Json} */ (Object.fromEntries(kinds.map((kind) => [kind, []])));
const line = (/** @type {Json[]} */ ...parts) => parts.map((part) => part ?? '').join('|');
// Instants as 2024-01-22T13:30:00Z, days as 2024-01-22, numbers as JavaScript has them.
const number = (/** @type {Json} */ value) => (value === null || value === undefined || value === '' ? '' : String(Number(value)));

// --- CSV -------------------------------------------------------------------------------------------------------------
const tables = /** @type {const} */ (['patients', 'encounters', 'conditions', 'medications', 'observations', 'immunizations', 'procedures', 'allergies', 'providers']);
/** @typedef {Record<typeof tables[number], Json[]>} Tables */

/** Rows of all tables, cells as texts, or null. */
async function readCsv() {
  const database = await Database.open();
  const read = /** @type {Json} */ ({});
  for (const table of tables) read[table] = await database.rows(`SELECT * FROM read_csv('${join(folder, 'csv', table)}.csv', all_varchar = true, header = true)`);
  await database.close();
  return /** @type {Tables} */ (read);
}

function factsOfCsv(/** @type {Tables} */ read) {
  const facts = nothing();
  const mrn = new Map(read.patients.map((r) => [r.patient_id, r.mrn]));
  const npi = new Map(read.providers.map((r) => [r.provider_id, r.npi]));
  facts.patients = read.patients.map((r) => line(r.mrn, r.last_name, r.first_name, r.gender, r.birthdate, r.zip, r.death_date));
  facts.encounters = read.encounters.map((r) => line(mrn.get(r.patient_id), r.date, r.end, npi.get(r.provider_id)));
  facts.conditions = read.conditions.map((r) => line(mrn.get(r.patient_id), r.icd10_code, r.snomed_code, r.onset_date));
  facts.medications = read.medications.map((r) => line(mrn.get(r.patient_id), r.rxnorm_code, r.start_date, number(r.quantity), number(r.refills)));
  facts.results = read.observations.map((r) => line(mrn.get(r.patient_id), r.loinc_code, r.date, r.value_number === null ? r.value : number(r.value_number), r.unit, r.interpretation));
  facts.immunizations = read.immunizations.map((r) => line(mrn.get(r.patient_id), r.cvx_code, r.date, r.lot));
  facts.procedures = read.procedures.map((r) => line(mrn.get(r.patient_id), r.snomed_code, r.cpt_code, r.date));
  facts.allergies = read.allergies.filter((r) => r.status === 'active').map((r) => line(mrn.get(r.patient_id), r.snomed_code ?? r.rxnorm_code, r.onset_date));
  return facts;
}

// --- FHIR ------------------------------------------------------------------------------------------------------------
const types = /** @type {const} */ (['Patient', 'Practitioner', 'Encounter', 'Condition', 'MedicationRequest', 'Observation', 'Immunization', 'Procedure', 'AllergyIntolerance']);
/** @typedef {Record<typeof types[number], Json[]>} Resources */

function readFhir() {
  const read = /** @type {Json} */ ({});
  for (const type of types) read[type] = readFileSync(join(folder, 'fhir', `${type}.ndjson`), 'utf8').trimEnd().split('\n').map((text) => JSON.parse(text));
  return /** @type {Resources} */ (read);
}

function factsOfFhir(/** @type {Resources} */ read) {
  const facts = nothing();
  const coded = (/** @type {Json} */ concept, /** @type {string} */ system) => concept?.coding?.find((/** @type {Json} */ coding) => coding.system.includes(system))?.code;
  const id = (/** @type {Json} */ reference) => reference?.reference.split('/')[1];
  const mrns = new Map(read.Patient.map((r) => [r.id, r.identifier.find((/** @type {Json} */ each) => each.type?.coding[0].code === 'MR').value]));
  const mrn = (/** @type {Json} */ reference) => mrns.get(id(reference));
  const npi = new Map(read.Practitioner.map((r) => [r.id, r.identifier.find((/** @type {Json} */ each) => each.system.includes('us-npi')).value]));
  facts.patients = read.Patient.map((r) => line(mrns.get(r.id), r.name[0].family, r.name[0].given[0], r.gender, r.birthDate, r.address[0].postalCode, r.deceasedDateTime));
  facts.encounters = read.Encounter.map((r) => line(mrn(r.subject), r.period.start, r.period.end, npi.get(id(r.participant[0].individual))));
  facts.conditions = read.Condition.map((r) => line(mrn(r.subject), coded(r.code, 'icd-10'), coded(r.code, 'snomed'), r.onsetDateTime));
  facts.medications = read.MedicationRequest.map((r) => line(mrn(r.subject), coded(r.medicationCodeableConcept, 'rxnorm'), r.authoredOn,
    number(r.dispenseRequest?.quantity?.value), number(r.dispenseRequest?.numberOfRepeatsAllowed)));
  for (const r of read.Observation) {
    for (const part of r.component ?? [r]) {
      facts.results.push(line(mrn(r.subject), part.code.coding.at(-1).code, r.effectiveDateTime,
        part.valueQuantity ? number(part.valueQuantity.value) : part.valueString ?? part.valueCodeableConcept?.text, part.valueQuantity?.code, part.interpretation?.[0].coding[0].code));
    }
  }
  facts.immunizations = read.Immunization.map((r) => line(mrn(r.patient), coded(r.vaccineCode, 'cvx'), r.occurrenceDateTime, r.lotNumber));
  facts.procedures = read.Procedure.map((r) => line(mrn(r.subject), coded(r.code, 'snomed'), coded(r.code, 'ama-assn'), r.performedPeriod.start));
  facts.allergies = read.AllergyIntolerance.filter((r) => r.clinicalStatus.coding[0].code === 'active')
    .map((r) => line(mrn(r.patient), coded(r.code, 'snomed') ?? coded(r.code, 'rxnorm'), r.onsetDateTime));
  return facts;
}

// --- HL7 v2.5.1 ------------------------------------------------------------------------------------------------------
const readHl7 = () => readFileSync(join(folder, 'hl7v2', 'messages.hl7'), 'utf8').split(/(?=^MSH\|)/m).filter((text) => text !== '');
const genders = /** @type {Record<string, string>} */ ({ F: 'female', M: 'male' });

function factsOfHl7(/** @type {string[]} */ messages) {
  const facts = nothing();
  const day = (/** @type {string} */ text) => (text ? `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6, 8)}` : '');
  const instant = (/** @type {string} */ text) => `${day(text)}T${text.slice(8, 10)}:${text.slice(10, 12)}:${text.slice(12, 14)}${text.endsWith('+0000') ? 'Z' : text.slice(14)}`;
  /** @type {Map<string, string>} */
  const patients = new Map();
  const allergies = new Set();
  for (const message of messages) {
    const parsed = new Hl7Standard(message);
    parsed.transform();
    const get = (/** @type {Json} */ segment, /** @type {string} */ name) => segment.get(name) || '';
    // One code of a field that has two, by its system.
    const coded = (/** @type {Json} */ segment, /** @type {string} */ field, /** @type {string} */ system) =>
      get(segment, `${field}.3`) === system ? get(segment, `${field}.1`) : get(segment, `${field}.6`) === system ? get(segment, `${field}.4`) : '';
    const type = get(parsed, 'MSH.9.1'), event = get(parsed, 'MSH.9.2');
    const person = parsed.getSegment('PID');
    const mrn = person.data['PID.3'][0]['PID.3.1'];
    // The last that is said of a person stands.
    patients.set(mrn, line(mrn, get(person, 'PID.5.1'), get(person, 'PID.5.2'), genders[get(person, 'PID.8')], day(get(person, 'PID.7')), get(person, 'PID.11.5'), day(get(person, 'PID.29'))));
    let order = '';
    for (const segment of parsed.getSegments()) {
      switch (segment.type) {
        case 'PV1': if (event === 'A08' || event === 'A03') facts.encounters.push(line(mrn, instant(get(segment, 'PV1.44')), instant(get(segment, 'PV1.45')), get(segment, 'PV1.7.1'))); break;
        case 'DG1': if (get(segment, 'DG1.6') === 'F') facts.conditions.push(line(mrn, coded(segment, 'DG1.3', 'I10'), coded(segment, 'DG1.3', 'SCT'), day(get(segment, 'DG1.5')))); break;
        case 'AL1': allergies.add(line(mrn, get(segment, 'AL1.3.1'), day(get(segment, 'AL1.6')))); break;
        case 'PR1': facts.procedures.push(line(mrn, coded(segment, 'PR1.3', 'SCT'), coded(segment, 'PR1.3', 'C4'), instant(get(segment, 'PR1.5')))); break;
        case 'ORC': order = get(segment, 'ORC.1'); break;
        case 'OBX': if (type === 'ORU') {
          const kind = get(segment, 'OBX.2'), value = kind === 'CE' ? get(segment, 'OBX.5.2') : get(segment, 'OBX.5');
          facts.results.push(line(mrn, get(segment, 'OBX.3.1'), instant(get(segment, 'OBX.14')), kind === 'NM' ? number(value) : value, get(segment, 'OBX.6.1'), get(segment, 'OBX.8')));
        } break;
        case 'RXA': facts.immunizations.push(line(mrn, get(segment, 'RXA.5.1'), instant(get(segment, 'RXA.3')), get(segment, 'RXA.15'))); break;
        case 'RXE': if (order === 'NW') facts.medications.push(line(mrn, get(segment, 'RXE.2.1'), day(get(segment, 'RXE.32')), number(get(segment, 'RXE.10')), number(get(segment, 'RXE.12')))); break;
      }
    }
  }
  facts.patients = [...patients.values()];
  facts.allergies = /** @type {string[]} */ ([...allergies]);
  return facts;
}

// --- Against each other ----------------------------------------------------------------------------------------------
/** The first lines that one has more often than the other; '' when there is none. */
function difference(/** @type {string[]} */ expected, /** @type {string[]} */ found) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const each of expected) counts.set(each, (counts.get(each) ?? 0) + 1);
  for (const each of found) counts.set(each, (counts.get(each) ?? 0) - 1);
  const lost = [...counts].filter(([, count]) => count > 0), extra = [...counts].filter(([, count]) => count < 0);
  return lost.length + extra.length === 0 ? '' : `${lost.length} lost (${lost[0]?.[0] ?? ''}), ${extra.length} extra (${extra[0]?.[0] ?? ''})`;
}
const kindsThatDiffer = (/** @type {Facts} */ one, /** @type {Facts} */ other) => kinds.filter((kind) => difference(one[kind], other[kind]) !== '').join(' ');

const csv = await readCsv(), fhir = readFhir(), hl7 = readHl7();
const told = factsOfCsv(csv);
for (const [name, facts] of Object.entries({ FHIR: factsOfFhir(fhir), HL7: factsOfHl7(hl7) })) {
  for (const kind of kinds) report.add(`${name} and CSV tell of the same ${kind}`, told[kind].length === 0 ? 'there are none' : difference(told[kind], facts[kind]));
}
report.note(`reconciled: ${kinds.map((kind) => `${told[kind].length} ${kind}`).join(', ')}`);

// A little damage to one format is found, and in its kind alone. Of HL7, whose parser is slow, the first messages do.
const few = hl7.slice(0, 3000), toldInFew = factsOfHl7(few);
const middle = (/** @type {Json[]} */ list) => list[list.length >> 1];
/** The kind of facts that must differ, the damaged facts, and those before, if not all.
 *  @type {Record<string, [string, () => Facts, Facts?]>} */
const damages = {
  'a row of conditions is lost': ['conditions', () => factsOfCsv({ ...csv, conditions: csv.conditions.slice(1) })],
  'an immunization has another code': ['immunizations', () => factsOfCsv({ ...csv, immunizations: csv.immunizations.with(0, { ...csv.immunizations[0], cvx_code: '998' }) })],
  'a resource is there twice': ['procedures', () => factsOfFhir({ ...fhir, Procedure: [...fhir.Procedure, middle(fhir.Procedure)] })],
  'an observation is a second late': ['results', () => factsOfFhir({ ...fhir, Observation: fhir.Observation.map((r) => (r === middle(fhir.Observation) ? { ...r, effectiveDateTime: `${r.effectiveDateTime.slice(0, -3)}59Z` } : r)) })],
  'an encounter is someone else\'s': ['encounters', () => factsOfFhir({ ...fhir, Encounter: fhir.Encounter.map((r, index) => (index === 0 ? { ...r, subject: middle(fhir.Encounter).subject } : r)) })],
  'a vaccination\'s message is lost': ['immunizations', () => factsOfHl7(few.filter((text) => text !== few.find((each) => each.includes('\rRXA|')))), toldInFew],
  'a prescription has another drug': ['medications', () => factsOfHl7(few.map((text, index) => (index === few.findIndex((each) => each.includes('\rORC|NW') && each.includes('\rRXE|')) ? text.replace(/\rRXE\|\|\d+/, '\rRXE||1') : text))), toldInFew],
  'a visit\'s end is lost': ['encounters', () => factsOfHl7(few.filter((text) => text !== few.find((each) => each.includes('|ADT^A08^') && !each.includes('\rDG1|') && !each.includes('\rPR1|')))), toldInFew],
};
for (const [name, [kind, damaged, before = told]] of Object.entries(damages)) {
  const differing = kindsThatDiffer(before, damaged());
  report.add(`found: ${name}`, differing === kind ? '' : `what differs: ${differing || 'nothing'}`);
}
report.close();
