// Collects the results of checks for a test group: prints what failed at once, and writes them all as the
// tab-separated lines that take_results (results.sh) reads. It judges nothing itself.

import { writeFileSync } from 'node:fs';

const clean = (text) =>
  String(text ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 400);

export class Report {
  /** @type {{ what: string, name: string, why: string }[]} */
  results = [];

  /** One result. `why` says what is wrong when it failed. */
  check(name, passed, why = '') {
    this.results.push({ what: passed ? 'pass' : 'fail', name, why: passed ? '' : clean(why) });
    return passed;
  }

  skip(name, why) {
    this.results.push({ what: 'skip', name, why: clean(why) });
  }

  failed() {
    return this.results.filter((result) => result.what === 'fail').length;
  }

  /** Writes the results; the program's exit status does not depend on them. */
  write(file) {
    writeFileSync(file, this.results.map(({ what, name, why }) => `${what}\t${clean(name)}\t${why}\n`).join(''));
  }
}

/** Lines of a table with aligned columns; cells that are numbers stand to the right. */
export function tableText(rows) {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en-US') : String(cell))),
  );
  const width = texts[0].map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const isNumber = texts[0].map((_, column) => rows.slice(1).every((row) => typeof row[column] === 'number'));
  return texts
    .map((row) =>
      row
        .map((cell, c) => (isNumber[c] ? cell.padStart(width[c]) : cell.padEnd(width[c])))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
