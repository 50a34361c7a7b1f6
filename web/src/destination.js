// Where the ZIP goes: the file that the user picks, else a file in the origin's private file system that is downloaded at
// the end, else memory with a limit. Nothing counts as saved before finish().

import { text } from './text.js';
import { size } from './quantities.js';

/** Bytes of a ZIP that are kept in memory where a browser offers nothing better. */
const memoryLimit = 512 * 2 ** 20;
const folderName = 'polyclinic-download';

/**
 * @typedef {object} Destination
 * @property {'picker' | 'storage' | 'memory'} kind
 * @property {WritableStream<Uint8Array>} stream aborting it leaves nothing behind
 * @property {() => Promise<Blob | null>} finish what is still to be downloaded, or null if the file is where it belongs
 */

/**
 * Asks where to save. Must be called while a click is handled.
 * @param {string} name
 * @returns {Promise<Destination>} rejects with an AbortError when the user chose nothing
 */
export async function chooseDestination(name) {
  if (canPick()) {
    const handle = await globalThis.showSaveFilePicker({
      suggestedName: name,
      types: [{ description: 'ZIP', accept: { 'application/zip': ['.zip'] } }],
    });
    return { kind: 'picker', stream: await handle.createWritable(), finish: async () => null };
  }
  return (await storageDestination(name).catch(() => null)) ?? memoryDestination();
}

/** Whether the user may name a file to write to. */
export const canPick = () => typeof globalThis.showSaveFilePicker === 'function';

/**
 * Bytes that there is room for, when that is known and less than what is needed; else null.
 * @param {number} needed
 */
export async function tooLittleRoom(needed) {
  if (canPick()) return null;
  let room = memoryLimit;
  try {
    await navigator.storage.getDirectory();
    const { quota = Infinity, usage = 0 } = await navigator.storage.estimate();
    room = quota - usage;
  } catch { /* nothing but memory */ }
  return needed > room ? room : null;
}

/** A file written by a worker, because only workers may write without holding everything in memory in all browsers. */
async function storageDestination(name) {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(folderName, { create: true });
  await removeOlder(folder);
  const writer = new StorageWriter();
  const fileName = `${crypto.randomUUID()}-${name}`;
  try {
    await writer.ask({ type: 'open', folder: folderName, name: fileName });
  } catch (error) {
    writer.end();
    throw error;
  }
  return {
    kind: 'storage',
    stream: new WritableStream({
      write: (bytes) => writer.ask({ type: 'write', bytes }, [bytes.buffer]),
      close: () => writer.ask({ type: 'close' }).finally(() => writer.end()),
      async abort() {
        await writer.ask({ type: 'close' }).catch(() => {});
        writer.end();
        await folder.removeEntry(fileName).catch(() => {});
      },
    }),
    finish: async () => (await folder.getFileHandle(fileName)).getFile(),
  };
}

/** What earlier visits left; a download that still reads from one has it open, and it stays. */
async function removeOlder(folder) {
  for await (const name of folder.keys()) await folder.removeEntry(name).catch(() => {});
}

class StorageWriter {
  #worker = new Worker(new URL('./storage_writer.js', import.meta.url), { type: 'module' });
  #waiting = [];

  constructor() {
    this.#worker.addEventListener('message', ({ data }) => {
      const { resolve, reject } = this.#waiting.shift();
      if (data === null) resolve();
      else reject(new Error(data === 'QuotaExceededError' ? text.storageFull : data));
    });
    this.#worker.addEventListener('error', (event) => {
      for (const { reject } of this.#waiting.splice(0)) reject(new Error(event.message || 'the writer could not be started'));
    });
  }

  ask(message, transfer = []) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(message, transfer);
    });
  }

  end() {
    this.#worker.terminate();
  }
}

function memoryDestination() {
  const parts = [];
  let total = 0;
  return {
    kind: 'memory',
    stream: new WritableStream({
      write(bytes) {
        total += bytes.length;
        if (total > memoryLimit) throw new Error(text.memoryFull(size(memoryLimit)));
        parts.push(bytes);
      },
      abort() {
        parts.length = 0;
      },
    }),
    finish: async () => new Blob(parts, { type: 'application/zip' }),
  };
}

/**
 * Hands a file to the browser's downloads.
 * @param {Blob} blob
 * @param {string} name
 */
export function download(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold of the file by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
