// The package in browsers: Web Workers, modules fetched from beside this file. Bundlers recognise every URL here.

import { createPackage } from './polyclinic.js';

export { PolyclinicError } from './errors.js';

/** @param {URL} url */
async function compileFrom(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status} ${response.statusText}`);
  // Some static hosts do not know the type, which compiling while it arrives insists on.
  if (response.headers.get('content-type')?.startsWith('application/wasm')) {
    return WebAssembly.compileStreaming(response);
  }
  return WebAssembly.compile(await response.arrayBuffer());
}

function threadsRefused() {
  if (typeof SharedArrayBuffer === 'undefined' || !globalThis.crossOriginIsolated) {
    return 'the page is not cross-origin isolated: its server does not send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';
  }
  return null;
}

export const {
  generate, generatePieces, generateZip, validateConfig, completeConfig, configReference, schema, version, bench,
  threadSupport, checkModules, checkModule, graphModule, tracePerson, runModules, scorecard,
} = createPackage({
  name: 'browser',
  threadsRefused,
  processors: () => navigator.hardwareConcurrency || 2,
  compile: (threaded) =>
    compileFrom(threaded
      ? new URL('../engine/polyclinic-mt.wasm', import.meta.url)
      : new URL('../engine/polyclinic-st.wasm', import.meta.url)),
  startWorker(onMessage, onEnd) {
    const worker = new Worker(new URL('./worker/browser.js', import.meta.url), { type: 'module', name: 'polyclinic' });
    worker.addEventListener('message', ({ data }) => onMessage(data));
    worker.addEventListener('error', (event) => onEnd(event.message || 'its code could not be loaded'));
    worker.addEventListener('messageerror', () => onEnd('a message could not be read'));
    return {
      post: (message) => worker.postMessage(message),
      terminate: () => worker.terminate(),
      holdProcess: () => {},
    };
  },
});
