// The shapes in which callers take a run: whole files one after the other, pieces of files as they are made, a ZIP as a
// stream. Pulling, cancelling and failing are run.js's.

import { PolyclinicError } from './errors.js';

/** @typedef {import('./run.js').Run} Run */
/** @typedef {import('../types/index.js').OutputFile} OutputFile */
/** @typedef {import('../types/index.js').RunFacts} RunFacts */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * @param {Run} run
 * @returns {RunFacts}
 */
function factsOf(run) {
  return { files: run.files.promise, engine: run.engine.promise, manifest: run.manifest.promise };
}

/** A file whose bytes are pulled while the run goes on. */
class GeneratedFile {
  #run;
  #taken = false;
  #ended = false;
  #left = false;

  /**
   * @param {Run} run
   * @param {OutputFile} file
   * @param {number} index
   */
  constructor(run, { name, table, format }, index) {
    this.#run = run;
    this.name = name;
    this.table = table;
    this.format = format;
    this.index = index;
  }

  /** @returns {AsyncGenerator<Bytes, void, undefined>} */
  async *[Symbol.asyncIterator]() {
    if (this.#taken) throw new PolyclinicError('invalidInput', `${this.name} was read before; its bytes come once`);
    this.#taken = true;
    try {
      for (;;) {
        if (this.#left) throw new PolyclinicError('invalidInput', `${this.name} was left before it was read; read a file before you take the next one`);
        const event = await this.#run.next();
        if (event.kind !== 'bytes') {
          this.#ended = true;
          return;
        }
        yield event.bytes;
      }
    } finally {
      if (!this.#ended && !this.#left) this.#run.skip(this.index);
    }
  }

  /** @returns {ReadableStream<Bytes>} */
  stream() {
    const bytes = this[Symbol.asyncIterator]();
    return new ReadableStream({
      async pull(controller) {
        const { value, done } = await bytes.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await bytes.return();
      },
    }, { highWaterMark: 0 });
  }

  /** @returns {Promise<Bytes>} */
  async bytes() {
    const blob = await this.#blob();
    return new Uint8Array(await blob.arrayBuffer());
  }

  /** @returns {Promise<string>} */
  async text() {
    return (await this.#blob()).text();
  }

  /** @returns {Promise<Blob>} */
  async #blob() {
    /** @type {Bytes[]} */
    const parts = [];
    for await (const part of this) parts.push(part);
    return new Blob(parts);
  }

  /** Goes past what was not read. The file's reader, if there still is one, gets an error. */
  async leave() {
    if (this.#ended) return;
    this.#left = true;
    this.#run.skip(this.index);
    for (;;) {
      const event = await this.#run.next();
      if (event.kind === 'done' || (event.kind === 'fileEnd' && event.output === this.index)) return;
    }
  }
}

/**
 * @param {Run} run with delivery `files`
 * @returns {import('../types/index.js').FileRun}
 */
export function filesOf(run) {
  const iterator = (async function* () {
    try {
      const files = await run.ready();
      for (const [index, description] of files.entries()) {
        const file = new GeneratedFile(run, description, index);
        yield file;
        await file.leave();
      }
      await run.next();
    } finally {
      run.cancel();
    }
  })();
  return Object.assign(iterator, factsOf(run));
}

/**
 * @param {Run} run with delivery `pieces`
 * @returns {import('../types/index.js').PieceRun}
 */
export function piecesOf(run) {
  const iterator = (async function* () {
    try {
      const files = (await run.ready()).map((file, index) => ({ ...file, index }));
      const missing = new Set(files.keys());
      for (;;) {
        const event = await run.next();
        if (event.kind !== 'bytes') return;
        missing.delete(event.output);
        // The manifest is last and says that all is there: so are the empty files before it comes.
        if (event.output === files.length - 1) {
          for (const index of missing) yield { file: files[index], bytes: new Uint8Array() };
          missing.clear();
        }
        yield { file: files[event.output], bytes: event.bytes };
      }
    } finally {
      run.cancel();
    }
  })();
  return Object.assign(iterator, factsOf(run));
}

/**
 * @param {Run} run with delivery `zip`
 * @returns {import('../types/index.js').ZipStream}
 */
export function zipOf(run) {
  /** @type {ReadableStream<Bytes>} */
  const stream = new ReadableStream({
    async pull(controller) {
      const event = await run.next();
      if (event.kind === 'bytes') controller.enqueue(event.bytes);
      else controller.close();
    },
    cancel(reason) {
      run.cancel(reason);
    },
    // Nothing is made before somebody reads.
  }, { highWaterMark: 0 });
  return Object.assign(stream, factsOf(run), { sha256: run.sha256.promise });
}
