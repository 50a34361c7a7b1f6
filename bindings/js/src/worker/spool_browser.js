// A run's spool in a browser: a file in the origin's private file system, or memory where a page may not have one
// (private windows, old browsers).

import { PolyclinicError } from '../errors.js';
import { MemorySpool } from './spool.js';

const folderName = 'polyclinic-spool';

/**
 * A file opened for synchronous use, which only workers can; the page's types do not know it.
 * @typedef {object} SyncAccessHandle
 * @property {(bytes: Uint8Array, options: { at: number }) => number} write
 * @property {(target: Uint8Array, options: { at: number }) => number} read
 * @property {(size: number) => void} truncate
 * @property {() => void} close
 */

/** @typedef {import('./spool.js').Spool} Spool */

/** @implements {Spool} */
class PrivateFileSpool {
  size = 0;
  #handle;
  #remove;

  /**
   * @param {SyncAccessHandle} handle
   * @param {() => void} remove
   */
  constructor(handle, remove) {
    this.#handle = handle;
    this.#remove = remove;
  }

  /** @param {Uint8Array} bytes */
  append(bytes) {
    let written = 0;
    try {
      written = this.#handle.write(bytes, { at: this.size });
    } catch (error) {
      throw outOfRoom(error instanceof Error ? error.message : String(error));
    }
    if (written !== bytes.length) throw outOfRoom('the browser wrote only a part of the data');
    this.size += written;
  }

  /**
   * @param {number} offset
   * @param {Uint8Array} target
   */
  read(offset, target) {
    const count = this.#handle.read(target, { at: offset });
    if (count !== target.length) {
      throw new PolyclinicError('runFailed', "The browser lost a part of the run's temporary data");
    }
  }

  close() {
    try {
      this.#handle.truncate(0);
      this.#handle.close();
    } catch { /* closed before */ }
    this.#remove();
  }
}

/** @param {string} what */
function outOfRoom(what) {
  return new PolyclinicError('runFailed', "Cannot write the run's temporary data to the browser's storage",
    [{ where: '', what, hint: 'free disk space, or generate fewer patients or fewer tables at a time' }]);
}

/** @returns {Promise<Spool>} */
export async function openBrowserSpool() {
  try {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle(folderName, { create: true });
    await removeLeftovers(folder);
    const name = crypto.randomUUID();
    const file = /** @type {{ createSyncAccessHandle(): Promise<SyncAccessHandle> }} */ (
      /** @type {unknown} */ (await folder.getFileHandle(name, { create: true })));
    const handle = await file.createSyncAccessHandle();
    return new PrivateFileSpool(handle, () => { folder.removeEntry(name).catch(() => {}); });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return new MemorySpool(`this browser window gives the page no private files (${why})`);
  }
}

/**
 * Removes what closed or crashed pages left behind. A file that another page still uses is locked and stays.
 * @param {FileSystemDirectoryHandle} folder
 */
async function removeLeftovers(folder) {
  for await (const name of folder.keys()) {
    await folder.removeEntry(name).catch(() => {});
  }
}
