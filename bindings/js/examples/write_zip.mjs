// Writes a population into one ZIP and shows how far it is.
//
//   node write_zip.mjs [FILE.zip] [PATIENTS]

import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { generateZip } from 'polyclinic';

const [target = 'population.zip', patients = '1000'] = process.argv.slice(2);

const zip = generateZip({ patients: Number(patients) }, {
  onProgress: ({ patientsDone, patientsTotal }) =>
    process.stderr.write(`\r${patientsDone} of ${patientsTotal} patients`),
});
await pipeline(zip, createWriteStream(target));
process.stderr.write('\n');

for (const { name, rows, bytes } of (await zip.manifest).files) console.log(`${name}: ${rows} rows, ${bytes} bytes`);
console.log(`${target}: SHA-256 ${await zip.sha256}`);
