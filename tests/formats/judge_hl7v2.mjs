// Judges a run's HL7 messages: by npm's hl7-dictionary every one, by hl7-standard as a second parser, by the order in which
// they come, and against the CSV of the same run: nothing lost, nothing extra. Damaged copies must be rejected.
//
//   node judge_hl7v2.mjs FOLDER [--values] --results FILE      FOLDER: a run's, with csv and hl7v2 (plain, with acknowledgments)
//     --values: a run that need not have everything; nothing is damaged

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { csvCells } from './csv_cells.mjs';
import { errorsOf, messagesOf, segmentsOf } from './hl7_dictionary.mjs';
import { damages } from './hl7_damages.mjs';

const { values: { results: resultsFile, values: onlyValues }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' }, values: { type: 'boolean', default: false } }, allowPositionals: true,
});
/** @type {string[]} */
const results = [];
const add = (/** @type {string} */ name, why = '') =>
  results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);

// --- Every message by itself -----------------------------------------------------------------------------------------
const kThreads = 2;
const judging = Array.from({ length: kThreads }, (_, first) => new Promise((resolve, reject) => {
  const worker = new Worker(new URL('./hl7_message_judge.mjs', import.meta.url), { workerData: { file: join(folder, 'hl7v2/messages.hl7'), first, step: kThreads } });
  worker.once('message', resolve);
  worker.once('error', reject);
}));
const messages = messagesOf(readFileSync(join(folder, 'hl7v2/messages.hl7'), 'utf8'));
const parsed = messages.map(segmentsOf);

// --- Their order -----------------------------------------------------------------------------------------------------
const order = (() => {
  const ids = new Set();
  /** @type {{person: string, count: number, time: string, open: Set<string>, closed: Set<string>, ordered: Set<string>, booked: Set<string>}} */
  let state = { person: '', count: 0, time: '', open: new Set(), closed: new Set(), ordered: new Set(), booked: new Set() };
  const people = new Set();
  for (const segments of parsed) {
    const [type, event] = segments[0][9].split('^');
    const id = segments[0][10];
    const pid = segments.find((fields) => fields[0] === 'PID');
    const person = pid?.[3].split('^')[0] ?? '';
    if (ids.has(id)) return `the control id ${id} comes twice`;
    ids.add(id);
    if (person !== state.person) {
      if (people.has(person)) return `person ${person} comes twice`;
      people.add(person);
      if (event !== 'A28') return `person ${person} begins with ${event}`;
      state = { person, count: 0, time: '', open: new Set(), closed: new Set(), ordered: new Set(), booked: new Set() };
    } else if (event === 'A28') return `person ${person} is added twice`;
    if (!id.endsWith(`.${++state.count}`)) return `${id} is not message ${state.count}`;
    if (segments[0][7] < state.time) return `message ${id} is earlier than the one before`;
    state.time = segments[0][7];
    const visit = segments.find((fields) => fields[0] === 'PV1')?.[19]?.split('^')[0];
    if (event === 'A04' || event === 'A01') state.open.add(visit ?? '');
    else if (event === 'S12' || event === 'A05') {
      if (state.open.has(visit ?? '') || state.booked.has(visit ?? '')) return `${id}: ${visit} is booked when it was begun or booked before`;
      state.booked.add(visit ?? '');
    } else if (visit !== undefined && visit !== '' && !state.open.has(visit)) return `${id}: ${type} of a visit that was not begun`;
    if (event === 'A08' || event === 'A03') {
      if (state.closed.has(visit ?? '')) return `${id}: the visit ${visit} ends twice`;
      state.closed.add(visit ?? '');
    }
    for (const fields of segments) {
      if (type === 'OML' && fields[0] === 'ORC') state.ordered.add(fields[2]);
      if (type === 'ORU' && fields[0] === 'ORC' && !state.ordered.has(fields[2])) return `${id}: results of ${fields[2]}, which nobody ordered`;
    }
  }
  return '';
})();
add('each person is added first, then told in time order: visits begin before they end, orders come before results', order);

const answers = messagesOf(readFileSync(join(folder, 'hl7v2/acknowledgments.hl7'), 'utf8'));
const wrongAnswer = answers.findIndex((answer, index) => errorsOf(answer).length > 0 || segmentsOf(answer)[1][2] !== parsed[index]?.[0][10]);
add('each message has its acknowledgment', answers.length !== messages.length ? `${answers.length} for ${messages.length}` : wrongAnswer >= 0 ? `number ${wrongAnswer}` : '');

// --- Against the CSV -------------------------------------------------------------------------------------------------
/** The rows of a table, each cell by its column's name; null is ''. */
const rowsOf = (/** @type {string} */ table) => {
  const { header, rows } = csvCells(readFileSync(join(folder, `csv/${table}.csv`), 'utf8'));
  return rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index] ?? ''])));
};
const patients = rowsOf('patients');
const mrnOf = new Map(patients.map((row) => [row.patient_id, row.mrn]));
const npiOf = new Map(rowsOf('providers').map((row) => [row.provider_id, row.npi]));
const encounters = rowsOf('encounters');
const visitedBy = new Map(encounters.map((row) => [row.encounter_id, npiOf.get(row.provider_id)]));
const caredForBy = new Map(patients.map((row) => [row.patient_id, npiOf.get(row.primary_provider_id)]));
const prescriberOf = (/** @type {Record<string, string>} */ row) => visitedBy.get(row.encounter_id) ?? caredForBy.get(row.patient_id);
const moment = (/** @type {string} */ text) => text.replace(/[-:TZ]/g, '') + '+0000';
const day = (/** @type {string} */ text) => text.replaceAll('-', '');
/** @type {Record<string, string>} */
const escapes = { F: '|', S: '^', T: '&', R: '~', E: '\\', '.br': '\n' };
const plain = (/** @type {string} */ text) => text.replace(/\\(F|S|T|R|E|\.br|X[0-9A-F]{2})\\/g, (_, word) =>
  escapes[word] ?? String.fromCharCode(parseInt(word.slice(1), 16)));
const part = (/** @type {string | undefined} */ field, /** @type {number} */ index) => plain((field ?? '').split('^')[index - 1] ?? '');

/** The first line that one has more often than the other, or ''. */
function difference(/** @type {string[]} */ expected, /** @type {string[]} */ found) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) - 1);
  const lost = [...counts].filter(([, count]) => count > 0), extra = [...counts].filter(([, count]) => count < 0);
  if (expected.length === 0 && !onlyValues) return 'the CSV has none';
  if (lost.length === 0 && extra.length === 0) return '';
  return `${lost.length} lost (${lost[0]?.[0] ?? ''}), ${extra.length} extra (${extra[0]?.[0] ?? ''})`;
}

/** @type {Record<string, string[]>} */
const found = { patients: [], deaths: [], encounters: [], conditions: [], procedures: [], observations: [], immunizations: [], medications: [], stopped: [], imaging: [], reports: [] };
/** @type {Set<string>} */
const allergies = new Set();
/** @type {Map<string, string>} */
const deaths = new Map();
for (const segments of parsed) {
  const [type, event] = segments[0][9].split('^');
  const pid = segments.find((fields) => fields[0] === 'PID') ?? [];
  const mrn = part(pid[3], 1);
  if (event === 'A28') found.patients.push([mrn, part(pid[5], 1), part(pid[5], 2), part(pid[5], 3), pid[7], pid[8], part(pid[11], 1), part(pid[11], 3), part(pid[11], 4), part(pid[11], 5)].join('|'));
  if (pid[29]) deaths.set(mrn, pid[29]);
  const isEnd = event === 'A08' || event === 'A03';
  let control = '', prescriber = '';
  for (const fields of segments) {
    switch (fields[0]) {
      case 'PV1': if (isEnd) found.encounters.push([mrn, fields[44], fields[45], part(fields[7], 1), fields[36] ?? ''].join('|')); break;
      case 'DG1': if (fields[6] === 'F') found.conditions.push([mrn, part(fields[3], 1), part(fields[3], 2), fields[5]].join('|')); break;
      case 'AL1': allergies.add([mrn, part(fields[3], 1), fields[6]].join('|')); break;
      case 'PR1': found.procedures.push([mrn, part(fields[3], 1), part(fields[3], 2), fields[5]].join('|')); break;
      case 'ORC': control = fields[1]; prescriber = part(fields[12], 1); break;
      case 'OBR':
        if (type === 'ORM') found.imaging.push([mrn, fields[7]].join('|'));
        if (type === 'ORU') found.reports.push([mrn, part(fields[4], 1), fields[7]].join('|'));
        break;
      case 'OBX': if (type === 'ORU') {
        const isCoded = fields[2] === 'CE';
        found.observations.push([mrn, part(fields[3], 1), part(fields[3], 2), fields[14], part(fields[5], isCoded ? 2 : 1), isCoded ? part(fields[5], 1) : '',
          part(fields[6], 1), fields[7] ?? '', fields[8] ?? ''].join('|'));
      } break;
      case 'RXA': found.immunizations.push([mrn, part(fields[5], 1), fields[3], fields[15], part(fields[17], 1)].join('|')); break;
      case 'RXE': (control === 'NW' ? found.medications : found.stopped).push([mrn, part(fields[2], 1), part(fields[2], 2), fields[32], fields[10], fields[12], prescriber].join('|')); break;
    }
  }
}
found.deaths = [...deaths].map(([mrn, date]) => `${mrn}|${date}`);
const range = (/** @type {Record<string, string>} */ row) =>
  row.reference_low && row.reference_high ? `${row.reference_low}-${row.reference_high}` : row.reference_low ? `>${row.reference_low}` : row.reference_high ? `<${row.reference_high}` : '';
const expected = {
  patients: patients.map((row) => [row.mrn, row.last_name, row.first_name, row.middle_name, day(row.birthdate), row.birth_sex, row.address, row.city, row.state, row.zip].join('|')),
  deaths: patients.filter((row) => row.death_date).map((row) => `${row.mrn}|${day(row.death_date)}`),
  encounters: encounters.map((row) => [mrnOf.get(row.patient_id), moment(row.date), moment(row.end), npiOf.get(row.provider_id), row.discharge_disposition].join('|')),
  conditions: rowsOf('conditions').map((row) => [mrnOf.get(row.patient_id), row.icd10_code || row.snomed_code, row.name, day(row.onset_date)].join('|')),
  procedures: rowsOf('procedures').map((row) => [mrnOf.get(row.patient_id), row.cpt_code || row.hcpcs_code || row.snomed_code, row.name, moment(row.date)].join('|')),
  observations: rowsOf('observations').map((row) => [mrnOf.get(row.patient_id), row.loinc_code, row.type, moment(row.date), row.value, row.value_code, row.unit, range(row), row.interpretation].join('|')),
  immunizations: rowsOf('immunizations').map((row) => [mrnOf.get(row.patient_id), row.cvx_code, moment(row.date), row.lot, row.mvx_code].join('|')),
  medications: rowsOf('medications').map((row) => [mrnOf.get(row.patient_id), row.rxnorm_code, row.name, day(row.start_date), row.quantity, row.refills, prescriberOf(row)].join('|')),
  stopped: rowsOf('medications').filter((row) => row.status === 'stopped' && row.end_date).map((row) => [mrnOf.get(row.patient_id), row.rxnorm_code, row.name, day(row.start_date), row.quantity, row.refills, prescriberOf(row)].join('|')),
  imaging: rowsOf('imaging_studies').map((row) => [mrnOf.get(row.patient_id), moment(row.date)].join('|')),
};
for (const [name, lines] of Object.entries(expected)) add(`${name} are those of the CSV`, difference(lines, found[name]));
const reported = new Set(found.reports);
const missingReport = rowsOf('diagnostic_reports').map((row) => [mrnOf.get(row.patient_id), row.loinc_code, moment(row.date)].join('|')).find((line) => !reported.has(line));
add('every report of the CSV is an OBR', missingReport ?? '');
const allergyRows = rowsOf('allergies').map((row) => ({ line: [mrnOf.get(row.patient_id), row.rxnorm_code || row.snomed_code, day(row.onset_date)].join('|'), active: row.status === 'active' }));
const known = new Set(allergyRows.map((row) => row.line));
add('allergies are those of the CSV', [...allergies].find((line) => !known.has(line)) ?? allergyRows.find((row) => row.active && !allergies.has(row.line))?.line ?? '');

const judged = await Promise.all(judging);
const total = judged.reduce((sum, part) => sum + part.messages, 0);
const faulty = judged.find((part) => part.errors > 0);
add('hl7-dictionary: no error in any message', faulty ? `the first: ${faulty.firstError}` : total !== messages.length || (total < 1000 && !onlyValues) ? `${total} of ${messages.length}` : '');
add('hl7-standard reads the same from every message', judged.map((part) => part.disagreement).find((id) => id !== '') ?? '');

// --- Damaged copies --------------------------------------------------------------------------------------------------
for (const { name, of, damage } of onlyValues ? [] : damages) {
  const message = messages.find((candidate) => candidate.includes(of) && damage(candidate) !== candidate);
  if (message === undefined) add(`rejected: ${name}`, 'no message to damage');
  else add(`rejected: ${name}`, errorsOf(damage(message)).length > 0 ? '' : 'accepted');
}
if (resultsFile) writeFileSync(resultsFile, results.join(''));
else process.stdout.write(results.join(''));
