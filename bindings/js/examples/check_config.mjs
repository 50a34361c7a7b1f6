// Checks a config file and prints it with every default, or everything that is wrong with it.
//
//   node check_config.mjs [CONFIG.json]

import { readFile } from 'node:fs/promises';
import { validateConfig } from 'polyclinic';

const [path] = process.argv.slice(2);
const text = path ? await readFile(path, 'utf8') : '{"patients": 500, "filters": {"age": {"min": 65}}}';

const answer = await validateConfig(text);
if (answer.ok) {
  console.log(answer.text);
} else {
  console.error(answer.message);
  for (const { where, what, hint } of answer.findings) console.error(`  ${where}: ${what}${hint ? ` (${hint})` : ''}`);
  process.exitCode = 2;
}
