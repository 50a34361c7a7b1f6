// The worker's entry in a browser.

import { EngineServer } from './engine_server.js';
import { openBrowserSpool } from './spool_browser.js';

// Timers are clamped to 4 ms; a message to oneself is not, and queues behind the messages that are already there.
const bell = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
bell.port1.onmessage = () => waiting.shift()?.();

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
const server = new EngineServer({
  post: (message, transfer) => scope.postMessage(message, transfer ?? []),
  breathe: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      bell.port2.postMessage(null);
    }),
  openSpool: openBrowserSpool,
});
scope.addEventListener('message', ({ data }) => server.receive(data));
