// The package as its users get it: packed, installed into an empty folder without a network, its README's examples and
// its own examples run, and a strict TypeScript program checked against it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { packageFolder, root } from './package_under_test.mjs';

const execute = promisify(execFile);
const compiler = join(root, 'tests/node_modules/typescript/bin/tsc');

let folder = '';
let installed = '';

/**
 * @param {string[]} args
 * @param {{ cwd?: string }} [options]
 */
const node = (args, options = {}) => execute(process.execPath, args, { cwd: folder, timeout: 120_000, ...options });

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
  installed = join(folder, 'node_modules/polyclinic');
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageFolder });
  const [{ filename, files }] = JSON.parse(stdout);
  packed = files.map((/** @type {{ path: string }} */ { path }) => path);
  await writeFile(join(folder, 'package.json'), '{"name": "empty", "private": true, "type": "module"}');
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, filename)],
    { cwd: folder, env: { ...process.env, npm_config_cache: join(folder, 'cache') } });
});
after(() => rm(folder, { recursive: true, force: true }));

/** @type {string[]} */
let packed = [];

describe('the installed package', () => {
  test('the tarball holds the package and nothing else', () => {
    const folders = new Set(packed.map((path) => path.split('/')[0]));
    assert.deepEqual([...folders].filter((name) => !['NOTICE', 'LICENSE'].includes(name)).sort(),
      ['README.md', 'engine', 'examples', 'package.json', 'src', 'types']);
    for (const build of ['mt', 'st']) {
      for (const extension of ['mjs', 'wasm', 'd.mts']) assert.ok(packed.includes(`engine/polyclinic-${build}.${extension}`));
    }
    assert.ok(packed.includes('LICENSE'));
  });

  test('it brings no dependencies and says what it needs', async () => {
    const description = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    assert.equal(description.dependencies, undefined);
    assert.deepEqual(await readdir(join(folder, 'node_modules')).then((names) => names.filter((name) => !name.startsWith('.'))), ['polyclinic']);
    assert.equal(description.engines.node, '>=20');
  });

  test("the README's examples run and print what they promise", async () => {
    const readme = await readFile(join(installed, 'README.md'), 'utf8');
    const examples = [...readme.matchAll(/```js example\n(.*?)```/gs)].map(([, code]) => code);
    assert.equal(examples.length, 5);
    const outputs = [];
    for (const [index, code] of examples.entries()) {
      await writeFile(join(folder, `readme_${index}.mjs`), code);
      outputs.push((await node([`readme_${index}.mjs`])).stdout);
    }
    assert.match(outputs[0], /patients\.csv \d+\n[^]*SHA-256 [0-9a-f]{64}/);
    assert.ok((await stat(join(folder, 'population.zip'))).size > 1000);
    assert.match(outputs[1], /patients\.csv \d+ lines/);
    assert.match(outputs[2], /AbortError/);
    assert.match(outputs[3], /\/patient .*patients/);
    assert.match(outputs[4], /flowchart TD\n[^]*Cold \d+ \d+\n[^]*\* condition begins: Common cold \(disorder\) \[SNOMED-CT 82272006\]/);
  });

  for (const [name, args, expected] of /** @type {const} */ ([
    ['write_zip.mjs', ['made.zip', '200'], /made\.zip: SHA-256 [0-9a-f]{64}/],
    ['write_folder.mjs', ['made', '200'], /\d+ files in made/],
    ['count_patients.mjs', [], /^[A-Z]{2}: \d+/],
    ['check_config.mjs', [], /"patients": 500/],
  ])) {
    test(`the example ${name} runs`, async () => {
      await mkdir(join(folder, 'examples'), { recursive: true });
      await cp(join(installed, 'examples', name), join(folder, 'examples', name));
      const { stdout } = await node([join('examples', name), ...args]);
      assert.match(stdout, expected);
    });
  }

  test('every example is among those that were run', async () => {
    assert.deepEqual((await readdir(join(installed, 'examples'))).sort(), ['check_config.mjs', 'count_patients.mjs', 'write_folder.mjs', 'write_zip.mjs']);
  });

  test('the example check_config.mjs ends with 2 for a wrong config', async () => {
    await writeFile(join(folder, 'wrong.json'), '{"patients": "many"}');
    await assert.rejects(node([join(installed, 'examples/check_config.mjs'), 'wrong.json']), (/** @type {any} */ error) =>
      error.code === 2 && /\/patients/.test(error.stderr));
  });

  test('a strict TypeScript program compiles against its types', async () => {
    for (const name of ['consumer.ts', 'tsconfig.consumer.json']) await cp(join(root, 'tests/js', name), join(folder, name));
    await node([compiler, '-p', join(folder, 'tsconfig.consumer.json')]).catch((error) => assert.fail(error.stdout));
  });
});

describe('the types', () => {
  test("the package's sources hold under the strictest checks", async () => {
    await node([compiler, '-p', join(root, 'tests/js/tsconfig.sources.json')]).catch((error) => assert.fail(error.stdout));
  });

  test('the declarations that the build emits are the published ones', async () => {
    await node([compiler, '-p', join(root, 'tests/js/tsconfig.engine.json')]).catch((error) => assert.fail(error.stdout));
  });
});
