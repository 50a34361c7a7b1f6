// The package's functions, the same in Node and in browsers: what a host must supply is in node.js and browser.js.
// Types and contracts of all of them stand in types/index.d.ts.

import { configText } from './config_text.js';
import { filesOf, piecesOf, zipOf } from './deliveries.js';
import { PolyclinicError } from './errors.js';
import { Run } from './run.js';
import { mostThreads, WorkerPool } from './worker_pool.js';

/** @typedef {import('../types/index.js').RunOptions} RunOptions */
/** @typedef {typeof import('../types/index.js')} Package */

/**
 * @param {import('./worker_pool.js').Host} host
 * @returns {Omit<Package, 'PolyclinicError'>}
 */
export function createPackage(host) {
  const pool = new WorkerPool(host);

  /**
   * @param {import('./protocol.js').Delivery} delivery
   * @param {import('../types/index.js').ConfigInput | undefined} config
   * @param {RunOptions} options
   */
  function newRun(delivery, config, options) {
    checkOptions(options);
    return new Run(pool, { configText: configText(config), delivery }, options);
  }

  /** @type {Package['validateConfig']} */
  async function validateConfig(config) {
    try {
      const text = await pool.call('completeConfig', configText(config));
      return { ok: true, config: JSON.parse(text), text };
    } catch (error) {
      if (error instanceof PolyclinicError && error.kind === 'invalidInput') {
        return { ok: false, message: error.summary, findings: error.findings };
      }
      throw error;
    }
  }

  /** @type {Package['completeConfig']} */
  async function completeConfig(config) {
    return JSON.parse(await pool.call('completeConfig', configText(config)));
  }

  // The overloads of these two cannot be written down in JSDoc; the format decides whether it is JSON for programs.
  /** @param {'json' | 'markdown'} [format] */
  async function configReference(format = 'json') {
    const text = await pool.call('configReference', format);
    return format === 'json' ? JSON.parse(text) : text;
  }

  /**
   * @param {string} [dataset]
   * @param {'json' | 'markdown' | 'sql'} [format]
   */
  async function schema(dataset = 'clinical', format = 'json') {
    const text = await pool.call('schema', dataset, format);
    return format === 'json' ? JSON.parse(text) : text;
  }

  /** @type {Package['checkModules']} */
  async function checkModules(modules, { tables = [], about = '' } = {}) {
    const text = await pool.call('checkModules', configText({ modules: { files: [...modules], tables } }), about);
    const { errors, ...rest } = JSON.parse(text);
    return { ok: errors === 0, errors, ...rest };
  }

  /** @type {Package['graphModule']} */
  async function graphModule(module, { others = [], tables = [], format = 'mermaid' } = {}) {
    return pool.call('graphModule', configText({ modules: { files: [...others, module], tables } }), module.name, format);
  }

  /**
   * @param {import('../types/index.js').ConfigInput} config
   * @param {number} person
   * @param {'json' | 'text'} [format]
   */
  async function tracePerson(config, person, format = 'json') {
    if (!(Number.isInteger(person) && person >= 1 && person < 2 ** 32)) {
      throw new PolyclinicError('invalidInput', 'The arguments are not right',
        [{ where: 'person', what: `${String(person)} is no person`, hint: 'people are numbered from 1' }]);
    }
    const text = await pool.call('tracePerson', configText(config), person, format);
    return format === 'json' ? JSON.parse(text) : text;
  }

  /**
   * What takes its time gets a worker of its own.
   * @template Answer
   * @param {{ threads?: number | undefined, engine?: import('../types/index.js').EngineChoice | undefined, signal?: AbortSignal | undefined }} options
   * @param {string} aborted why the worker ended, when it was stopped
   * @param {(worker: import('./engine_worker.js').EngineWorker, chosen: { threaded: boolean, threads: number }) => Promise<Answer>} work
   */
  async function alone({ threads, engine = 'auto', signal }, aborted, work) {
    checkOptions({ threads, engine });
    signal?.throwIfAborted();
    const chosen = pool.choose(engine, threads);
    const worker = await pool.acquire(chosen.threaded, chosen.threads);
    const stop = () => worker.terminate(aborted);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      worker.holdProcess(true);
      return await work(worker, chosen);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
      pool.release(worker);
    }
  }

  /**
   * @param {import('../types/index.js').ConfigInput} config
   * @param {import('../types/index.js').RunModulesOptions} [options]
   */
  async function runModules(config, { format = 'json', ...options } = {}) {
    const text = await alone(options, 'counting was aborted', (worker, { threads }) =>
      worker.call('runModules', configText(config), threads, format));
    return format === 'json' ? JSON.parse(text) : text;
  }

  /**
   * @param {import('../types/index.js').ConfigInput} [config]
   * @param {import('../types/index.js').ScorecardOptions} [options]
   */
  async function scorecard(config, { format = 'json', ...options } = {}) {
    const text = await alone(options, 'scoring was aborted', (worker, { threads }) =>
      worker.call('scoreConfig', configText(config), threads, format));
    return format === 'json' ? JSON.parse(text) : text;
  }

  /** @type {Package['bench']} */
  async function bench({ config, repeats = 3, ...options } = {}) {
    return alone(options, 'the measurement was aborted', async (worker, { threaded, threads }) => {
      const target = `${host.name}-${threaded ? 'mt' : 'st'}`;
      return JSON.parse(await worker.call('bench', configText(config), threads, repeats, target));
    });
  }

  return {
    generate: (config, options = {}) => filesOf(newRun('files', config, options)),
    generatePieces: (config, options = {}) => piecesOf(newRun('pieces', config, options)),
    generateZip: (config, options = {}) => zipOf(newRun('zip', config, options)),
    validateConfig,
    completeConfig,
    configReference: /** @type {Package['configReference']} */ (configReference),
    schema: /** @type {Package['schema']} */ (schema),
    version: () => pool.version(),
    checkModules,
    async checkModule(module, { others = [], tables } = {}) {
      return checkModules([...others, module], { tables, about: module.name });
    },
    graphModule,
    tracePerson: /** @type {Package['tracePerson']} */ (tracePerson),
    runModules: /** @type {Package['runModules']} */ (runModules),
    scorecard: /** @type {Package['scorecard']} */ (scorecard),
    bench,
    threadSupport() {
      const reason = host.threadsRefused();
      return { available: reason === null, reason, processors: host.processors() };
    },
  };
}

/** @param {RunOptions} options */
function checkOptions({ threads, engine = 'auto', part }) {
  /** @type {import('../types/index.js').Finding[]} */
  const findings = [];
  /** @param {unknown} value */
  const isCount = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 1;
  if (threads !== undefined && !isCount(threads)) {
    findings.push({ where: 'threads', what: `${String(threads)} is not a number of threads`, hint: `a whole number from 1 to ${mostThreads}` });
  }
  if (!['auto', 'threaded', 'unthreaded'].includes(engine)) {
    findings.push({ where: 'engine', what: `there is no engine ${JSON.stringify(engine)}`, hint: "'auto', 'threaded' or 'unthreaded'" });
  }
  if (part !== undefined && !(isCount(part.number) && isCount(part.of) && part.number <= part.of)) {
    findings.push({ where: 'part', what: `${JSON.stringify(part)} is not a part of a dataset`, hint: 'for example { number: 1, of: 4 }' });
  }
  if (findings.length > 0) throw new PolyclinicError('invalidInput', 'The options are not right', findings);
}
