// A program that uses the package, as strict TypeScript sees it: it is checked, not run.

import {
  bench, checkModule, checkModules, completeConfig, configReference, generate, generatePieces, generateZip, graphModule, PolyclinicError, runModules, schema,
  threadSupport, tracePerson, validateConfig, version,
} from 'polyclinic';
import type { Config, Finding, ModuleCheck, ModuleFile, GeneratedFile, Manifest, Progress, RunOptions } from 'polyclinic';

const config: Config = {
  seed: 18446744073709551615n,
  patients: 100,
  formats: ['csv', 'ndjson'],
  filters: { age: { min: 18 }, sex: ['F'], states: ['MA'] },
  distributions: { age: { normal: { mean: 55, sd: 20 } }, sex: { weights: { F: 2, M: 1 } } },
};

// @ts-expect-error a distribution is one of three
const twoAtOnce: Config = { distributions: { age: { gaussian: { mean: 1, sd: 1 } } } };
// @ts-expect-error there is no such option
const unknown: Config = { patientz: 1 };

const options: RunOptions = {
  signal: AbortSignal.timeout(1000),
  onProgress: ({ patientsDone, files }: Progress) => void (patientsDone + (files[0]?.rows ?? 0)),
  threads: 2,
  engine: 'auto',
  part: { number: 1, of: 2 },
};

const gout: ModuleFile = { name: 'gout', json: { name: 'Gout', states: {} } };
const ill: Config = { modules: [gout], patients: 5 };
const chosen: Config = { modules: { library: false, files: [gout], tables: [{ name: 't.csv', csv: '' }], only: ['g*'] } };

export async function useModules(): Promise<number> {
  const check: ModuleCheck = await checkModule(gout, { others: [], tables: [] });
  const all = await checkModules([gout], { about: 'gout' });
  const graph: string = await graphModule(gout, { format: 'dot' });
  const text: string = await tracePerson(ill, 1, 'text');
  const wrote: readonly string[] = (await tracePerson(chosen, 1)).steps.flatMap((step) => step.wrote);
  const people: number = (await runModules(ill, { threads: 1 })).states.reduce((sum, entry) => sum + entry.people, 0);
  const table: string = await runModules(ill, { format: 'text' });
  return people + [check.findings[0]?.hint, all.ok, graph, text, wrote, table].length;
}

export async function use(): Promise<number> {
  let total = 0;
  const run = generate(config, options);
  for await (const file of run) {
    const same: GeneratedFile = file;
    for await (const bytes of same) total += bytes.byteLength;
    const stream: ReadableStream<Uint8Array> = file.stream();
    await stream.cancel();
    total += (await file.text()).length + (await file.bytes()).length;
  }
  const manifest: Manifest = await run.manifest;
  total += manifest.files.reduce((sum, { rows }) => sum + rows, 0);
  for await (const { file, bytes } of generatePieces('{}')) total += file.index + bytes.length;
  const zip = generateZip();
  const sha256: string = await zip.sha256;
  await new Response(zip).blob();

  const answer = await validateConfig(config);
  if (answer.ok) total += answer.text.length;
  else total += answer.findings.map(({ where }: Finding) => where.length).length;
  const completed: Config = await completeConfig();
  const tables: string[] = (await schema()).tables.map(({ name }) => name);
  const sql: string = await schema('clinical', 'sql');
  const pointers: string[] = (await configReference()).map(({ pointer }) => pointer);
  const text: string = await configReference('markdown');
  const rate: number = (await bench({ config, repeats: 1 })).patients_per_second;
  const error = new PolyclinicError('runFailed', 'x', [{ where: '', what: '', hint: '' }]);
  const reason: string | null = threadSupport().reason;
  return total + [sha256, tables, sql, pointers, text, completed, error.summary, reason, await version(), twoAtOnce, unknown].length + rate;
}
