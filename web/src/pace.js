// How fast a run goes and how long it still takes, from the progress reports; it shows nothing.

/** Seconds over which the shown speed is smoothed. */
const memory = 3;

export class Pace {
  #started = performance.now();
  #last = { at: this.#started, patients: 0, bytes: 0 };
  #patientsPerSecond = 0;
  #bytesPerSecond = 0;

  /** @param {{ patientsDone: number, patientsTotal: number, bytesGenerated: number }} progress */
  report({ patientsDone, patientsTotal, bytesGenerated }) {
    const now = performance.now();
    const seconds = (now - this.#last.at) / 1000;
    if (seconds > 0.05) {
      const weight = this.#patientsPerSecond === 0 ? 1 : 1 - Math.exp(-seconds / memory);
      this.#patientsPerSecond += weight * ((patientsDone - this.#last.patients) / seconds - this.#patientsPerSecond);
      this.#bytesPerSecond += weight * ((bytesGenerated - this.#last.bytes) / seconds - this.#bytesPerSecond);
      this.#last = { at: now, patients: patientsDone, bytes: bytesGenerated };
    }
    // Over the whole run: a time left that is calm, if a little slow to notice a change.
    const overall = patientsDone / this.seconds;
    return {
      share: patientsTotal > 0 ? patientsDone / patientsTotal : 0,
      patientsPerSecond: this.#patientsPerSecond,
      bytesPerSecond: this.#bytesPerSecond,
      secondsLeft: overall > 0 && this.seconds > 0.7 ? (patientsTotal - patientsDone) / overall : null,
    };
  }

  /** Since the run began. */
  get seconds() {
    return (performance.now() - this.#started) / 1000;
  }
}
