// Puts the hashes of one dataset from several targets side by side, and against the golden ones.
//
//   node compare.mjs GOLDEN.json TARGET=HASHES.json... [--write]
//
// Prints a table with one row a file, then "ok TARGET" or "differs TARGET FILE..." for each. --write makes the hashes of
// the first target the golden ones: a decision that the CHANGELOG tells.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const write = process.argv.includes('--write');
const [goldenPath, ...given] = process.argv.slice(2).filter((argument) => argument !== '--write');
const targets = given.map((argument) => {
  const at = argument.indexOf('=');
  const text = readFileSync(argument.slice(at + 1), 'utf8');
  /** @type {Record<string, string>} */
  let hashes = {};
  try {
    hashes = JSON.parse(text);
  } catch {
    // A target that failed printed no hashes: everything differs.
  }
  return { name: argument.slice(0, at), hashes };
});
if (write) {
  const sorted = Object.fromEntries(Object.entries(targets[0].hashes).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(goldenPath, JSON.stringify(sorted, null, 2) + '\n');
}
/** @type {Record<string, string>} */
const golden = existsSync(goldenPath) ? JSON.parse(readFileSync(goldenPath, 'utf8')) : {};
const files = [...new Set([golden, ...targets.map((target) => target.hashes)].flatMap((hashes) => Object.keys(hashes)))].sort();

// A file that a target did not make agrees with nothing.
const agrees = (/** @type {Record<string, string>} */ hashes, /** @type {string} */ file) =>
  hashes[file] !== undefined && hashes[file] === golden[file];

const width = Math.max(...files.map((name) => name.length), 4);
console.log(`${'file'.padEnd(width)}  golden        same in`);
for (const file of files) {
  const same = targets.filter((target) => agrees(target.hashes, file)).length;
  console.log(`${file.padEnd(width)}  ${(golden[file] ?? '-').slice(0, 12).padEnd(12)}  ${same} of ${targets.length}`);
}
for (const { name, hashes } of targets) {
  const differing = files.filter((file) => !agrees(hashes, file));
  const shown = differing.slice(0, 5).join(' ') + (differing.length > 5 ? ` and ${differing.length - 5} more` : '');
  console.log(differing.length === 0 && files.length > 0 ? `ok ${name}` : `differs ${name} ${shown || 'no files'}`);
}
