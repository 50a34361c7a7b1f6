// The page as a person uses it: choose, press Generate, get a ZIP; with threads and without, with each way to save.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { polyclinic, sha256 as sha256OfStream } from '../js/package_under_test.mjs';
import { generate, openBrowser, openPage, root, serve, sha256 } from './page_under_test.mjs';

/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let chromium;
/** @type {Awaited<ReturnType<typeof serve>>} */
let isolatedServer;
/** @type {Awaited<ReturnType<typeof serve>>} */
let plainServer;
let folder = '';

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polyclinic-test-'));
  chromium = await openBrowser();
  isolatedServer = await serve(true);
  plainServer = await serve(false);
});
after(async () => {
  await chromium?.close();
  await isolatedServer?.close();
  await plainServer?.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the journey chooses in the form, as a config. */
const chosen = {
  seed: 7, patients: 300, years_of_history: 4, formats: ['csv', 'ndjson'],
  filters: { age: { min: 30 }, sex: ['F'], states: ['MA'] },
};

/**
 * Fills in the form as `chosen` says.
 * @param {import('playwright-core').Page} page
 */
async function fillIn(page) {
  await page.getByLabel('Patients', { exact: true }).fill('300');
  await page.getByLabel('Years of history').fill('4');
  await page.getByLabel('Seed', { exact: true }).fill('7');
  await page.getByLabel('From', { exact: true }).fill('30');
  await page.getByLabel('Female', { exact: true }).check();
  await page.getByLabel('States').fill('Massachusetts');
  await page.getByLabel('States').press('Enter');
  await page.getByLabel('NDJSON', { exact: true }).check();
}

/** @type {string | undefined} */
let expectedZip;
async function hashFromNode() {
  expectedZip ??= await sha256OfStream(polyclinic.generateZip(chosen, { engine: 'unthreaded' }));
  return expectedZip;
}

const journeys = /** @type {const} */ ([
  ['on a server with the headers, with a file picker', true, 'picker', 'allow', 'yes'],
  ['on a server with the headers, with a download', true, 'storage', 'allow', 'yes'],
  ['on a plain server, isolated by the service worker', false, 'storage', 'allow', 'yes'],
  ['on a plain server, without service workers, without threads', false, 'storage', 'block', 'no'],
  ['in a window that keeps no files', true, 'memory', 'allow', 'yes'],
]);

describe('from the form to a ZIP', () => {
  for (const [name, isolated, saver, serviceWorkers, threads] of journeys) {
    test(name, async () => {
      const { url } = isolated ? isolatedServer : plainServer;
      const { page, context, requests, faults, notes, ...opened } = await openPage(chromium.browser, url, { saver, context: { serviceWorkers } });
      try {
        assert.equal(await opened.threads(), threads);
        assert.equal(await page.evaluate(() => globalThis.crossOriginIsolated), threads === 'yes');
        if (threads === 'no') {
          await page.getByText('Without threads', { exact: true }).click();
          assert.match((await page.locator('#engine-note').textContent()) ?? '', /headers/);
        }
        await fillIn(page);
        const before = (await notes()).longTasks.length;
        const { bytes, name, shownHash, shownFiles } = await generate(page, saver);
        assert.equal(name, 'polyclinic-clinical-300-seed-7.zip');
        assert.equal(sha256(bytes), shownHash, 'the hash that is shown');
        assert.equal(shownHash, await hashFromNode(), 'the same bytes as from Node');

        const path = join(folder, `${saver}-${serviceWorkers}-${isolated}.zip`);
        await writeFile(path, bytes);
        execFileSync('unzip', ['-tqq', path]);
        const manifest = JSON.parse(execFileSync('unzip', ['-p', path, 'manifest.json'], { encoding: 'utf8' }));
        assert.deepEqual(shownFiles, Object.fromEntries(manifest.files.map((/** @type {any} */ file) => [file.name, file.sha256])));
        for (const file of manifest.files) {
          assert.equal(sha256(execFileSync('unzip', ['-p', path, file.name], { maxBuffer: 2 ** 28 })), file.sha256, file.name);
        }

        const { violations, longTasksOfRun } = await notes();
        assert.deepEqual(violations, []);
        assert.deepEqual(faults, []);
        assert.deepEqual(requests.filter((request) => !request.startsWith(url) && !request.startsWith('blob:')), [], 'requests to others');
        const longest = Math.max(0, ...longTasksOfRun.slice(before).map((/** @type {any} */ task) => task.duration));
        assert.ok(longest < 100, `the page was busy for ${longest} ms at once`);
      } finally {
        await context.close();
      }
    });
  }

  test('the command line makes the same ZIP from the same config', async (context) => {
    const program = join(root, 'build/native/polyclinic');
    const config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify(chosen));
    try {
      execFileSync(program, ['version']);
    } catch {
      return context.skip('build/native/polyclinic is not built');
    }
    const zip = execFileSync(program, ['generate', '--quiet', '--config', config, '--output', '-'], { maxBuffer: 2 ** 30 });
    assert.equal(sha256(zip), await hashFromNode());
  });
});

describe('the page', () => {
  test('is ready in under two seconds', async () => {
    const seconds = [];
    for (let i = 0; i < 3; i += 1) {
      const { context, secondsToReady } = await openPage(chromium.browser, isolatedServer.url);
      await context.close();
      seconds.push(secondsToReady);
    }
    console.log(`ready after ${seconds.map((time) => time.toFixed(2)).join(', ')} s`);
    assert.ok(Math.min(...seconds) < 2, seconds.join());
  });

  test('cancels in mid-run, keeps nothing, and can start again', async () => {
    const { page, context, faults } = await openPage(chromium.browser, isolatedServer.url);
    try {
      let downloads = 0;
      page.on('download', () => { downloads += 1; });
      await page.getByLabel('Patients', { exact: true }).fill('200000');
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      await page.waitForFunction(() => Number(/** @type {HTMLProgressElement | null} */ (document.querySelector('progress'))?.value) > 0, null, { timeout: 60_000 });
      assert.match((await page.locator('.measures').textContent()) ?? '', /patients\/s/);
      assert.ok(await page.getByLabel('Patients', { exact: true }).isDisabled());
      const took = await page.evaluate(async () => {
        const problem = /** @type {HTMLElement} */ (document.querySelector('.problem'));
        const started = performance.now();
        /** @type {HTMLElement} */ (document.querySelector('.cancel')).click();
        while (problem.hidden) await new Promise((resolve) => { setTimeout(resolve, 5); });
        return performance.now() - started;
      });
      assert.ok(took < 500, `${took} ms`);
      assert.match((await page.locator('.problem').textContent()) ?? '', /Cancelled/);
      const left = await page.evaluate(async () => {
        const names = [];
        const storage = await navigator.storage.getDirectory();
        for await (const [folder, handle] of /** @type {any} */ (storage).entries()) {
          if (handle.kind === 'directory') for await (const name of handle.keys()) names.push(`${folder}/${name}`);
        }
        return names;
      });
      assert.deepEqual(left.filter((name) => name.startsWith('polyclinic-download')), []);
      assert.equal(downloads, 0);
      await page.getByLabel('Patients', { exact: true }).fill('50');
      const { bytes, shownHash } = await generate(page, 'storage');
      assert.equal(sha256(bytes), shownHash);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });

  test('says what is wrong as one types, where it is wrong', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url);
    try {
      const patients = page.getByLabel('Patients', { exact: true });
      await patients.fill('many');
      await page.getByLabel('Cities').fill('Bostonn');
      await page.getByLabel('Cities').press('Enter');
      await page.locator('#field-filters-cities-error:not([hidden])').waitFor();
      assert.match((await page.locator('#field-patients-error').textContent()) ?? '', /whole number/);
      assert.match((await page.locator('#field-filters-cities-error').textContent()) ?? '', /Boston/);
      assert.equal(await patients.getAttribute('aria-invalid'), 'true');
      assert.match((await patients.getAttribute('aria-describedby')) ?? '', /field-patients-error/);
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      await page.waitForFunction(() => document.activeElement?.id === 'field-patients');
      await patients.fill('10,000');
      await page.getByRole('button', { name: 'Remove Bostonn' }).click();
      await page.locator('.problem').waitFor({ state: 'hidden' });
      assert.match((await page.locator('.summary').textContent()) ?? '', /10,000 living patients/);
    } finally {
      await context.close();
    }
  });

  test('shows the config that it means', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url);
    try {
      await fillIn(page);
      await page.locator('.config > summary').click();
      await page.waitForFunction(() => document.querySelector('.config .completed')?.textContent?.includes('"MA"'));
      const shown = (await page.locator('.config .completed').textContent()) ?? '';
      assert.deepEqual(JSON.parse(shown), await polyclinic.completeConfig(chosen));
      assert.deepEqual(JSON.parse(await page.getByLabel('The config as JSON').inputValue()), chosen);
    } finally {
      await context.close();
    }
  });

  test('starts from presets, all of which the engine takes', async () => {
    const { page, context, faults } = await openPage(chromium.browser, isolatedServer.url);
    try {
      const names = await page.locator('.preset-card strong').allTextContents();
      assert.ok(names.length >= 5, names.join());
      const summaries = new Set();
      for (const name of names) {
        const before = await page.locator('.summary').textContent();
        await page.getByRole('button', { name }).click();
        await page.waitForFunction((old) => document.querySelector('.summary')?.textContent !== old, before);
        assert.ok(await page.locator('.problem').isHidden(), `${name}: ${await page.locator('.problem').textContent()}`);
        summaries.add(await page.locator('.summary').textContent());
      }
      assert.equal(summaries.size, names.length);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
    }
  });

  test('makes the same dataset from its link, its command and its script', async (context) => {
    const opened = await openPage(chromium.browser, isolatedServer.url);
    let link = '', command = '', script = '';
    try {
      await fillIn(opened.page);
      await opened.page.locator('.config > summary').click();
      await opened.page.waitForFunction(() => decodeURIComponent(location.hash).includes('"MA"') && document.querySelector('.command code')?.textContent?.includes('MA'));
      link = opened.page.url();
      command = (await opened.page.locator('.command code').textContent()) ?? '';
      script = (await opened.page.locator('.command pre').textContent()) ?? '';
    } finally {
      await opened.context.close();
    }
    const again = await openPage(chromium.browser, link);
    try {
      assert.equal((await generate(again.page, 'storage')).shownHash, await hashFromNode(), 'by the link');
    } finally {
      await again.context.close();
    }
    const work = await mkdtemp(join(folder, 'same-'));
    await mkdir(join(work, 'node_modules'));
    await symlink(join(root, 'build/npm/polyclinic'), join(work, 'node_modules/polyclinic'));
    await writeFile(join(work, 'script.mjs'), script);
    assert.match(execFileSync(process.execPath, ['script.mjs'], { cwd: work, encoding: 'utf8' }), new RegExp(await hashFromNode()), 'by the script');
    if (!existsSync(join(root, 'build/native/polyclinic'))) return context.skip('build/native/polyclinic is not built');
    await rm(join(work, 'population.zip'));
    assert.match(command, /^polyclinic generate .*--output population\.zip$/);
    execFileSync('bash', ['-c', command], { cwd: work, env: { ...process.env, PATH: `${join(root, 'build/native')}:${process.env.PATH}` } });
    assert.equal(sha256(await readFile(join(work, 'population.zip'))), await hashFromNode(), 'by the command');
  });

  test('takes a config as text, keeps what no field is for, and says what is wrong with it', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url);
    try {
      await page.locator('.config > summary').click();
      const editor = page.getByLabel('The config as JSON');
      const typed = { patients: 77, distributions: { sex: { weights: { F: 3, M: 1 } } }, formats: ['fhir'], format_options: { fhir: { resources: ['Patient'] } } };
      await editor.fill(JSON.stringify(typed));
      await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector('#field-patients'))?.value === '77');
      assert.ok(await page.getByLabel('FHIR R4', { exact: true }).isChecked());
      await page.waitForFunction(() => document.querySelector('.config .completed')?.textContent?.includes('77'));
      const completed = JSON.parse((await page.locator('.config .completed').textContent()) ?? '');
      assert.deepEqual(completed, await polyclinic.completeConfig(typed));
      await editor.fill('{"patients": 5,');
      await page.locator('#config-error:not([hidden])').waitFor();
      assert.match((await page.locator('#config-error').textContent()) ?? '', /Line 1/);
      await editor.fill('{"patients": 0, "patience": 5}');
      await page.locator('#field-patients-error:not([hidden])').waitFor();
      assert.match((await page.locator('.problem').textContent()) ?? '', /patience/);
    } finally {
      await context.close();
    }
  });

  test('says of a link that cannot be read that it cannot', async () => {
    const { page, context } = await openPage(chromium.browser, `${isolatedServer.url}#config=%7Bpatients`);
    try {
      assert.match((await page.locator('.problem').textContent()) ?? '', /link/);
    } finally {
      await context.close();
    }
  });

  test('estimates what a dataset comes to before it is made', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url);
    try {
      const known = async () => {
        await page.locator('.estimate[data-state=estimating]').waitFor();
        await page.locator('.estimate[data-state=known]').waitFor({ timeout: 60_000 });
        const [, zip, zipUnit, files, unit, rows] = /About ([\d.]+) (.B) as a ZIP, ([\d.]+) (.B) of files with ([\d,]+) rows/.exec((await page.locator('.estimate').textContent()) ?? '') ?? [];
        const bytes = (/** @type {string} */ number, /** @type {string} */ of) => Number(number) * (of === 'GB' ? 1e9 : of === 'MB' ? 1e6 : 1e3);
        return { zip: bytes(zip, zipUnit), files: bytes(files, unit), rows: Number(rows.replaceAll(',', '')) };
      };
      await page.getByLabel('Patients', { exact: true }).fill('3000');
      const guess = await known();
      const { bytes } = await generate(page, 'storage');
      const path = join(folder, 'estimated.zip');
      await writeFile(path, bytes);
      const { files } = JSON.parse(execFileSync('unzip', ['-p', path, 'manifest.json'], { encoding: 'utf8' }));
      const sum = (/** @type {string} */ name) => files.reduce((/** @type {number} */ total, /** @type {any} */ file) => total + file[name], 0);
      for (const [what, estimated, real] of /** @type {const} */ ([['ZIP', guess.zip, bytes.length], ['files', guess.files, sum('bytes')], ['rows', guess.rows, sum('rows')]])) {
        assert.ok(Math.abs(estimated / real - 1) < 0.25, `${what}: about ${estimated}, came to ${real}`);
      }
    } finally {
      await context.close();
    }
  });

  test('refuses before it starts what the browser has no room for', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url);
    try {
      await page.evaluate(() => { navigator.storage.estimate = async () => ({ quota: 1e6, usage: 0 }); });
      await page.getByLabel('Patients', { exact: true }).fill('5000');
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      await page.locator('.problem:not([hidden])').waitFor({ timeout: 60_000 });
      assert.match((await page.locator('.problem').textContent()) ?? '', /has room for 1 MB.*fewer patients/);
      assert.ok(await page.getByRole('button', { name: 'Generate', exact: true }).isVisible());
    } finally {
      await context.close();
    }
  });

  test('pauses and goes on, with the same bytes', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url);
    try {
      await page.getByLabel('Patients', { exact: true }).fill('20000');
      await page.getByRole('button', { name: 'Generate', exact: true }).click();
      await page.getByRole('button', { name: 'Pause' }).click({ timeout: 60_000 });
      await page.locator('.stage', { hasText: 'Paused' }).waitFor();
      // What was under way when it was paused comes in; then nothing does.
      await new Promise((resolve) => { setTimeout(resolve, 1500); });
      assert.ok(await page.locator('.result').isHidden());
      const result = page.locator('.result:not([hidden])');
      await page.getByRole('button', { name: 'Go on' }).click();
      await result.waitFor({ timeout: 120_000 });
      assert.equal(await result.locator('.zip-hash .hash').textContent(), await sha256OfStream(polyclinic.generateZip({ patients: 20_000 })));
    } finally {
      await context.close();
    }
  });

  test('can be used with the keyboard alone, and names everything', async () => {
    const { page, context } = await openPage(chromium.browser, isolatedServer.url, { saver: 'memory' });
    try {
      await page.keyboard.press('Tab');
      assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? '', /Skip to Generate/);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Generate');
      const downloading = page.waitForEvent('download');
      await page.keyboard.press('Enter');
      await downloading;
      const unnamed = await page.evaluate(() => [...document.querySelectorAll('input, select, button, progress')].filter((control) => {
        const labels = /** @type {HTMLInputElement} */ (control).labels;
        return !control.getAttribute('aria-label') && !control.textContent?.trim() && !labels?.length;
      }).map((control) => control.outerHTML));
      assert.deepEqual(unnamed, []);
    } finally {
      await context.close();
    }
  });

  test('says so when the engine cannot be had', async () => {
    const context = await chromium.browser.newContext();
    try {
      const page = await context.newPage();
      await page.route('**/*.wasm', (route) => route.abort());
      await page.goto(isolatedServer.url);
      await page.locator('.problem:not([hidden])').waitFor({ timeout: 30_000 });
      assert.match((await page.locator('.problem').textContent()) ?? '', /cannot run the engine/);
    } finally {
      await context.close();
    }
  });

  test('fits its window, large and small, light and dark', async () => {
    const shots = join(root, 'build/screenshots');
    await mkdir(shots, { recursive: true });
    for (const [size, width, height] of /** @type {const} */ ([['desktop', 1280, 900], ['phone', 390, 844]])) {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const { page, context } = await openPage(chromium.browser, isolatedServer.url, { context: { viewport: { width, height }, colorScheme } });
        try {
          const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.ok((await overflow()) <= 0, `${size}: the page scrolls sideways`);
          await page.screenshot({ path: join(shots, `${size}-${colorScheme}-form.png`), fullPage: true });
          const summaries = await page.locator('form summary').all();
          for (const summary of summaries) await summary.click();
          assert.ok((await overflow()) <= 0, `${size}: the page scrolls sideways when everything is open`);
          await page.screenshot({ path: join(shots, `${size}-${colorScheme}-open.png`), fullPage: true });
          for (const summary of summaries.reverse()) await summary.click();
          await page.getByLabel('Patients', { exact: true }).fill('20000');
          await page.getByRole('button', { name: 'Generate', exact: true }).click();
          await page.waitForFunction(() => Number(/** @type {HTMLProgressElement | null} */ (document.querySelector('progress'))?.value) > 0, null, { timeout: 60_000 });
          await page.screenshot({ path: join(shots, `${size}-${colorScheme}-running.png`) });
          await page.getByRole('button', { name: 'Cancel' }).click();
          await page.getByLabel('Patients', { exact: true }).fill('100');
          await generate(page, 'storage');
          await page.screenshot({ path: join(shots, `${size}-${colorScheme}-done.png`) });
          assert.ok((await overflow()) <= 0, `${size}: the result scrolls sideways`);
        } finally {
          await context.close();
        }
      }
    }
  });
});
