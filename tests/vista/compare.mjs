// Compares what a run's VistA globals say, as the database gave them back, with the CSV of the same run: the same patients,
// visits, diagnoses, problems, immunizations, procedures, vital signs, results, drugs and allergies, each once.
//
//   node compare.mjs FOLDER EXTRACTED ENTRIES --results FILE
//     FOLDER: a run's, with csv; EXTRACTED: nodes as ZWR; ENTRIES: what judge.m counted

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { csvCells } from '../formats/csv_cells.mjs';
import { Report } from '../integrity/report.mjs';

const { values: { results }, positionals: [folder, extracted, entries] } = parseArgs({ options: { results: { type: 'string' } }, allowPositionals: true });
const report = new Report();

/** @typedef {Record<string, string | null>} Row */
function table(/** @type {string} */ name) {
  const { header, rows } = csvCells(readFileSync(join(folder, 'csv', `${name}.csv`), 'utf8'));
  return rows.map((row) => /** @type {Row} */ (Object.fromEntries(header.map((column, c) => [column, row[c]]))));
}

// --- The nodes: "^DPT(1,0)" to its value, bytes as they are ------------------------------------------------------------
/** @type {Map<string, string>} */
const nodes = new Map();
/** @type {Map<string, string[]>} entries of a file, by the global's name up to the first subscript */
const numbers = new Map();
function unquoted(/** @type {string} */ text) {
  let value = '';
  for (const [, quoted, codes] of text.matchAll(/"((?:[^"]|"")*)"|\$C\(([\d,]+)\)/g)) {
    value += codes === undefined ? quoted.replaceAll('""', '"') : String.fromCharCode(...codes.split(',').map(Number));
  }
  return value;
}
for (const line of readFileSync(extracted, 'latin1').split('\n')) {
  const node = /^(\^[A-Z0-9]+\((?:\d+\.\d+,|(?:4|5|10|10\.2|10\.3|11|53|55|60|61|200),(?=\d))?)(\d+),([^=]*)\)=(.*)$/.exec(line);
  if (node === null) continue;
  const [, root, number, rest, value] = node;
  nodes.set(`${root}${number},${rest}`, unquoted(value));
  if (rest === '0') numbers.set(root, [...(numbers.get(root) ?? []), number]);
}
const piece = (/** @type {string} */ root, /** @type {string | number} */ number, /** @type {string} */ node, /** @type {number} */ at) =>
  Buffer.from((nodes.get(`${root}${number},${node}`) ?? '').split('^')[at - 1] ?? '', 'latin1').toString('utf8');
const all = (/** @type {string} */ root) => numbers.get(root) ?? [];

// --- As the CSV has it -------------------------------------------------------------------------------------------------
const day = (/** @type {string} */ date) => (date === '' ? '' : `${Number(date.slice(0, 3)) + 1700}-${date.slice(3, 5)}-${date.slice(5, 7)}`);
function instant(/** @type {string} */ date) {
  const time = (date.split('.')[1] ?? '').padEnd(6, '0');
  return `${day(date)}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}Z`;
}
const number = (/** @type {string | null} */ text) => (text === null || text === '' ? '' : String(Number(text)));
const upper = (/** @type {string | null} */ text) => (text ?? '').replace(/[a-z]/g, (c) => c.toUpperCase());
const free = (/** @type {string | null} */ text) => (text ?? '').replace(/[\0-\x1f\x7f^]/g, ' ');
const line = (/** @type {(string | null)[]} */ ...parts) => parts.map((part) => part ?? '').join('|');

function same(/** @type {string} */ name, /** @type {string[]} */ expected, /** @type {string[]} */ actual) {
  const left = [...expected].sort(), right = [...actual].sort();
  const at = left.findIndex((text, i) => text !== right[i]);
  report.check(`${name}: ${left.length} as in the CSV`, left.length === right.length && at < 0 && left.length > 0,
    `${left.length} in the CSV, ${right.length} in VistA; first difference: ${left[at] ?? '-'} / ${right[at] ?? '-'}`);
}

const patients = table('patients'), encounters = table('encounters'), conditions = table('conditions'), observations = table('observations');
const allergies = table('allergies').filter((row) => row.status === 'active'), medications = table('medications');
const procedures = table('procedures'), immunizations = table('immunizations');
const vistaId = new Map(patients.map((row) => [row.patient_id, row.vista_id]));
const who = (/** @type {Row} */ row) => /** @type {string} */ (vistaId.get(row.patient_id));
const dfn = (/** @type {string} */ patient) => piece('^DPT(', patient, '"MPI"', 1);
const icd = (/** @type {string} */ code) => piece('^ICD9(', code, '0', 1);

same('patients', patients.map((r) => line(r.vista_id, upper(`${r.last_name},${r.first_name}${r.middle_name ? ` ${r.middle_name}` : ''}`), r.gender === 'male' ? 'M' : 'F', r.birthdate, (r.ssn ?? '').replaceAll('-', ''), upper(r.city), r.state, r.zip, r.death_date, r.phone)),
  all('^DPT(').map((p) => line(dfn(p), piece('^DPT(', p, '0', 1), piece('^DPT(', p, '0', 2), day(piece('^DPT(', p, '0', 3)), piece('^DPT(', p, '0', 9), piece('^DPT(', p, '.11', 4), piece('^DIC(5,', piece('^DPT(', p, '.11', 5), '0', 2), piece('^DPT(', p, '.11', 6), day(piece('^DPT(', p, '.35', 1)), piece('^DPT(', p, '.13', 1))));

const VISIT = '^AUPNVSIT(';
const visits = all(VISIT).filter((v) => piece(VISIT, v, '0', 7) !== 'E');
const npi = new Map(table('providers').map((row) => [row.provider_id, row.npi]));
const houses = new Map(table('organizations').map((row) => [row.organization_id, row.npi]));
same('visits', encounters.map((r) => line(who(r), r.date, r.end, npi.get(r.provider_id) ?? '', houses.get(r.organization_id) ?? '')),
  visits.map((v) => line(dfn(piece(VISIT, v, '0', 5)), instant(piece(VISIT, v, '0', 1)), instant(piece(VISIT, v, '0', 18)), piece('^VA(200,', piece(VISIT, v, '0', 23), '"NPI"', 1), piece('^DIC(4,', piece(VISIT, v, '0', 6), '"NPI"', 1))));

const isDiagnosis = (/** @type {string | null} */ code) => /^[A-Z]\d/.test(code ?? '');
const encounter = new Map(encounters.map((row) => [row.encounter_id, row]));
const atVisit = conditions.filter((r) => r.category !== 'problem' && r.category !== 'social-finding' && r.encounter_id !== null && !(r.icd10_code !== null && r.icd10_code === encounter.get(r.encounter_id)?.reason_code));
same('diagnoses of visits', [...encounters.filter((r) => isDiagnosis(r.reason_code)).map((r) => line(who(r), r.date, r.reason_code, free(r.reason), 'P')),
  ...atVisit.map((r) => line(who(r), encounter.get(r.encounter_id)?.date ?? '', r.icd10_code ?? 'R69', free(r.name), 'S'))],
all('^AUPNVPOV(').map((e) => line(dfn(piece('^AUPNVPOV(', e, '0', 2)), instant(piece('^AUPNVPOV(', e, '12', 1)), icd(piece('^AUPNVPOV(', e, '0', 1)), piece('^AUTNPOV(', piece('^AUPNVPOV(', e, '0', 4), '0', 1), piece('^AUPNVPOV(', e, '0', 12))));

same('problems', conditions.filter((r) => r.category === 'problem' || (r.category !== 'social-finding' && r.encounter_id === null)).map((r) => line(who(r), r.icd10_code ?? 'R69', free(r.name), r.snomed_code, r.onset_date, r.abatement_date)),
  all('^AUPNPROB(').map((e) => line(dfn(piece('^AUPNPROB(', e, '0', 2)), icd(piece('^AUPNPROB(', e, '0', 1)), piece('^AUTNPOV(', piece('^AUPNPROB(', e, '0', 5), '0', 1), piece('^AUPNPROB(', e, '800', 1), day(piece('^AUPNPROB(', e, '0', 13)), day(piece('^AUPNPROB(', e, '1', 7)))));

same('immunizations', immunizations.map((r) => line(who(r), r.date, r.cvx_code, r.lot && `Lot ${r.lot}`)),
  all('^AUPNVIMM(').map((e) => line(dfn(piece('^AUPNVIMM(', e, '0', 2)), instant(piece('^AUPNVIMM(', e, '12', 1)), piece('^AUTTIMM(', piece('^AUPNVIMM(', e, '0', 1), '0', 3), piece('^AUPNVIMM(', e, '811', 1))));

same('procedures', procedures.map((r) => line(who(r), r.date, r.cpt_code ?? r.hcpcs_code ?? r.snomed_code, free(r.name))),
  all('^AUPNVCPT(').map((e) => line(dfn(piece('^AUPNVCPT(', e, '0', 2)), instant(piece('^AUPNVCPT(', e, '12', 1)), piece('^ICPT(', piece('^AUPNVCPT(', e, '0', 1), '0', 1), piece('^AUTNPOV(', piece('^AUPNVCPT(', e, '0', 4), '0', 1))));

// Vital signs in VistA's units, one for both blood pressures; what has no type there (the body mass index) is not told.
const vitals = new Map([['8302-2', 'HT'], ['29463-7', 'WT'], ['8310-5', 'T'], ['59408-5', 'PO2'], ['8867-4', 'P'], ['9279-1', 'R'], ['9843-4', 'HC'], ['8280-0', 'CG'], ['72514-3', 'PN'], ['8480-6', 'BP']]);
const isVital = (/** @type {Row} */ r) => vitals.has(r.loinc_code ?? '');
const lower = new Map(observations.filter((r) => r.loinc_code === '8462-4').map((r) => [line(r.patient_id, r.date), r.value]));
function rate(/** @type {Row} */ r) {
  const value = Number(r.value), type = vitals.get(r.loinc_code ?? '');
  if (type === 'BP') return `${r.value}/${lower.get(line(r.patient_id, r.date))}`;
  if (type === 'WT') return String(Number((value / 0.45359237).toFixed(2)));
  if (type === 'T') return String(Number((value * 1.8 + 32).toFixed(1)));
  if (type === 'HT' || type === 'HC' || type === 'CG') return String(Number((value / 2.54).toFixed(2)));
  return String(value);
}
// Half a unit of the last place may be rounded either way by the decimal that a double is not.
const near = (/** @type {string} */ text) => (text.includes('/') ? text : Number(text).toFixed(1));
same('vital signs', observations.filter(isVital).map((r) => line(who(r), r.date, vitals.get(r.loinc_code ?? '') ?? '', near(rate(r)))),
  all('^GMR(120.5,').map((e) => line(dfn(piece('^GMR(120.5,', e, '0', 2)), instant(piece('^GMR(120.5,', e, '0', 1)), piece('^GMRD(120.51,', piece('^GMR(120.5,', e, '0', 3), '0', 2), near(piece('^GMR(120.5,', e, '0', 8)))));

// Results: tests by LOINC. Of two of one test at one moment the second has the next second, so seconds are left out.
const fields = new Map(all('^LAB(60,').map((t) => [piece('^LAB(60,', t, '0', 5).split(';')[1], t]));
const flag = (/** @type {Row} */ r) => (r.value_number !== null && /^[HL]$/.test(r.interpretation ?? '') ? r.interpretation : '');
/** @type {string[]} */
const told = [];
for (const [node, value] of nodes) {
  const found = /^\^LR\((\d+),"CH",([\d.]+),(\d+)$/.exec(node);
  if (found === null || found[3] === '0') continue;
  const [result, mark, , , range] = Buffer.from(value, 'latin1').toString('utf8').split('^');
  const [, low, high, , , , unit] = range.split('!');
  const at = instant(piece('^LR(', found[1], `"CH",${found[2]},0`, 1));
  told.push(line(dfn(piece('^LR(', found[1], '0', 3)), at.slice(0, 16), piece('^LAB(60,', fields.get(found[3]) ?? '', '10', 1), /^-?[\d.]+$/.test(result) ? number(result) : result, mark, number(low), number(high), unit));
}
same('results', observations.filter((r) => r.category === 'laboratory' && r.value !== null).map((r) => line(who(r), (r.date ?? '').slice(0, 16), r.loinc_code, r.value_number === null ? free(r.value) : number(r.value_number), flag(r), number(r.reference_low), number(r.reference_high), r.unit)), told);

same('prescriptions', medications.map((r) => line(who(r), upper(free(r.name)), r.ndc_code, r.start_date, number(r.quantity), r.days_supply, r.refills, r.status)),
  all('^PSRX(').map((e) => line(dfn(piece('^PSRX(', e, '0', 2)), piece('^PSDRUG(', piece('^PSRX(', e, '0', 6), '0', 1), piece('^PSDRUG(', piece('^PSRX(', e, '0', 6), '2', 4), day(piece('^PSRX(', e, '0', 13)), number(piece('^PSRX(', e, '0', 7)), piece('^PSRX(', e, '0', 8), piece('^PSRX(', e, '0', 9), ({ 0: 'active', 11: 'completed', 12: 'stopped' })[piece('^PSRX(', e, '"STA"', 1)] ?? '?')));

same('allergies', allergies.map((r) => line(who(r), upper(free(r.substance)).replace(/^ALLERGY TO /, ''), ({ food: 'F', medication: 'D' })[r.category ?? ''] ?? 'O')),
  all('^GMR(120.8,').map((e) => line(dfn(piece('^GMR(120.8,', e, '0', 1)), piece('^GMRD(120.82,', piece('^GMR(120.8,', e, '0', 3).split(';')[0], '0', 1), piece('^GMR(120.8,', e, '0', 20))));

// Health factors: circumstances, answers, and findings that are neither vital signs nor of the laboratory.
const findings = observations.filter((r) => !isVital(r) && r.category !== 'laboratory' && r.category !== 'vital-signs');
same('health factors', [...conditions.filter((r) => r.category === 'social-finding').map((r) => line(who(r), r.onset_date)), ...findings.map((r) => line(who(r), (r.date ?? '').slice(0, 10)))],
  all('^AUPNVHF(').map((e) => line(dfn(piece('^AUPNVHF(', e, '0', 2)), day(piece('^AUPNVHF(', e, '12', 1)))));

same('clinicians', [...npi.values()].map(String), all('^VA(200,').map((e) => piece('^VA(200,', e, '"NPI"', 1)));
same('institutions', [...houses.values()].map(String), all('^DIC(4,').map((e) => piece('^DIC(4,', e, '"NPI"', 1)));

// The manifest's rows are the entries that the walk found.
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
for (const text of readFileSync(entries, 'utf8').split('\n')) {
  const [what, file, count] = text.split('\t');
  if (what !== 'entries') continue;
  const listed = manifest.files.find((/** @type {{name: string}} */ f) => f.name.startsWith(`vista/${file}_`));
  report.check(`the manifest counts the entries of file ${file}`, listed?.rows === Number(count), `${listed?.rows} instead of ${count}`);
}
report.write(/** @type {string} */ (results));
