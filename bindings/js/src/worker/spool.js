// Where a run keeps bytes that must wait: the interface, and the fallback in memory. Node's temporary file and the
// browser's private file system are in their own files.

import { PolyclinicError } from '../errors.js';

/**
 * Append-only bytes of one run. All calls are synchronous, because the engine makes them in the middle of its work;
 * they throw a PolyclinicError that says what was missing.
 * @typedef {object} Spool
 * @property {(bytes: Uint8Array) => void} append keeps a copy
 * @property {(offset: number, target: Uint8Array) => void} read fills `target` with what was appended before
 * @property {number} size bytes appended so far
 * @property {() => void} close forgets everything; more than once is fine
 */

/** Bytes that a run may keep in memory where there is no place for a temporary file. */
export const memorySpoolLimit = 512 * 2 ** 20;

const chunkSize = 4 * 2 ** 20;

/** @implements {Spool} */
export class MemorySpool {
  size = 0;
  /** @type {Uint8Array[]} */
  #chunks = [];
  #limit;
  #reason;

  /**
   * @param {string} reason why there is no better place, a clause for the error
   * @param {number} [limit]
   */
  constructor(reason, limit = memorySpoolLimit) {
    this.#reason = reason;
    this.#limit = limit;
  }

  /** @param {Uint8Array} bytes */
  append(bytes) {
    if (this.size + bytes.length > this.#limit) {
      throw new PolyclinicError('runFailed', `The run needs more than ${this.#limit / 2 ** 20} MiB of temporary storage`,
        [{ where: '', what: this.#reason, hint: 'generate fewer patients or fewer tables at a time, or use another browser window or host' }]);
    }
    let rest = bytes;
    while (rest.length > 0) {
      const used = this.size % chunkSize;
      if (used === 0) this.#chunks.push(new Uint8Array(chunkSize));
      const part = rest.subarray(0, chunkSize - used);
      /** @type {Uint8Array} */ (this.#chunks.at(-1)).set(part, used);
      this.size += part.length;
      rest = rest.subarray(part.length);
    }
  }

  /**
   * @param {number} offset
   * @param {Uint8Array} target
   */
  read(offset, target) {
    let filled = 0;
    while (filled < target.length) {
      const chunk = this.#chunks[Math.floor((offset + filled) / chunkSize)];
      const start = (offset + filled) % chunkSize;
      const part = chunk.subarray(start, Math.min(chunkSize, start + target.length - filled));
      target.set(part, filled);
      filled += part.length;
    }
  }

  close() {
    this.#chunks = [];
  }
}

/**
 * The engine's view of a spool: callbacks that answer in words instead of throwing through its frames. The first error
 * is kept as it was, because the engine hands back only its words.
 * @param {Spool} spool
 * @param {(error: unknown) => void} keep
 * @returns {import('../../types/engine.js').SpoolCallbacks}
 */
export function spoolCallbacks(spool, keep) {
  /** @param {() => void} action */
  const inWords = (action) => {
    try {
      action();
      return '';
    } catch (error) {
      keep(error);
      return error instanceof Error ? error.message : String(error);
    }
  };
  return {
    append: (bytes) => inWords(() => spool.append(bytes)),
    read: (offset, target) => inWords(() => spool.read(offset, target)),
  };
}
