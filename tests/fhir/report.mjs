// Results of checks, as a test group takes them.

import { writeFileSync } from 'node:fs';

export function openReport(/** @type {string} */ file) {
  /** @type {string[]} */
  const results = [];
  return {
    /** `why`: what is wrong; nothing when the check passed. */
    add: (/** @type {string} */ name, why = '') => {
      results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);
      if (why) console.log(`  FAILED ${name}: ${why.slice(0, 500)}`);
    },
    note: (/** @type {string} */ text) => console.log(text),
    close: () => writeFileSync(file, results.join('')),
  };
}
