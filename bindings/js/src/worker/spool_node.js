// A run's spool in Node: a temporary file without a name, so that nothing is left behind however the process ends.

import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PolyclinicError } from '../errors.js';

/** @typedef {import('./spool.js').Spool} Spool */

/** @implements {Spool} */
export class FileSpool {
  size = 0;
  /** @type {number | null} */
  #descriptor = null;
  #folder = '';

  /** @param {Uint8Array} bytes */
  append(bytes) {
    this.#explained('write', () => {
      const descriptor = this.#open();
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(descriptor, bytes, written, bytes.length - written, this.size + written);
      }
      this.size += bytes.length;
    });
  }

  /**
   * @param {number} offset
   * @param {Uint8Array} target
   */
  read(offset, target) {
    this.#explained('read', () => {
      const descriptor = this.#open();
      let filled = 0;
      while (filled < target.length) {
        const count = readSync(descriptor, target, filled, target.length - filled, offset + filled);
        if (count === 0) throw new Error('the file is shorter than what was written to it');
        filled += count;
      }
    });
  }

  close() {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
    this.#remove();
  }

  // Opened with the first bytes: most runs never need it.
  #open() {
    if (this.#descriptor === null) {
      this.#folder = mkdtempSync(join(tmpdir(), 'polyclinic-'));
      this.#descriptor = openSync(join(this.#folder, 'spool'), 'wx+', 0o600);
      // An open file needs no name, except on Windows, where close() removes it.
      if (process.platform !== 'win32') this.#remove();
    }
    return this.#descriptor;
  }

  #remove() {
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = '';
  }

  /**
   * @param {string} verb
   * @param {() => void} action
   */
  #explained(verb, action) {
    try {
      action();
    } catch (error) {
      throw new PolyclinicError('runFailed', `Cannot ${verb} the temporary file of the run`, [{
        where: this.#folder || tmpdir(),
        what: error instanceof Error ? error.message : String(error),
        hint: 'make room there, or set TMPDIR to a folder on a larger disk',
      }]);
    }
  }
}
