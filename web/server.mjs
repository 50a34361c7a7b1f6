// Serves web/dist for people who try the page on their own machine: static files with the headers that let it use
// threads. Not for the open internet; any static host does that.
//
//   node web/server.mjs [--host ADDRESS] [--port NUMBER] [--folder FOLDER] [--no-isolation]

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * @param {string} folder
 * @param {{ isolated?: boolean }} [options] without isolation it behaves like a plain static host
 */
export function createPageServer(folder, { isolated = true } = {}) {
  const base = resolve(folder);
  return createServer(async (request, response) => {
    const headers = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache', ...(isolated ? isolation : {}) };
    const refuse = (status, words, more = {}) => {
      response.writeHead(status, { ...headers, ...more, 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(`${words}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Method not allowed', { Allow: 'GET, HEAD' });
    let path;
    try {
      path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    } catch {
      return refuse(400, 'Bad request');
    }
    if (path.includes('\0')) return refuse(400, 'Bad request');
    if (path.endsWith('/')) path += 'index.html';
    const file = join(base, path);
    if (!file.startsWith(base + sep)) return refuse(404, 'Not found');
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) return refuse(404, 'Not found');
    response.writeHead(200, {
      ...headers,
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Length': found.size,
    });
    if (request.method === 'HEAD') return response.end();
    return createReadStream(file).on('error', () => response.destroy()).pipe(response);
  });
}

function main() {
  const { values } = parseArgs({
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: '8080' },
      folder: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), 'dist') },
      'no-isolation': { type: 'boolean', default: false },
    },
  });
  const server = createPageServer(values.folder, { isolated: !values['no-isolation'] });
  server.on('error', (error) => {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    console.error(code === 'EADDRINUSE' ? `Port ${values.port} is taken: choose another one with --port.` : error.message);
    process.exitCode = 1;
  });
  server.listen(Number(values.port), values.host, () => {
    const address = /** @type {import('node:net').AddressInfo} */ (server.address());
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    console.log(`The page is at http://${host}:${address.port}/  (Ctrl+C ends it)`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
