// The modules of this folder as a config's option "modules"; run by itself it prints a whole config, for programs that
// read one: of 500 patients with these modules, or of others.
//
//   node tests/modules/config.mjs [FOLDER PATIENTS] > config.json

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder's modules. Ours are left out, so that what is tested does not change with them. */
function modulesOf(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  const text = (file) => readFileSync(path.join(folder, file), 'utf8');
  return {
    library: false,
    files: files
      .filter((file) => file.endsWith('.json'))
      .map((file) => ({ name: file.slice(0, -'.json'.length), json: text(file) })),
    tables: files
      .filter((file) => file.startsWith('lookup_tables/'))
      .map((file) => ({ name: path.basename(file), csv: text(file) })),
  };
}

export const testModules = modulesOf(path.dirname(fileURLToPath(import.meta.url)));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, patients] = process.argv.slice(2);
  const config = {
    seed: 20260102,
    patients: Number(patients ?? 500),
    years_of_history: 0,
    formats: ['csv'],
    modules: folder ? modulesOf(folder) : testModules,
  };
  console.log(JSON.stringify(config, null, 2));
}
