// One run as its reader pulls it: a queue of what the worker sent, bounded by a window, and the facts about the run.
// The shapes that callers see (files, pieces, a ZIP stream) are made of it in deliveries.js.

import { errorFromEngine, PolyclinicError } from './errors.js';

/** @typedef {import('./engine_worker.js').EngineWorker} EngineWorker */
/** @typedef {import('../types/index.js').OutputFile} OutputFile */
/** @typedef {import('../types/index.js').Manifest} Manifest */

/**
 * What a reader gets, one at a time.
 * @typedef {{ kind: 'bytes', output: number, bytes: Uint8Array<ArrayBuffer> } | { kind: 'fileEnd', output: number }
 *   | { kind: 'done' }} RunEvent
 */

/** Bytes that may wait in the package for their reader. */
const window = 4 * 2 ** 20;
/** How long a cancelled worker may take before it is ended by force, in milliseconds. */
const patience = 2000;

/**
 * A promise that nobody has to handle: a run that fails rejects it, and its reader hears of the failure anyway.
 * @template T
 */
class Fact {
  /** @type {(value: T) => void} */
  resolve = () => {};
  /** @type {(reason: unknown) => void} */
  reject = () => {};
  /** @type {Promise<T>} */
  promise = new Promise((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    this.promise.catch(() => {});
  }
}

export class Run {
  /** @type {Fact<readonly OutputFile[]>} */
  files = new Fact();
  /** @type {Fact<{ threads: number, threaded: boolean }>} */
  engine = new Fact();
  /** @type {Fact<Manifest>} */
  manifest = new Fact();
  /** @type {Fact<string>} */
  sha256 = new Fact();

  #pool;
  #order;
  #options;
  #started = false;
  /** @type {EngineWorker | null} */
  #worker = null;
  #id = 0;
  /** @type {RunEvent[]} */
  #queue = [];
  /** @type {{ resolve: (event: RunEvent) => void, reject: (reason: unknown) => void } | null} */
  #reader = null;
  #waiting = 0;
  #ended = false;
  /** @type {{ reason: unknown } | null} */
  #failure = null;

  /**
   * @param {import('./worker_pool.js').WorkerPool} pool
   * @param {{ configText: string, delivery: import('./protocol.js').Delivery }} order
   * @param {import('../types/index.js').RunOptions} options
   */
  constructor(pool, order, options) {
    this.#pool = pool;
    this.#order = order;
    this.#options = options;
  }

  /**
   * The next event; the run begins with the first call. One call at a time.
   * @returns {Promise<RunEvent>}
   */
  async next() {
    this.#begin();
    const event = this.#queue.shift() ?? (await this.#held(this.#arrival()));
    if (event.kind === 'bytes') {
      this.#worker?.tell({ type: 'consumed', id: this.#id, bytes: event.bytes.length });
    }
    if (event.kind === 'done') this.#end();
    return event;
  }

  /**
   * Begins the run if that did not happen yet, and waits until its files are known.
   * @returns {Promise<readonly OutputFile[]>}
   */
  ready() {
    this.#begin();
    return this.#held(this.files.promise);
  }

  /** @param {number} output */
  skip(output) {
    this.#worker?.tell({ type: 'skip', id: this.#id, output });
  }

  /**
   * Ends the run; whoever waits, and every later call of next(), gets `reason`.
   * @param {unknown} [reason]
   */
  cancel(reason = cancelled()) {
    if (this.#ended) return;
    this.#fail(reason);
    const worker = this.#worker;
    if (!worker) return;
    // It goes back to the pool when it has said that the run is over; one that does not is of no use.
    worker.tell({ type: 'cancel', id: this.#id });
    const timer = setTimeout(() => worker.terminate('it did not stop when it was told to'), patience);
    this.#afterLast = () => clearTimeout(timer);
  }

  /** @type {() => void} */
  #afterLast = () => {};

  /** @returns {Promise<RunEvent>} */
  #arrival() {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    if (this.#ended) return Promise.resolve({ kind: 'done' });
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  /**
   * Holds the process open while somebody waits, and only then: a reader that never comes back must not.
   * @template T
   * @param {Promise<T>} promise
   * @returns {Promise<T>}
   */
  async #held(promise) {
    this.#waiting += 1;
    this.#worker?.holdProcess(true);
    try {
      return await promise;
    } finally {
      this.#waiting -= 1;
      this.#worker?.holdProcess(this.#waiting > 0);
    }
  }

  #begin() {
    if (this.#started) return;
    this.#started = true;
    const { signal } = this.#options;
    if (signal?.aborted) {
      this.#fail(signal.reason);
      return;
    }
    if (signal) {
      const abort = () => this.cancel(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.#dropSignal = () => signal.removeEventListener('abort', abort);
    }
    this.#start().catch((error) => this.#fail(error));
  }

  /** @type {() => void} */
  #dropSignal = () => {};

  async #start() {
    const { threads, engine = 'auto', part } = this.#options;
    const chosen = this.#pool.choose(engine, threads);
    const worker = await this.#pool.acquire(chosen.threaded, chosen.threads);
    if (this.#ended) {
      this.#pool.release(worker);
      return;
    }
    this.#worker = worker;
    worker.holdProcess(this.#waiting > 0);
    this.#id = worker.startRun(
      { ...this.#order, threads: chosen.threads, part: part?.number ?? 1, parts: part?.of ?? 1, window },
      {
        receive: (message) => this.#receive(worker, message),
        lost: (error) => {
          this.#worker = null;
          this.#afterLast();
          this.#fail(error);
        },
      },
    );
  }

  /**
   * @param {EngineWorker} worker
   * @param {import('./protocol.js').RunMessage} message
   */
  #receive(worker, message) {
    switch (message.type) {
      case 'started':
        this.engine.resolve({ threads: message.threads, threaded: worker.threaded });
        this.files.resolve(message.files);
        return;
      case 'bytes':
        this.#push({ kind: 'bytes', output: message.output, bytes: message.bytes });
        return;
      case 'fileEnd':
        this.#push({ kind: 'fileEnd', output: message.output });
        return;
      case 'progress':
        this.#tellProgress(message.progress);
        return;
      case 'done':
        this.#giveBack(worker);
        this.#finish(message.manifest, message.sha256);
        return;
      case 'failed':
        this.#giveBack(worker);
        this.#fail(errorFromEngine(message.error));
    }
  }

  /** @param {RunEvent} event */
  #push(event) {
    if (this.#ended) return;
    const reader = this.#reader;
    if (!reader) {
      this.#queue.push(event);
      return;
    }
    this.#reader = null;
    reader.resolve(event);
  }

  /** @param {import('../types/index.js').Progress} progress */
  #tellProgress(progress) {
    if (this.#ended || !this.#options.onProgress) return;
    try {
      this.#options.onProgress(progress);
    } catch (error) {
      this.cancel(error);
    }
  }

  /** @param {EngineWorker} worker */
  #giveBack(worker) {
    this.#afterLast();
    this.#worker = null;
    this.#pool.release(worker);
  }

  /**
   * @param {string} manifest
   * @param {string} sha256
   */
  #finish(manifest, sha256) {
    if (this.#ended) return;
    this.manifest.resolve(JSON.parse(manifest));
    this.sha256.resolve(sha256);
    this.#push({ kind: 'done' });
  }

  /** @param {unknown} reason */
  #fail(reason) {
    if (this.#ended) return;
    this.#failure = { reason };
    this.#queue = [];
    this.#end();
    for (const fact of [this.files, this.engine, this.manifest, this.sha256]) fact.reject(reason);
    this.#reader?.reject(reason);
    this.#reader = null;
  }

  #end() {
    this.#ended = true;
    this.#dropSignal();
  }
}

function cancelled() {
  return new PolyclinicError('cancelled', 'The run was cancelled');
}
