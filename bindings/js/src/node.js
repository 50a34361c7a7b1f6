// The package in Node: worker threads, modules from the package's own folder.

import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { createPackage } from './polyclinic.js';

export { PolyclinicError } from './errors.js';

export const {
  generate, generatePieces, generateZip, validateConfig, completeConfig, configReference, schema, version, bench,
  threadSupport, checkModules, checkModule, graphModule, tracePerson, runModules, scorecard,
} = createPackage({
  name: 'node',
  threadsRefused: () => null,
  processors: availableParallelism,
  async compile(threaded) {
    const name = threaded ? 'polyclinic-mt.wasm' : 'polyclinic-st.wasm';
    return WebAssembly.compile(await readFile(new URL(`../engine/${name}`, import.meta.url)));
  },
  startWorker(onMessage, onEnd) {
    // Flags such as --input-type are the program's, not this file's.
    const worker = new Worker(new URL('./worker/node.js', import.meta.url), { execArgv: [], name: 'polyclinic' });
    worker.on('message', onMessage);
    worker.on('error', (error) => onEnd(error.message));
    worker.on('exit', () => onEnd('the worker ended'));
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => { void worker.terminate(); },
      holdProcess: (busy) => (busy ? worker.ref() : worker.unref()),
    };
  },
});
