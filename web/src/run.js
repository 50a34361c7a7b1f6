// One press of Generate: a destination, a run into it, its progress, its outcome. It touches no element.

import { generateZip, PolyclinicError } from '../polyclinic/src/browser.js';
import { chooseDestination, download } from './destination.js';
import { Pace } from './pace.js';

/**
 * @param {object} order
 * @param {string} order.config the completed config, JSON text
 * @param {string} order.name of the ZIP
 * @param {AbortSignal} order.signal
 * @param {(gate: { pause: () => void, resume: () => void }) => void} order.onStart the destination is chosen; the run can be held
 * @param {(progress: object, pace: object, seconds: number) => void} order.onProgress
 * @returns {Promise<object>} what Panel.showResult() takes; rejects with the signal's reason when it was cancelled
 */
export async function runToZip({ config, name, signal, onStart, onProgress }) {
  const destination = await chooseDestination(name);
  signal.throwIfAborted();
  const pace = new Pace();
  const gate = new Gate(pace);
  onStart(gate);
  let bytes = 0;
  const zip = generateZip(config, {
    signal,
    onProgress(progress) {
      bytes = progress.bytesDelivered;
      onProgress(progress, pace.report(progress), pace.seconds);
    },
  });
  try {
    await zip.pipeThrough(gate.stream, { signal }).pipeTo(destination.stream);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  const blob = await destination.finish();
  const again = blob ? () => download(blob, name) : null;
  again?.();
  return {
    manifest: await zip.manifest, sha256: await zip.sha256, bytes: blob?.size ?? bytes, name, seconds: pace.seconds,
    kind: destination.kind, again,
  };
}

/** Lets bytes through unless it is closed. The engine stops when nobody takes what it made. */
class Gate {
  #pace;
  #opened = Promise.resolve();
  #open = () => {};

  constructor(pace) {
    this.#pace = pace;
    this.stream = new TransformStream({
      transform: async (bytes, controller) => {
        await this.#opened;
        controller.enqueue(bytes);
      },
    });
  }

  pause() {
    this.#pace.pause();
    this.#opened = new Promise((open) => { this.#open = open; });
  }

  resume() {
    this.#pace.resume();
    this.#open();
  }
}

/** What to tell people of an error: its sentence and what to do about it. */
export function explain(error) {
  if (error instanceof PolyclinicError) {
    return [error.summary, ...error.findings.map(({ what, hint }) => (hint ? `${what}; ${hint}` : what))].join('. ').concat('.');
  }
  return error instanceof Error ? error.message : String(error);
}
