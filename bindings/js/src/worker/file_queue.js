// Puts files that the engine makes side by side one after the other: the current file's bytes go through, those of later
// files wait in the spool until their turn. It sends nothing itself; the run driver does.

/** Bytes of a waiting file gathered in memory before they are spooled, and the most that is read back at once. */
const gathered = 256 * 1024;
const readSize = 2 ** 20;

class WaitingFile {
  skipped = false;
  /** @type {Uint8Array<ArrayBuffer>[]} */
  recent = [];
  recentBytes = 0;
  /** @type {{ offset: number, length: number }[]} */
  spooled = [];
}

export class FileQueue {
  #spool;
  #files;
  #current = 0;
  #complete = false;

  /**
   * @param {import('./spool.js').Spool} spool
   * @param {number} count
   */
  constructor(spool, count) {
    this.#spool = spool;
    this.#files = Array.from({ length: count }, () => new WaitingFile());
  }

  /**
   * True when bytes of `output` may go straight to the caller: it is that file's turn and nothing older waits.
   * @param {number} output
   */
  isCurrent(output) {
    const file = this.#files[output];
    return output === this.#current && !file.skipped && file.spooled.length === 0 && file.recent.length === 0;
  }

  /**
   * Keeps bytes until their file's turn, or drops them if nobody wants the file.
   * @param {number} output
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  keep(output, bytes) {
    const file = this.#files[output];
    if (file.skipped || output < this.#current) return;
    file.recent.push(bytes);
    file.recentBytes += bytes.length;
    if (file.recentBytes < gathered) return;
    const offset = this.#spool.size;
    for (const part of file.recent) this.#spool.append(part);
    file.spooled.push({ offset, length: file.recentBytes });
    file.recent = [];
    file.recentBytes = 0;
  }

  /** @param {number} output */
  skip(output) {
    const file = this.#files[output];
    file.skipped = true;
    file.spooled = [];
    file.recent = [];
  }

  /** The engine has made everything: the current file can end. */
  complete() {
    this.#complete = true;
  }

  /**
   * The next thing for the caller that is at hand: bytes of the current file, or its end (no bytes).
   * @returns {{ output: number, bytes: Uint8Array<ArrayBuffer> | null } | null}
   */
  take() {
    if (this.#current === this.#files.length) return null;
    const output = this.#current;
    const file = this.#files[output];
    const range = file.spooled[0];
    if (range) {
      const bytes = new Uint8Array(Math.min(range.length, readSize));
      this.#spool.read(range.offset, bytes);
      range.offset += bytes.length;
      range.length -= bytes.length;
      if (range.length === 0) file.spooled.shift();
      return { output, bytes };
    }
    const bytes = file.recent.shift();
    if (bytes) {
      file.recentBytes -= bytes.length;
      return { output, bytes };
    }
    // A file that nobody wants ends at once; any other when the engine is done.
    if (!this.#complete && !file.skipped) return null;
    this.#current += 1;
    return { output, bytes: null };
  }
}
