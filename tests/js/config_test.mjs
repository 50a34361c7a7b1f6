// The questions to the engine: configs, schema, version, threads.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { packageFolder, polyclinic, root } from './package_under_test.mjs';

const { PolyclinicError, bench, completeConfig, configReference, generate, generateZip, schema, threadSupport, validateConfig, version } =
  polyclinic;

describe('questions', () => {
  test('version() is the version of the project and of the package', async () => {
    const project = /project\(polyclinic VERSION ([\d.]+)/.exec(await readFile(join(root, 'CMakeLists.txt'), 'utf8'))?.[1];
    const description = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));
    assert.equal(await version(), project);
    assert.equal(description.version, project);
  });

  test('a config may be an object, text or nothing', async () => {
    const fromObject = await completeConfig({ patients: 1000 });
    assert.deepEqual(await completeConfig('{"patients": 1000}'), fromObject);
    assert.deepEqual(await completeConfig(), fromObject);
    assert.equal(fromObject.patients, 1000);
    assert.equal(fromObject.years_of_history, 10);
  });

  test('a 64-bit seed arrives with all its digits', async () => {
    for (const seed of [18446744073709551615n, '18446744073709551615']) {
      const answer = await validateConfig({ seed });
      assert.ok(answer.ok, JSON.stringify(answer));
      assert.match(answer.text, /"seed": "?18446744073709551615"?/);
    }
  });

  test('validateConfig() names every mistake at once, with its place', async () => {
    const answer = await validateConfig({ patientz: 5, years_of_history: -1, filters: { age: { min: 'old' } } });
    assert.ok(!answer.ok);
    const places = answer.findings.map(({ where }) => where);
    for (const place of ['/patientz', '/years_of_history', '/filters/age/min']) assert.ok(places.includes(place), places.join());
    assert.ok(answer.findings.some(({ what, hint }) => `${what} ${hint}`.includes('patients')));
  });

  test('what is not JSON is refused, wherever it comes from', async () => {
    for (const bad of ['{', 'null', '[1]', '{"patients": 1e999}', '\u0000', '{"a": "\ud800"}']) {
      const answer = await validateConfig(bad);
      assert.ok(!answer.ok, bad);
      assert.ok(answer.findings.length > 0, bad);
    }
    /** @type {any} */
    const cyclic = {};
    cyclic.filters = { age: cyclic };
    for (const [bad, where] of [[{ patients: NaN }, '/patients'], [cyclic, '/filters/age'], [{ 'a/b': () => 1 }, '/a~1b'], [Symbol(), '']]) {
      const answer = await validateConfig(/** @type {any} */ (bad));
      assert.ok(!answer.ok);
      assert.equal(answer.findings[0].where, where);
    }
  });

  test('a wrong config fails a run with the same findings', async () => {
    const expected = await validateConfig({ patients: 0, seed: -4 });
    assert.ok(!expected.ok);
    const zip = generateZip({ patients: 0, seed: -4 });
    await assert.rejects(zip.getReader().read(), (error) => {
      assert.ok(error instanceof PolyclinicError);
      assert.equal(error.kind, 'invalidInput');
      assert.deepEqual(error.findings, expected.findings);
      for (const { what } of expected.findings) assert.ok(error.message.includes(what));
      return true;
    });
    await assert.rejects(zip.manifest, PolyclinicError);
    await assert.rejects(completeConfig({ patients: 0 }), PolyclinicError);
  });

  test('wrong options are refused before anything starts', () => {
    for (const options of [{ threads: 0 }, { threads: 1.5 }, { engine: 'fast' }, { part: { number: 3, of: 2 } }]) {
      assert.throws(() => generate({}, /** @type {any} */ (options)), { name: 'PolyclinicError', kind: 'invalidInput' });
    }
  });

  test('the types of a config name every option and no other', async () => {
    const options = await configReference();
    assert.ok(options.length > 10);
    for (const { pointer, type, meaning } of options) {
      assert.match(pointer, /^\//);
      assert.ok(type && meaning, pointer);
    }
    // The interface is flat text: each option's last step must stand in it as a key.
    const types = await readFile(join(packageFolder, 'types/index.d.ts'), 'utf8');
    const code = types.slice(types.indexOf('NumberDistribution'), types.indexOf('ConfigInput')).replace(/\/\*.*?\*\//gs, '');
    const keys = new Set([...code.matchAll(/(\w+)\??:/g)].map(([, key]) => key));
    const steps = new Set(options.flatMap(({ pointer }) => pointer.slice(1).split('/')));
    for (const step of steps) assert.ok(keys.has(step), `types/index.d.ts does not know ${step}`);
    for (const key of keys) assert.ok(steps.has(key), `types/index.d.ts has ${key}, which is no option`);
    assert.match(await configReference('markdown'), /patients/);
  });

  test('schema() gives the dictionary in three forms', async () => {
    const { dataset, tables } = await schema();
    assert.equal(dataset, 'clinical');
    assert.ok(tables.some(({ name }) => name === 'patients'));
    for (const { name, columns } of tables) assert.ok(columns.length > 0, name);
    assert.match(await schema('clinical', 'sql'), /CREATE TABLE/);
    assert.match(await schema('clinical', 'markdown'), /patients/);
    await assert.rejects(schema('clinicle'), { kind: 'invalidInput' });
  });

  test('threadSupport() knows that Node has threads', () => {
    const { available, reason, processors } = threadSupport();
    assert.deepEqual([available, reason], [true, null]);
    assert.ok(processors >= 1);
  });

  test('bench() measures both builds', async () => {
    for (const [engine, target] of /** @type {const} */ ([['threaded', 'node-mt'], ['unthreaded', 'node-st']])) {
      const result = await bench({ config: { patients: 50, years_of_history: 2 }, threads: 2, repeats: 1, engine });
      assert.equal(result.target, target);
      assert.ok(result.patients_per_second > 0);
      assert.equal(result.patients, 50);
    }
    await assert.rejects(bench({ config: { patients: 0 } }), { kind: 'invalidInput' });
    await assert.rejects(bench({ signal: AbortSignal.abort() }), { name: 'AbortError' });
  });
});
