// Makes the digest of US Core's profiles that judges.mjs reads, from the package as HL7's registry publishes it: the
// structure definitions that resources here claim or use, their snapshots without what only people read.
//
//   node digest_profiles.mjs PACKAGE.tgz OUTPUT.json.gz
//
// The package (hl7.fhir.us.core 6.1.0 for us_core_6.1.0.json.gz) is HL7's work under CC0 1.0, and says so in its package.json,
// which is checked here: the digest is CC0 too. The same package gives the same bytes.

import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const kProfiles = [
  'us-core-patient', 'us-core-relatedperson', 'us-core-organization', 'us-core-location', 'us-core-practitioner', 'us-core-practitionerrole', 'us-core-coverage',
  'us-core-encounter', 'us-core-condition-encounter-diagnosis', 'us-core-condition-problems-health-concerns', 'us-core-allergyintolerance',
  'us-core-vital-signs', 'us-core-blood-pressure', 'us-core-body-height', 'us-core-body-weight', 'us-core-bmi', 'pediatric-bmi-for-age',
  'us-core-head-circumference', 'us-core-heart-rate', 'us-core-respiratory-rate', 'us-core-body-temperature', 'us-core-pulse-oximetry',
  'us-core-observation-lab', 'us-core-observation-clinical-result', 'us-core-observation-screening-assessment', 'us-core-simple-observation',
  'us-core-smokingstatus', 'us-core-specimen', 'us-core-diagnosticreport-lab', 'us-core-diagnosticreport-note', 'us-core-medicationrequest',
  'us-core-medicationdispense', 'us-core-immunization', 'us-core-procedure', 'us-core-implantable-device', 'us-core-goal', 'us-core-careteam',
  'us-core-careplan', 'us-core-documentreference', 'us-core-provenance', 'us-core-race', 'us-core-ethnicity', 'us-core-birthsex',
];
const kKeptOfDefinitions = new Set(['resourceType', 'id', 'url', 'version', 'name', 'status', 'fhirVersion', 'kind', 'abstract', 'context', 'type', 'baseDefinition',
  'derivation', 'snapshot']);
const kLeftOutOfElements = new Set(['short', 'definition', 'comment', 'alias', 'isSummary', 'mapping', 'isModifierReason', 'condition', 'requirements', 'example',
  'meaningWhenMissing']);

/** The files of a tar archive (POSIX ustar, all that npm and HL7 pack): name and bytes. */
function* filesOf(/** @type {Buffer} */ archive) {
  const text = (/** @type {number} */ from, /** @type {number} */ size) => archive.toString('latin1', from, from + size).replace(/\0.*$/s, '');
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    if (!Number.isInteger(size)) throw new Error(`no tar archive: at byte ${at} no size`);
    yield { name: text(at, 100), bytes: archive.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}

const pick = (/** @type {any} */ value, /** @type {(key: string) => boolean} */ isKept) => Object.fromEntries(Object.entries(value).filter(([key]) => isKept(key)));

const [input, output] = process.argv.slice(2);
if (!output) {
  console.error('usage: node digest_profiles.mjs PACKAGE.tgz OUTPUT.json.gz');
  process.exit(2);
}
const files = new Map([...filesOf(gunzipSync(readFileSync(input)))].map(({ name, bytes }) => [name, bytes]));
const read = (/** @type {string} */ name) => {
  const bytes = files.get(`package/${name}.json`);
  if (!bytes) throw new Error(`${input} has no ${name}.json: is it a package of US Core?`);
  return JSON.parse(bytes.toString());
};
const { name, license } = read('package');
if (name !== 'hl7.fhir.us.core' || license !== 'CC0-1.0') throw new Error(`${input} is ${name} under ${license}, not hl7.fhir.us.core under CC0-1.0`);
const entry = kProfiles.map((profile) => {
  const resource = pick(read(`StructureDefinition-${profile}`), (key) => kKeptOfDefinitions.has(key));
  resource.snapshot.element = resource.snapshot.element.map((/** @type {any} */ element) => pick(element, (key) => !kLeftOutOfElements.has(key)));
  return { resource };
});
writeFileSync(output, gzipSync(JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }), { level: 9 }));
