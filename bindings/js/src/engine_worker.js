// One worker with an engine in it, seen from the package: opens it, passes calls and runs to it, and turns whatever ends
// it (a crash, a lack of memory) into errors for those who wait. Which worker serves whom is worker_pool.js's business.

import { errorFromEngine, PolyclinicError } from './errors.js';

/** @typedef {import('./protocol.js').ToWorker} ToWorker */
/** @typedef {import('./protocol.js').FromWorker} FromWorker */

/**
 * What a host (node.js, browser.js) gives of its kind of worker.
 * @typedef {object} WorkerPort
 * @property {(message: ToWorker) => void} post
 * @property {() => void} terminate
 * @property {(busy: boolean) => void} holdProcess while true, the process does not end on its own (Node only)
 */

/**
 * @callback StartWorker
 * @param {(message: FromWorker) => void} onMessage
 * @param {(reason: string) => void} onEnd the worker broke or ended without being asked
 * @returns {WorkerPort}
 */

/**
 * @typedef {object} RunListener
 * @property {(message: import('./protocol.js').RunMessage) => void} receive
 * @property {(error: PolyclinicError) => void} lost the worker broke
 */

export class EngineWorker {
  /** @type {WorkerPort} */
  #port;
  /** @type {Map<number, { resolve: (text: string) => void, reject: (error: unknown) => void }>} */
  #calls = new Map();
  /** @type {Map<number, RunListener>} */
  #runs = new Map();
  #nextId = 1;
  /** @type {PolyclinicError | null} */
  #broken = null;
  /** @type {(version: string) => void} */
  #resolveOpened = () => {};
  /** @type {(error: PolyclinicError) => void} */
  #rejectOpened = () => {};

  /**
   * @param {StartWorker} start
   * @param {boolean} threaded
   * @param {WebAssembly.Module} module
   * @param {number} poolSize
   */
  constructor(start, threaded, module, poolSize) {
    this.threaded = threaded;
    this.poolSize = poolSize;
    /** Bytes of memory that the module held when last heard of. */
    this.memoryBytes = 0;
    /** @type {Promise<string>} the engine's version, once it is open */
    this.opened = new Promise((resolve, reject) => {
      this.#resolveOpened = resolve;
      this.#rejectOpened = reject;
    });
    this.opened.catch(() => {});
    this.#port = start((message) => this.#receive(message), (reason) => this.#break(reason));
    this.#port.post({ type: 'open', threaded, module, poolSize });
  }

  /** False when it can serve no more. */
  get usable() {
    return this.#broken === null;
  }

  /**
   * @param {import('./protocol.js').CallMethod} method
   * @param {...(string | number)} args
   * @returns {Promise<string>}
   */
  call(method, ...args) {
    if (this.#broken) return Promise.reject(this.#broken);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject });
      this.#port.post({ type: 'call', id, method, args });
    });
  }

  /**
   * @param {Omit<import('./protocol.js').StartMessage, 'type' | 'id'>} order
   * @param {RunListener} listener
   * @returns {number} the run's id
   */
  startRun(order, listener) {
    const id = this.#nextId++;
    if (this.#broken) {
      listener.lost(this.#broken);
      return id;
    }
    this.#runs.set(id, listener);
    this.#port.post({ type: 'start', id, ...order });
    return id;
  }

  /** @param {import('./protocol.js').ConsumedMessage | import('./protocol.js').SkipMessage | import('./protocol.js').CancelMessage} message */
  tell(message) {
    if (!this.#broken) this.#port.post(message);
  }

  /** @param {boolean} busy */
  holdProcess(busy) {
    if (!this.#broken) this.#port.holdProcess(busy);
  }

  /** Ends the worker at once; those who still wait are told `reason`. */
  terminate(reason = 'the worker was ended') {
    this.#break(reason);
  }

  /** @param {FromWorker} message */
  #receive(message) {
    switch (message.type) {
      case 'opened':
        this.#resolveOpened(message.version);
        return;
      case 'crashed':
        this.#break(message.message);
        return;
      case 'answer':
        this.#calls.get(message.id)?.resolve(message.text);
        this.#calls.delete(message.id);
        return;
      case 'refused':
        this.#calls.get(message.id)?.reject(errorFromEngine(message.error));
        this.#calls.delete(message.id);
        return;
      case 'done':
      case 'failed': {
        const listener = this.#runs.get(message.id);
        this.#runs.delete(message.id);
        this.memoryBytes = message.memoryBytes;
        listener?.receive(message);
        return;
      }
      default:
        this.#runs.get(message.id)?.receive(message);
    }
  }

  /** @param {string} reason */
  #break(reason) {
    if (this.#broken) return;
    const error = explain(reason);
    this.#broken = error;
    this.#port.terminate();
    this.#rejectOpened(error);
    for (const { reject } of this.#calls.values()) reject(error);
    this.#calls.clear();
    for (const listener of this.#runs.values()) listener.lost(error);
    this.#runs.clear();
  }
}

/** @param {string} reason */
function explain(reason) {
  if (/out of memory|OOM|memory access|enlarge memory|allocation failed/i.test(reason)) {
    return new PolyclinicError('runFailed', 'The engine ran out of memory',
      [{ where: '', what: reason, hint: 'use fewer threads, or fewer tables and formats at a time' }]);
  }
  return new PolyclinicError('internal', `The engine stopped unexpectedly: ${reason}`);
}
