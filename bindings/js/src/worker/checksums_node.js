// A run's SHA-256 in Node: OpenSSL's, which uses the processor's own instructions.

import { createHash } from 'node:crypto';

/** @returns {import('../../types/engine.js').ChecksumCallbacks} */
export function openNodeChecksums() {
  /** @type {Map<number, import('node:crypto').Hash>} */
  const hashes = new Map();
  const of = (/** @type {number} */ message) => {
    let hash = hashes.get(message);
    if (!hash) hashes.set(message, (hash = createHash('sha256')));
    return hash;
  };
  return {
    update(message, bytes) {
      of(message).update(bytes);
    },
    finish(message) {
      const text = of(message).digest('hex');
      hashes.delete(message);
      return text;
    },
  };
}
