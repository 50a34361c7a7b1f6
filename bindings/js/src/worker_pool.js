// Which worker serves whom: one shared worker for short calls, one worker of its own for each run. A worker that became
// idle is kept for a while, because starting one costs time; it holds no process open.

import { EngineWorker } from './engine_worker.js';
import { PolyclinicError } from './errors.js';

/** @typedef {import('../types/index.js').EngineChoice} EngineChoice */

/**
 * @typedef {object} Host
 * @property {import('./engine_worker.js').StartWorker} startWorker
 * @property {(threaded: boolean) => Promise<WebAssembly.Module>} compile
 * @property {() => string | null} threadsRefused why this host cannot run threads, or null if it can
 * @property {() => number} processors
 * @property {string} name "node" or "browser"
 */

/** Idle workers are ended after this long, in milliseconds. */
const idleTime = 20_000;
/** A module never gives memory back, so one that took more than this is not kept. */
const memoryWorthKeeping = 192 * 2 ** 20;
const mostIdle = 2;
/** Threads by default and at most: each has blocks in flight, and a threaded module's memory ends at 512 MiB. */
const defaultThreads = 8;
export const mostThreads = 16;

export class WorkerPool {
  #host;
  /** @type {Map<boolean, Promise<WebAssembly.Module>>} */
  #modules = new Map();
  /** @type {{ worker: EngineWorker, timer: ReturnType<typeof setTimeout> }[]} */
  #idle = [];
  /** @type {Promise<EngineWorker> | null} */
  #caller = null;
  #callsUnderWay = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #callerTimer = undefined;

  /** @param {Host} host */
  constructor(host) {
    this.#host = host;
  }

  /**
   * The build and the number of threads that a wish comes to on this host.
   * @param {EngineChoice} choice
   * @param {number | undefined} wanted
   * @returns {{ threaded: boolean, threads: number }}
   */
  choose(choice, wanted) {
    const refused = this.#host.threadsRefused();
    if (choice === 'threaded' && refused) {
      throw new PolyclinicError('invalidInput', 'The threaded engine cannot run here',
        [{ where: '', what: refused, hint: "leave `engine` at 'auto'" }]);
    }
    const threads = Math.min(wanted ?? Math.min(this.#host.processors(), defaultThreads), mostThreads);
    // With one thread the unthreaded build is the faster one.
    const threaded = choice === 'threaded' || (choice === 'auto' && !refused && threads > 1);
    return { threaded, threads: threaded ? threads : 1 };
  }

  /**
   * A worker for one run alone.
   * @param {boolean} threaded
   * @param {number} threads
   * @returns {Promise<EngineWorker>}
   */
  async acquire(threaded, threads) {
    for (const [index, { worker, timer }] of this.#idle.entries()) {
      if (!worker.usable || worker.threaded !== threaded || (threaded && worker.poolSize < threads)) continue;
      this.#idle.splice(index, 1);
      clearTimeout(timer);
      return worker;
    }
    return this.#open(threaded, threads);
  }

  /** @param {EngineWorker} worker */
  release(worker) {
    worker.holdProcess(false);
    if (!worker.usable) return;
    if (worker.memoryBytes > memoryWorthKeeping || this.#idle.length >= mostIdle) {
      worker.terminate();
      return;
    }
    const timer = quietTimer(() => {
      this.#idle = this.#idle.filter((entry) => entry.worker !== worker);
      worker.terminate();
    });
    this.#idle.push({ worker, timer });
  }

  /**
   * A short call, on the shared worker.
   * @param {import('./protocol.js').CallMethod} method
   * @param {...(string | number)} args
   * @returns {Promise<string>}
   */
  call(method, ...args) {
    return this.#withCaller((worker) => worker.call(method, ...args));
  }

  /** @returns {Promise<string>} */
  version() {
    return this.#withCaller((worker) => worker.opened);
  }

  /**
   * @param {(worker: EngineWorker) => Promise<string>} ask
   * @returns {Promise<string>}
   */
  async #withCaller(ask) {
    clearTimeout(this.#callerTimer);
    this.#callsUnderWay += 1;
    // The same build as runs use, so that a page fetches one module.
    const { threaded } = this.choose('auto', undefined);
    const opening = (this.#caller ??= this.#open(threaded, 0));
    try {
      const worker = await opening;
      worker.holdProcess(true);
      return await ask(worker);
    } finally {
      this.#callsUnderWay -= 1;
      await this.#restCaller(opening);
    }
  }

  /** @param {Promise<EngineWorker>} opening */
  async #restCaller(opening) {
    const worker = await opening.catch(() => null);
    if (this.#caller !== opening) return;
    if (!worker?.usable) {
      this.#caller = null;
      return;
    }
    if (this.#callsUnderWay > 0) return;
    worker.holdProcess(false);
    this.#callerTimer = quietTimer(() => {
      this.#caller = null;
      worker.terminate();
    });
  }

  /**
   * @param {boolean} threaded
   * @param {number} poolSize
   * @returns {Promise<EngineWorker>}
   */
  async #open(threaded, poolSize) {
    let module = this.#modules.get(threaded);
    if (!module) {
      module = this.#host.compile(threaded);
      this.#modules.set(threaded, module);
      // A lost connection is no reason to fail for ever.
      module.catch(() => this.#modules.delete(threaded));
    }
    const worker = new EngineWorker(this.#host.startWorker, threaded, await module, poolSize);
    worker.holdProcess(true);
    await worker.opened;
    return worker;
  }
}

/**
 * A timer that does not keep a Node process alive.
 * @param {() => void} action
 * @returns {ReturnType<typeof setTimeout>}
 */
function quietTimer(action) {
  const timer = setTimeout(action, idleTime);
  if (typeof timer === 'object') /** @type {{ unref?: () => void }} */ (timer).unref?.();
  return timer;
}
