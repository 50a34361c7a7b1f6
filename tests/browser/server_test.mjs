// The little server of web/serve.sh: types, headers, and nothing outside its folder.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { serve } from './page_under_test.mjs';

/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
before(async () => { server = await serve(true); });
after(() => server.close());

/**
 * One request with its path as it is, not tidied up.
 * @param {string} path
 * @returns {Promise<import('node:http').IncomingMessage>}
 */
const ask = (path, method = 'GET') => new Promise((resolve, reject) => {
  const { hostname, port } = new URL(server.url);
  request({ hostname, port, path, method }, (response) => { response.resume(); resolve(response); }).on('error', reject).end();
});

describe("the page's server", () => {
  test('sends every file with its type and the isolation headers', async () => {
    for (const [path, type] of [
      ['/', 'text/html'], ['/src/main.js', 'text/javascript'], ['/style.css', 'text/css'], ['/icon.svg', 'image/svg+xml'],
      ['/engine_facts.json', 'application/json'], ['/polyclinic/engine/polyclinic-mt.wasm', 'application/wasm'],
      ['/polyclinic/engine/polyclinic-st.mjs', 'text/javascript'],
    ]) {
      const { statusCode, headers } = await ask(path);
      assert.equal(statusCode, 200, path);
      assert.ok(headers['content-type']?.startsWith(type), `${path}: ${headers['content-type']}`);
      assert.equal(headers['cross-origin-opener-policy'], 'same-origin');
      assert.equal(headers['cross-origin-embedder-policy'], 'require-corp');
      assert.equal(headers['cross-origin-resource-policy'], 'same-origin');
    }
  });

  test('gives nothing from outside its folder and no folder listing', async () => {
    for (const path of ['/../server.mjs', '/%2e%2e/server.mjs', '/..%2fserver.mjs', '/src', '/absent', '//etc/passwd', '/%00', '/%']) {
      const { statusCode } = await ask(path);
      assert.ok(statusCode === 404 || statusCode === 400, `${path}: ${statusCode}`);
    }
  });

  test('takes nothing', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) assert.equal((await ask('/', method)).statusCode, 405);
    assert.equal((await ask('/', 'HEAD')).statusCode, 200);
  });
});
