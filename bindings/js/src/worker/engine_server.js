// The worker's side of the protocol: starts one engine module, answers calls and drives one run at a time. It knows
// neither Node nor a browser; worker/node.js and worker/browser.js hand it what differs (the host).

import { RunDriver } from './run_driver.js';

/** @typedef {import('../../types/engine.js').Engine} Engine */
/** @typedef {import('../../types/engine.js').ErrorData} ErrorData */
/** @typedef {import('../protocol.js').ToWorker} ToWorker */
/** @typedef {import('../protocol.js').FromWorker} FromWorker */

/**
 * @typedef {object} WorkerHost
 * @property {(message: FromWorker, transfer?: ArrayBuffer[]) => void} post
 * @property {() => Promise<void>} breathe lets messages in, then goes on at once
 * @property {() => Promise<import('./spool.js').Spool>} openSpool
 * @property {() => import('../../types/engine.js').ChecksumCallbacks | null} checksums what hashes faster than the
 *   engine can, if the host has it: one for each run
 */

/**
 * Fetches and starts a build of the engine. The two imports are literal so that bundlers see them.
 * @param {import('../protocol.js').OpenMessage} message
 * @returns {Promise<Engine>}
 */
async function startEngine({ threaded, module, poolSize }) {
  /** @type {{ default: (options: import('../../types/engine.js').EngineOptions) => Promise<Engine> }} */
  const loaded = threaded
    ? await import('../../engine/polyclinic-mt.mjs')
    : await import('../../engine/polyclinic-st.mjs');
  return new Promise((resolve, reject) => {
    loaded.default({
      poolSize,
      // The code was compiled by the package already; only an instance is missing.
      instantiateWasm(imports, receive) {
        WebAssembly.instantiate(module, imports).then((instance) => receive(instance, module), reject);
        return {};
      },
    }).then(resolve, reject);
  });
}

export class EngineServer {
  /** @type {Engine | null} */
  #engine = null;
  /** @type {RunDriver | null} */
  #run = null;
  #host;

  /** @param {WorkerHost} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {ToWorker} message */
  receive(message) {
    try {
      this.#dispatch(message);
    } catch (error) {
      this.#crash(error);
    }
  }

  /** @param {ToWorker} message */
  #dispatch(message) {
    switch (message.type) {
      case 'open':
        startEngine(message).then(
          (engine) => {
            this.#engine = engine;
            this.#host.post({ type: 'opened', version: engine.version() });
          },
          (error) => this.#crash(error),
        );
        return;
      case 'call':
        this.#call(message);
        return;
      case 'start':
        this.#start(message);
        return;
      case 'consumed':
        if (this.#run?.id === message.id) this.#run.consumed(message.bytes);
        return;
      case 'skip':
        if (this.#run?.id === message.id) this.#run.skip(message.output);
        return;
      case 'cancel':
        if (this.#run?.id === message.id) this.#run.cancel();
    }
  }

  #opened() {
    if (!this.#engine) throw new Error('a message came before the engine was open');
    return this.#engine;
  }

  /** @param {import('../protocol.js').CallMessage} message */
  #call({ id, method, args }) {
    const engine = this.#opened();
    const call = /** @type {(...args: unknown[]) => import('../../types/engine.js').TextAnswer} */ (
      engine[method]
    );
    const { ok, text, error } = call.apply(engine, method === 'bench' ? [...args, this.#host.checksums()] : args);
    if (ok) this.#host.post({ type: 'answer', id, text });
    else this.#host.post({ type: 'refused', id, error: /** @type {ErrorData} */ (error) });
  }

  /** @param {import('../protocol.js').StartMessage} message */
  #start(message) {
    if (this.#run) throw new Error('a run was started while another one goes on');
    const run = new RunDriver(this.#opened(), this.#host, message);
    this.#run = run;
    run.drive().then(
      () => { this.#run = null; },
      (error) => this.#crash(error),
    );
  }

  /**
   * The module cannot be trusted after it aborted (out of memory, a broken promise of ours): the package ends the worker.
   * @param {unknown} error
   */
  #crash(error) {
    const message = error instanceof Error ? error.message : String(error);
    // A thread of the module broke, and the module went back to the event loop so that the thread's own error can arrive,
    // which says more and ends this worker; this is for the case that it does not.
    if (message === 'unwind') {
      setTimeout(() => this.#host.post({ type: 'crashed', message: 'one of its threads ended' }), 1000);
      return;
    }
    this.#host.post({ type: 'crashed', message });
  }
}
