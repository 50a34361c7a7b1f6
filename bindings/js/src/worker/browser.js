// The worker's entry in a browser.

import { EngineServer } from './engine_server.js';
import { openBrowserSpool } from './spool_browser.js';

// Timers are clamped to 4 ms; a message to oneself is not, and queues behind the messages that are already there.
const bell = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
bell.port1.onmessage = () => waiting.shift()?.();

/**
 * The part of a dedicated worker's own scope that is used here; the page's types are loaded, not the worker's.
 * @typedef {object} WorkerScope
 * @property {(message: unknown, transfer: Transferable[]) => void} postMessage
 * @property {(type: 'message', listener: (event: MessageEvent) => void) => void} addEventListener
 */
const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
const server = new EngineServer({
  post: (message, transfer) => scope.postMessage(message, transfer ?? []),
  breathe: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      bell.port2.postMessage(null);
    }),
  openSpool: openBrowserSpool,
  // WebCrypto hashes whole messages only, and a file's bytes come in pieces.
  checksums: () => null,
});
scope.addEventListener('message', ({ data }) => server.receive(data));
