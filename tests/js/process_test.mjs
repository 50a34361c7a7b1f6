// How programs that use the package end: by themselves, whatever they left undone.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { packageFolder } from './package_under_test.mjs';

const entry = JSON.stringify(join(packageFolder, 'src/node.js'));

/**
 * @param {string} program
 * @returns {Promise<{ code: number | null, output: string, seconds: number }>}
 */
function runProgram(program, environment = {}) {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, ['--input-type=module', '-e', `import { generate, generatePieces, generateZip, version, validateConfig } from ${entry};\n${program}`],
      { env: { ...process.env, ...environment } });
    let output = '';
    child.stdout.on('data', (data) => { output += data; });
    child.stderr.on('data', (data) => { output += data; });
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output, seconds: (performance.now() - started) / 1000 });
    });
  });
}

describe('programs', () => {
  for (const [name, program, expected] of /** @type {const} */ ([
    ['that only ask end', 'console.log((await validateConfig({})).ok, typeof await version())', /true string/],
    ['that generate end', `const zip = generateZip({ patients: 50 }); let n = 0; for await (const bytes of zip) n += bytes.length; console.log('done', n > 100)`, /done true/],
    ['that never read what they asked for end', `generateZip({ patients: 50 }); generate(); console.log('nothing read')`, /nothing read/],
    ['that stop reading end', `const run = generatePieces({ patients: 100000 }); await run.next(); console.log('one piece')`, /one piece/],
    ['that abort end', `const stop = new AbortController(); setTimeout(() => stop.abort(), 100);
      try { for await (const p of generatePieces({ patients: 100000 }, { signal: stop.signal })) void p } catch (error) { console.log(error.name) }`, /AbortError/],
    ['that ignore the promises of a failed run end', `const zip = generateZip({ patients: -1 });
      try { for await (const b of zip) void b } catch (error) { console.log(error.kind) }`, /invalidInput/],
  ])) {
    test(`programs ${name}`, async () => {
      const { code, output, seconds } = await runProgram(program);
      assert.match(output, expected);
      assert.equal(code, 0, output);
      assert.ok(seconds < 30, `${seconds} s`);
    });
  }

  test('a program killed in mid-run leaves no temporary file', { skip: process.platform === 'win32' }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
    try {
      await runProgram(`let n = 0; for await (const file of generate({ patients: 100000 })) for await (const bytes of file) {
        n += bytes.length; if (n > 3e5) process.kill(process.pid, 'SIGKILL'); }`, { TMPDIR: folder });
      assert.deepEqual(await readdir(folder), []);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('the memory of a run does not grow with the population', async () => {
    const peak = async (/** @type {number} */ patients) => {
      const { output, code } = await runProgram(`
        let most = 0;
        const watch = setInterval(() => { most = Math.max(most, process.memoryUsage.rss()); }, 20);
        for await (const bytes of generateZip({ patients: ${patients}, years_of_history: 2 }, { engine: 'threaded', threads: 2 })) void bytes;
        clearInterval(watch);
        console.log('peak', Math.round(most / 2 ** 20));`);
      assert.equal(code, 0, output);
      return Number(/peak (\d+)/.exec(output)?.[1]);
    };
    const few = await peak(2000);
    const many = await peak(20_000);
    assert.ok(many < few + 120, `${few} MiB for 2,000 patients, ${many} MiB for 20,000`);
  });
});
