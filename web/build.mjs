// Puts the page together in web/dist: the page's own files, the npm package beside them, and what the form must know of
// the engine, asked of the engine itself. bindings/js/build.mjs comes first.
//
//   node web/build.mjs [--package FOLDER] [--output FOLDER]

import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    package: { type: 'string', default: resolve(here, '../build/npm/polyclinic') },
    output: { type: 'string', default: join(here, 'dist') },
  },
});

async function main() {
  const source = resolve(options.package);
  const output = resolve(options.output);
  if (!(await stat(join(source, 'package.json')).catch(() => null))) {
    throw new Error(`there is no npm package in ${source}: node bindings/js/build.mjs`);
  }
  const engine = await import(pathToFileURL(join(source, 'src/node.js')).href);
  const facts = {
    version: await engine.version(),
    options: await engine.configReference(),
    schema: await engine.schema('clinical'),
  };
  // Which formats write tables, by one person in all of them.
  const run = engine.generatePieces({ patients: 1, years_of_history: 1, formats: facts.options.find(({ pointer }) => pointer === '/formats').choices });
  for await (const { bytes } of run) void bytes;
  const { files } = await run.manifest;
  facts.tableFormats = [...new Set(files.filter(({ table }) => table !== '').map(({ name }) => name.split('/')[0]))];
  // The form shows tables by name and meaning; their columns stay in the engine.
  facts.schema.tables = facts.schema.tables.map(({ name, meaning }) => ({ name, meaning }));
  const { name, version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  if (version !== facts.version) throw new Error(`${name} ${version} holds an engine of version ${facts.version}`);

  // Only now: a broken engine leaves the page that was there.
  await rm(output, { recursive: true, force: true });
  await mkdir(join(output, 'polyclinic'), { recursive: true });
  for (const name of ['index.html', 'style.css', 'icon.svg', 'isolation_worker.js', 'src']) {
    await cp(join(here, name), join(output, name), { recursive: true });
  }
  for (const name of ['src', 'engine', 'package.json', 'LICENSE', 'NOTICE']) {
    const from = join(source, name);
    if (await stat(from).catch(() => null)) {
      await cp(from, join(output, 'polyclinic', name), {
        recursive: true,
        // Declarations and Node's half are of no use to a browser.
        filter: (path) => !path.endsWith('.d.ts') && !path.endsWith('.d.mts') && !/[\\/](node|spool_node)\.js$/.test(path),
      });
    }
  }
  await writeFile(join(output, 'engine_facts.json'), JSON.stringify(facts));
  console.log(`page: ${output}`);
}

main().catch((error) => {
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
});
