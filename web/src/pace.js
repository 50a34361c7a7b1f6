// How fast a run goes and how long it still takes, from the progress reports; it shows nothing.

/** Seconds over which the shown speed is smoothed. */
const memory = 3;

export class Pace {
  #started = performance.now();
  /** @type {number | null} */
  #pausedAt = null;
  #last = { at: this.#started, patients: 0, bytes: 0 };
  /** What was done in the last seconds, the older the less it counts. */
  #recent = { seconds: 0, patients: 0, bytes: 0 };

  /** @param {{ patientsDone: number, patientsTotal: number, bytesGenerated: number }} progress */
  report({ patientsDone, patientsTotal, bytesGenerated }) {
    const now = performance.now();
    const seconds = (now - this.#last.at) / 1000;
    if (seconds > 0.05) {
      const fading = Math.exp(-seconds / memory);
      const recent = this.#recent;
      recent.seconds = recent.seconds * fading + seconds;
      recent.patients = recent.patients * fading + patientsDone - this.#last.patients;
      recent.bytes = recent.bytes * fading + bytesGenerated - this.#last.bytes;
      this.#last = { at: now, patients: patientsDone, bytes: bytesGenerated };
    }
    const { seconds: span, patients, bytes } = this.#recent;
    // Over the whole run: a time left that is calm, if a little slow to notice a change.
    const overall = patientsDone / this.seconds;
    return {
      share: patientsTotal > 0 ? patientsDone / patientsTotal : 0,
      patientsPerSecond: span > 0 ? patients / span : 0,
      bytesPerSecond: span > 0 ? bytes / span : 0,
      secondsLeft: overall > 0 && this.seconds > 0.7 ? (patientsTotal - patientsDone) / overall : null,
    };
  }

  /** Nothing happens from now on, and it is nobody's fault. */
  pause() {
    this.#pausedAt ??= performance.now();
  }

  resume() {
    if (this.#pausedAt === null) return;
    const pause = performance.now() - this.#pausedAt;
    this.#pausedAt = null;
    this.#started += pause;
    this.#last.at += pause;
  }

  /** Since the run began, without pauses. */
  get seconds() {
    return ((this.#pausedAt ?? performance.now()) - this.#started) / 1000;
  }
}
