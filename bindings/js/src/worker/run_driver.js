// Drives one run in the worker: asks the engine for bytes, sends them as fast as the caller takes them, reports progress
// and lets the caller's messages in often enough that a cancel is obeyed within 100 ms.

import { errorData, errorFromEngine, PolyclinicError } from '../errors.js';
import { FileQueue } from './file_queue.js';
import { spoolCallbacks } from './spool.js';

/** @typedef {import('../../types/engine.js').ErrorData} ErrorData */
/** @typedef {import('../../types/engine.js').Job} Job */
/** @typedef {{ type: 'done', manifest: string, sha256: string } | { type: 'failed', error: ErrorData }} Outcome */

/** How long the engine may wait for its threads before messages are looked at, in milliseconds. */
const longestWait = 15;
/** How long the worker may be busy before messages are looked at, in milliseconds. */
const longestStretch = 10;
const progressInterval = 100;
/** Compressed bytes that the engine itself keeps in memory before it spools. */
const spoolBudget = 16 * 2 ** 20;

export class RunDriver {
  #engine;
  #host;
  #message;
  #inFlight = 0;
  #cancelled = false;
  /** @type {(() => void) | null} */
  #wake = null;
  /** @type {Job | null} */
  #job = null;
  /** @type {FileQueue | null} */
  #files = null;
  /** @type {unknown} what the spool itself said, before the engine passed it on in words */
  #spoolError = undefined;
  #lastBreath = 0;
  #lastProgress = 0;

  /**
   * @param {import('../../types/engine.js').Engine} engine
   * @param {import('./engine_server.js').WorkerHost} host
   * @param {import('../protocol.js').StartMessage} message
   */
  constructor(engine, host, message) {
    this.#engine = engine;
    this.#host = host;
    this.#message = message;
  }

  get id() {
    return this.#message.id;
  }

  /** @param {number} bytes */
  consumed(bytes) {
    this.#inFlight -= bytes;
    this.#wake?.();
  }

  /** @param {number} output */
  skip(output) {
    this.#files?.skip(output);
    this.#wake?.();
  }

  cancel() {
    this.#cancelled = true;
    this.#job?.cancel();
    this.#wake?.();
  }

  /** Runs to the end and posts how it ended. Rejects only when the engine itself broke. */
  async drive() {
    /** @type {import('./spool.js').Spool | null} */
    let spool = null;
    /** @type {Outcome} */
    let last;
    try {
      spool = this.#message.delivery === 'pieces' ? null : await this.#host.openSpool();
      const job = this.#start(spool);
      last = await this.#pump(job);
    } catch (error) {
      if (!(error instanceof PolyclinicError)) throw error;
      last = { type: 'failed', error: errorData(error) };
    } finally {
      this.#job?.delete();
      this.#job = null;
      spool?.close();
    }
    this.#host.post({ ...last, id: this.id, memoryBytes: this.#engine.memoryBytes() });
  }

  /**
   * @param {import('./spool.js').Spool | null} spool
   * @returns {Job}
   */
  #start(spool) {
    const { configText, delivery, threads, part, parts } = this.#message;
    const zip = delivery === 'zip';
    const callbacks = spool && zip ? spoolCallbacks(spool, (error) => { this.#spoolError ??= error; }) : null;
    const answer = this.#engine.createJob(
      configText, { threads, part, parts, container: zip ? 'zip' : 'files', spoolBudget }, callbacks,
      this.#host.checksums());
    if (!answer.ok) throw errorFromEngine(/** @type {ErrorData} */ (answer.error));
    const job = /** @type {Job} */ (answer.job);
    this.#job = job;
    if (this.#cancelled) job.cancel();
    const files = job.files();
    if (delivery === 'files') {
      this.#files = new FileQueue(/** @type {import('./spool.js').Spool} */ (spool), files.length);
    }
    this.#host.post({ type: 'started', id: this.id, files, threads: job.threads() });
    return job;
  }

  /**
   * @param {Job} job
   * @returns {Promise<Outcome>}
   */
  async #pump(job) {
    let generated = false;
    this.#lastBreath = performance.now();
    for (;;) {
      while (this.#inFlight >= this.#message.window && !this.#cancelled) await this.#woken();
      // What waits in the spool for its file's turn goes first; it is there even when the engine is done.
      const sent = !this.#cancelled && this.#files !== null && this.#sendFromQueue(this.#files);
      if (!sent) {
        if (generated && !this.#cancelled) break;
        const piece = job.next(longestWait);
        if (piece.state === 'failed') {
          if (this.#spoolError) throw this.#spoolError;
          return { type: 'failed', error: /** @type {ErrorData} */ (piece.error) };
        }
        if (piece.state === 'bytes') this.#deliver(piece.output, /** @type {Uint8Array<ArrayBuffer>} */ (piece.bytes));
        if (piece.state === 'done') {
          generated = true;
          this.#files?.complete();
          if (this.#cancelled) break;
        }
      }
      await this.#breathe(job);
    }
    this.#reportProgress(job);
    if (this.#cancelled) {
      return { type: 'failed', error: { kind: 'cancelled', message: 'The run was cancelled', findings: [] } };
    }
    const manifest = job.manifest();
    if (!manifest.ok) return { type: 'failed', error: /** @type {ErrorData} */ (manifest.error) };
    return { type: 'done', manifest: manifest.text, sha256: job.archiveSha256() };
  }

  /**
   * @param {number} output
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  #deliver(output, bytes) {
    if (this.#files && !this.#files.isCurrent(output)) this.#files.keep(output, bytes);
    else this.#send(output, bytes);
  }

  /**
   * @param {FileQueue} files
   * @returns {boolean} whether something was sent
   */
  #sendFromQueue(files) {
    const next = files.take();
    if (next === null) return false;
    if (next.bytes) this.#send(next.output, next.bytes);
    else this.#host.post({ type: 'fileEnd', id: this.id, output: next.output });
    return true;
  }

  /**
   * @param {number} output
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  #send(output, bytes) {
    this.#inFlight += bytes.length;
    this.#host.post({ type: 'bytes', id: this.id, output, bytes }, [bytes.buffer]);
  }

  /** @returns {Promise<void>} */
  #woken() {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }

  /** @param {Job} job */
  async #breathe(job) {
    const now = performance.now();
    if (now - this.#lastProgress >= progressInterval) {
      this.#lastProgress = now;
      this.#reportProgress(job);
    }
    if (now - this.#lastBreath < longestStretch) return;
    await this.#host.breathe();
    this.#lastBreath = performance.now();
  }

  /** @param {Job} job */
  #reportProgress(job) {
    this.#host.post({ type: 'progress', id: this.id, progress: job.progress() });
  }
}
