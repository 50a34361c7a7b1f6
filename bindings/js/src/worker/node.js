// The worker's entry in Node.

import { setImmediate } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';

import { openNodeChecksums } from './checksums_node.js';
import { EngineServer } from './engine_server.js';
import { FileSpool } from './spool_node.js';

const port = parentPort;
if (!port) throw new Error('worker/node.js is started by the package, as a worker');

const server = new EngineServer({
  post: (message, transfer) => port.postMessage(message, transfer),
  breathe: () => setImmediate(),
  openSpool: async () => new FileSpool(),
  checksums: openNodeChecksums,
});
port.on('message', (message) => server.receive(message));
