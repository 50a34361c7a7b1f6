// Runs the WASI command line under Node's own WASI, with the arguments, folders and exit code of an ordinary program.
//
//   node tests/wasi/run_wasi.mjs [--wasm FILE] [--dir GUEST=HOST]... [--] ARGUMENT...
//
// Without --dir the program sees the current folder as "." and the system's temporary folder as "/tmp".

import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

// Node 20's WASI crashes after some thousand calls that have 64-bit arguments (fd_seek) take V8's shortcut into native
// code; without the shortcut it does not.
setFlagsFromString('--no-turbo-fast-api-calls');

// Node warns once that WASI is experimental; what the program itself prints must stay alone.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.error(warning.stack);
});
const { WASI } = await import('node:wasi');

let wasm = fileURLToPath(new URL('../../build/wasi/polyclinic.wasm', import.meta.url));
/** @type {Record<string, string>} */
const preopens = {};
const rest = process.argv.slice(2);
for (;;) {
  if (rest[0] === '--wasm' && rest.length > 1) {
    wasm = rest[1];
    rest.splice(0, 2);
  } else if (rest[0] === '--dir' && rest.length > 1) {
    const [guest, host] = rest[1].split(/=(.*)/s);
    preopens[guest] = host ?? guest;
    rest.splice(0, 2);
  } else {
    if (rest[0] === '--') rest.shift();
    break;
  }
}
if (Object.keys(preopens).length === 0) Object.assign(preopens, { '.': process.cwd(), '/tmp': tmpdir() });

const wasi = new WASI({ version: 'preview1', args: ['polyclinic', ...rest], env: {}, preopens, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(wasm));
const instance = await WebAssembly.instantiate(module, /** @type {WebAssembly.Imports} */ (wasi.getImportObject()));
process.exitCode = wasi.start(instance);
