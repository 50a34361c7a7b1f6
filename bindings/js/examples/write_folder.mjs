// Writes a population into a folder, all files at once. The manifest comes last: a folder without it is unfinished.
//
//   node write_folder.mjs [FOLDER] [PATIENTS]

import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generatePieces } from 'polyclinic';

const [folder = 'population', patients = '1000'] = process.argv.slice(2);

/** @type {Map<number, import('node:fs/promises').FileHandle>} */
const handles = new Map();
for await (const { file, bytes } of generatePieces({ patients: Number(patients), formats: ['csv', 'ndjson'] })) {
  let handle = handles.get(file.index);
  if (!handle) {
    const path = join(folder, file.name);
    await mkdir(dirname(path), { recursive: true });
    handle = await open(path, 'w');
    handles.set(file.index, handle);
  }
  await handle.writeFile(bytes);
}
for (const handle of handles.values()) await handle.close();
console.log(`${handles.size} files in ${folder}`);
