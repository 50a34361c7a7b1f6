// Puts the npm package together in build/npm/polyclinic: this folder's files, the engine's two modules, the licence, and
// the version, which stands in CMakeLists.txt alone. It compiles nothing: the presets wasm and wasm-st come first.
//
//   node bindings/js/build.mjs [--threaded FOLDER] [--unthreaded FOLDER] [--output FOLDER]

import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');

const { values: options } = parseArgs({
  options: {
    threaded: { type: 'string', default: join(root, 'build/wasm') },
    unthreaded: { type: 'string', default: join(root, 'build/wasm-st') },
    output: { type: 'string', default: join(root, 'build/npm/polyclinic') },
  },
});

async function projectVersion() {
  const text = await readFile(join(root, 'CMakeLists.txt'), 'utf8');
  const found = /project\s*\(\s*polyclinic\s+VERSION\s+(\d+\.\d+\.\d+)/.exec(text);
  if (!found) throw new Error('CMakeLists.txt names no version of the project');
  return found[1];
}

async function engineFiles() {
  const files = [];
  for (const [name, folder] of [['polyclinic-mt', options.threaded], ['polyclinic-st', options.unthreaded]]) {
    for (const extension of ['mjs', 'wasm', 'd.ts']) {
      const from = join(folder, `${name}.${extension}`);
      if (!(await stat(from).catch(() => null))) {
        const preset = name.endsWith('mt') ? 'wasm' : 'wasm-st';
        throw new Error(`${from} is missing: cmake --preset ${preset} && cmake --build --preset ${preset}`);
      }
      // The declarations beside an .mjs are called .d.mts.
      files.push({ from, to: `${name}.${extension === 'd.ts' ? 'd.mts' : extension}` });
    }
  }
  return files;
}

/**
 * Emscripten hands the options of a thread's worker over in a variable. Bundlers read them without running the code, so
 * they stand in the call itself here.
 */
function withLiteralWorkerOptions(code, name) {
  const variable = /var workerOptions=(\{[^{}]*\});/;
  const found = variable.exec(code);
  if (!found) return code;
  const changed = code.replace(variable, '').replace(/(new Worker\(new URL\([^()]*\),)workerOptions\)/g, `$1${found[1]})`);
  if (changed.includes('workerOptions')) throw new Error(`${name}: Emscripten writes its workers otherwise than is known here`);
  return changed;
}

async function main() {
  const output = resolve(options.output);
  const engine = await engineFiles();
  const description = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
  const { name, ...rest } = description;

  await rm(output, { recursive: true, force: true });
  await mkdir(join(output, 'engine'), { recursive: true });
  for (const folder of ['src', 'types', 'examples']) await cp(join(here, folder), join(output, folder), { recursive: true });
  for (const { from, to } of engine) {
    const target = join(output, 'engine', to);
    if (to.endsWith('.mjs')) await writeFile(target, withLiteralWorkerOptions(await readFile(from, 'utf8'), to));
    else await cp(from, target);
  }
  await cp(join(here, 'README.md'), join(output, 'README.md'));
  for (const name of ['LICENSE', 'NOTICE']) {
    const file = join(root, name);
    if (await stat(file).catch(() => null)) await cp(file, join(output, name));
  }
  await writeFile(join(output, 'package.json'),
    `${JSON.stringify({ name, version: await projectVersion(), ...rest }, null, 2)}\n`);
  console.log(`npm package: ${output}`);
}

main().catch((error) => {
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
});
