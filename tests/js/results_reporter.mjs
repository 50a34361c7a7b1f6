// A reporter for node's test runner: one tab-separated line a test (pass, fail or skip; its name; why), for the groups'
// lib.sh. The failures' details go to standard error.

import { inspect } from 'node:util';

const clean = (text) => String(text ?? '').replace(/[\t\n\r]+/g, ' ').slice(0, 300);

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    // A file stands around its tests as a test of its own; a suite around its tests does too.
    const isContainer = data.details?.type === 'suite' || data.name.endsWith('_test.mjs');
    if (type === 'test:pass') {
      if (isContainer) continue;
      yield data.skip ? `skip\t${clean(data.name)}\t${clean(data.skip)}\n` : `pass\t${clean(data.name)}\t\n`;
      continue;
    }
    const error = data.details?.error;
    // A suite that failed through its tests has nothing to add to them.
    if (isContainer && error?.failureType === 'subtestsFailed') continue;
    const cause = error?.cause ?? error;
    process.stderr.write(`--- ${data.name}\n${inspect(cause, { depth: 4 })}\n`);
    yield `fail\t${clean(data.name)}\t${clean(cause?.message ?? cause)}\n`;
  }
}
