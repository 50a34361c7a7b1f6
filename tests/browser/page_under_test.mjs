// The page in Chromium, for the tests: its server with or without the isolation headers, a browser, and a page whose
// requests, errors and policy violations are written down. web/build.mjs comes first.

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { createPageServer } from '../../web/server.mjs';

export const root = resolve(fileURLToPath(import.meta.url), '../../..');
const dist = process.env.POLYCLINIC_PAGE ?? join(root, 'web/dist');

export const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * @param {boolean} isolated whether the server sends the isolation headers
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function serve(isolated) {
  const server = createPageServer(dist, { isolated });
  await new Promise((listening) => { server.listen(0, '127.0.0.1', () => listening(undefined)); });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    }),
  };
}

/** A browser that asks nobody but us, with a profile of its own. */
export async function openBrowser() {
  const profile = await mkdtemp(join(tmpdir(), 'polyclinic-chromium-'));
  const browser = await chromium.launch({
    executablePath: process.env.POLYCLINIC_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
    ],
    downloadsPath: profile,
  });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}

/** Ways to save that a test takes away from the page or answers in the user's place. */
const savers = {
  // The user picks a file; it lies in the private file system, where the test finds it.
  picker: () => {
    // @ts-ignore
    globalThis.showSaveFilePicker = async ({ suggestedName }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
  },
  storage: () => {
    // @ts-ignore
    globalThis.showSaveFilePicker = undefined;
  },
  memory: () => {
    // @ts-ignore
    globalThis.showSaveFilePicker = undefined;
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('not in this window', 'SecurityError'));
  },
};

/**
 * Opens the page and waits until it is ready.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {{ saver?: keyof typeof savers, context?: import('playwright-core').BrowserContextOptions }} [options]
 */
export async function openPage(browser, url, { saver = 'storage', context: contextOptions = {} } = {}) {
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  /** @type {string[]} */
  const requests = [];
  /** @type {string[]} */
  const faults = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // What the browser says of a service worker that this test forbids is no fault.
    if (!['error', 'warning'].includes(message.type()) || /Service Worker registration blocked/.test(message.text())) return;
    faults.push(`console: ${message.text()}`);
  });
  await page.addInitScript(savers[saver]);
  await page.addInitScript(() => {
    /** @type {any} */
    const notes = { violations: [], longTasks: [] };
    /** @type {any} */ (globalThis).testNotes = notes;
    document.addEventListener('securitypolicyviolation', (event) => notes.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries()) notes.longTasks.push({ at: startTime, duration });
    }).observe({ type: 'longtask', buffered: true });
  });
  const started = performance.now();
  await page.goto(url);
  await page.waitForSelector('html[data-ready=yes]', { timeout: 60_000 });
  const secondsToReady = (performance.now() - started) / 1000;
  return {
    page, context, requests, faults, secondsToReady,
    notes: () => page.evaluate(() => /** @type {any} */ (globalThis).testNotes),
    threads: () => page.getAttribute('#engine-note', 'data-threads'),
  };
}

/**
 * Presses Generate and waits for the result.
 * @param {import('playwright-core').Page} page
 * @param {keyof typeof savers} saver
 * @returns {Promise<{ bytes: Buffer, name: string, shownHash: string, shownFiles: Record<string, string> }>}
 */
export async function generate(page, saver) {
  const downloading = saver === 'picker' ? null : page.waitForEvent('download', { timeout: 120_000 });
  await page.getByRole('button', { name: /^Generate/ }).click();
  const result = page.locator('.result:not([hidden])');
  await result.waitFor({ timeout: 120_000 });
  // What the test itself does from here on would count as the page's.
  await page.evaluate(() => { /** @type {any} */ (globalThis).testNotes.longTasksOfRun = [.../** @type {any} */ (globalThis).testNotes.longTasks]; });
  const shownHash = (await result.locator('.zip-hash .hash').textContent()) ?? '';
  /** @type {Record<string, string>} */
  const shownFiles = {};
  for (const row of await result.locator('tbody tr').all()) {
    const hash = (await row.locator('.hash').textContent()) ?? '';
    shownFiles[((await row.locator('th').textContent()) ?? '').replace(hash, '')] = hash;
  }
  if (downloading) {
    const download = await downloading;
    return { bytes: await readFile(await download.path()), name: download.suggestedFilename(), shownHash, shownFiles };
  }
  const { name, base64 } = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    for await (const [name, handle] of /** @type {any} */ (folder).entries()) {
      if (handle.kind !== 'file') continue;
      const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
      let binary = '';
      for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
      return { name, base64: btoa(binary) };
    }
    throw new Error('nothing was saved');
  });
  return { bytes: Buffer.from(base64, 'base64'), name, shownHash, shownFiles };
}
