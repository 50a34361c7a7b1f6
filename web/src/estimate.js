// What a config will come to on this machine: the engine makes a few of its patients, then some more, and the difference is
// what each of the others will take. Nothing is kept of what it makes.

import { generateZip } from '../polyclinic/src/browser.js';

/** Milliseconds without a change before the engine is asked. */
const calm = 600;
/** Seconds that the second probe may take, and most patients of it. */
const budget = 0.6, mostPatients = 2000;
const firstPatients = 32;

/** Makes the first so many patients of a config. */
async function probe(config, patients, signal) {
  const run = generateZip({ ...config, patients }, { signal });
  let zipBytes = 0, began = performance.now();
  run.engine.then(() => { began = performance.now(); }, () => {});
  for await (const bytes of run) zipBytes += bytes.length;
  const seconds = (performance.now() - began) / 1000;
  const { files } = await run.manifest;
  const sum = (name) => files.reduce((total, file) => total + file[name], 0);
  return { patients, seconds, zipBytes, bytes: sum('bytes'), rows: sum('rows') };
}

/** The line through two probes. */
function beyond(one, two, patients) {
  const at = (name) => {
    if (two.patients === one.patients) return two[name];
    const each = Math.max(0, two[name] - one[name]) / (two.patients - one.patients);
    return two[name] + each * (patients - two.patients);
  };
  return { patients, seconds: at('seconds'), zipBytes: at('zipBytes'), bytes: at('bytes'), rows: at('rows') };
}

export class Estimate {
  #onResult;
  #timer = 0;
  /** @type {AbortController | null} */
  #current = null;

  /** @param {(estimate: { seconds: number, zipBytes: number, bytes: number, rows: number } | null) => void} onResult null: not known yet */
  constructor(onResult) {
    this.#onResult = onResult;
  }

  /** @param {object} config a completed one that the engine found right */
  ask(config) {
    this.stop();
    this.#timer = setTimeout(() => { this.#make(config); }, calm);
  }

  /** The same at once; it resolves when onResult was told. */
  now(config) {
    this.stop();
    return this.#make(config);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#current?.abort();
    this.#current = null;
  }

  async #make(config) {
    const current = new AbortController();
    this.#current = current;
    try {
      const few = await probe(config, Math.min(config.patients, firstPatients), current.signal);
      let estimate = few;
      if (few.patients < config.patients) {
        // The first probe had the engine's start in it, so that the second mostly takes less than the budget.
        const more = Math.min(config.patients, mostPatients, Math.max(2 * few.patients, Math.floor((budget / few.seconds) * few.patients)));
        estimate = beyond(few, await probe(config, more, current.signal), config.patients);
      }
      if (this.#current === current) this.#onResult(estimate);
    } catch {
      // Whatever fails here fails when the dataset is made, and is told then.
      if (this.#current === current) this.#onResult(null);
    }
  }
}
