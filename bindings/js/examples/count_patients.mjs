// Reads one table as it is made, line by line, and counts the patients of each state; nothing is written to a disk.

import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { generate } from 'polyclinic';

const counts = new Map();
for await (const file of generate({ patients: 2000, tables: ['patients'], formats: ['ndjson'] })) {
  if (file.table !== 'patients') continue;
  for await (const line of createInterface({ input: Readable.from(file) })) {
    const { state } = JSON.parse(line);
    counts.set(state, (counts.get(state) ?? 0) + 1);
  }
}
for (const [state, count] of [...counts].sort(([, a], [, b]) => b - a).slice(0, 5)) console.log(`${state}: ${count}`);
