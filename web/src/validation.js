// Asks the engine whether the form's config is right, shortly after the last change; only the newest answer counts.

import { validateConfig } from '../polyclinic/src/browser.js';

/** Milliseconds without a keystroke before the engine is asked. */
const calm = 200;

export class Validation {
  #read;
  #onAnswer;
  #timer = 0;
  #newest = 0;

  /**
   * @param {() => object} read the config as it is now
   * @param {(answer: Awaited<ReturnType<typeof validateConfig>>) => void} onAnswer
   */
  constructor(read, onAnswer) {
    this.#read = read;
    this.#onAnswer = onAnswer;
  }

  /** Something changed. */
  touch() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => { this.now().catch(() => {}); }, calm);
  }

  /** Asks at once; the answer is also handed to onAnswer, unless a newer question was asked since. */
  async now() {
    clearTimeout(this.#timer);
    const question = (this.#newest += 1);
    const answer = await validateConfig(this.#read());
    if (question === this.#newest) this.#onAnswer(answer);
    return answer;
  }
}
