// The panel beside the form: what will be made, the buttons, how far the run is, and what came of it. It shows and reports
// clicks; run.js runs.

import { copyButton, element } from './elements.js';
import { count, percent, rate, roughCount, roughSize, roughTime, size, time } from './quantities.js';
import { text } from './text.js';

const words = text.panel;
/** Milliseconds between what screen readers are told of the progress. */
const announceInterval = 8000;

export class Panel {
  #summary = element('p', { class: 'summary' });
  #estimate = element('p', { class: 'estimate' });
  #problem = element('p', { class: 'problem', role: 'alert', hidden: true });
  #generate;
  #cancel;
  #pause;
  #progress = element('div', { class: 'progress', hidden: true });
  #bar = element('progress', { max: 1, value: 0, 'aria-label': words.running });
  #stage = element('span', { class: 'stage' });
  #share = element('span', { class: 'share' });
  #patients = element('p', { class: 'patients-of' });
  #measures = {};
  #result = element('section', { class: 'result', hidden: true, tabIndex: -1 });
  #status = element('p', { class: 'visually-hidden', role: 'status' });
  #announcedAt = 0;
  #panel;

  /**
   * @param {HTMLElement} panel
   * @param {{ onGenerate: () => void, onCancel: () => void, onPause: (isPaused: boolean) => void }} actions
   */
  constructor(panel, { onGenerate, onCancel, onPause }) {
    this.#panel = panel;
    panel.dataset.state = 'idle';
    this.#generate = element('button', { type: 'button', class: 'primary', onclick: onGenerate }, words.generate);
    this.#cancel = element('button', { type: 'button', class: 'secondary cancel', hidden: true, onclick: onCancel }, words.cancel);
    this.#pause = element('button', {
      type: 'button',
      class: 'secondary pause',
      hidden: true,
      onclick: () => {
        const isPaused = this.#panel.dataset.state !== 'paused';
        this.#panel.dataset.state = isPaused ? 'paused' : 'busy';
        this.#pause.textContent = isPaused ? words.resume : words.pause;
        this.#stage.textContent = isPaused ? words.paused : words.running;
        this.#announce(this.#stage.textContent);
        onPause(isPaused);
      },
    }, words.pause);
    const measures = ['rate', 'bytes', 'left', 'elapsed', 'size'].map((name) => {
      const value = element('dd', {}, '–');
      this.#measures[name] = value;
      return element('div', {}, element('dt', {}, words.measures[name]), value);
    });
    this.#progress.append(
      element('div', { class: 'bar-line' }, this.#stage, this.#share), this.#bar, this.#patients,
      element('dl', { class: 'measures' }, measures));
    panel.append(element('div', { class: 'card' }, element('h2', {}, words.title), this.#summary, this.#estimate, this.#problem,
      element('div', { class: 'buttons' }, this.#generate, this.#pause, this.#cancel), this.#progress, this.#result, this.#status));
  }

  /**
   * @param {import('../../bindings/js/types/index.js').Config} config completed
   * @param {{ tables: object[] }} schema
   * @param {string[]} tableFormats those that write tables
   */
  showSummary(config, { tables }, tableFormats) {
    this.#summary.textContent = words.summary({
      patients: count(config.patients),
      count: config.count,
      years: words.years(config.years_of_history),
      formats: new Intl.ListFormat('en').format(config.formats.map((format) => text.choices['/formats'][format] ?? format)),
      tables: config.formats.some((format) => tableFormats.includes(format)) ? text.tableCount(config.tables?.length ?? tables.length, tables.length).toLowerCase() : '',
    });
  }

  /** @param {{ seconds: number, zipBytes: number, bytes: number, rows: number } | 'estimating' | null} estimate */
  showEstimate(estimate) {
    this.#estimate.textContent = estimate === 'estimating' ? words.estimating : !estimate ? '' : words.estimate({
      zip: roughSize(estimate.zipBytes), bytes: roughSize(estimate.bytes), rows: roughCount(estimate.rows), time: roughTime(estimate.seconds).replace(/^about /, ''),
    });
    this.#estimate.dataset.state = estimate === 'estimating' ? 'estimating' : estimate ? 'known' : 'unknown';
  }

  showProblem(message) {
    this.#problem.textContent = message ?? '';
    this.#problem.hidden = !message;
  }

  setBusy(busy) {
    if (busy) this.#panel.dataset.state = 'busy';
    else if (this.#panel.dataset.state !== 'done') this.#panel.dataset.state = 'idle';
    this.#pause.textContent = words.pause;
    this.#pause.hidden = true;
    this.#generate.hidden = busy;
    this.#cancel.hidden = !busy;
    this.#progress.hidden = !busy;
  }

  /** Between the click and the first progress. */
  showStage(stage) {
    this.#result.hidden = true;
    this.#stage.textContent = stage;
    this.#share.textContent = '';
    this.#bar.removeAttribute('value');
    this.#patients.textContent = '';
    for (const value of Object.values(this.#measures)) value.textContent = '–';
    this.#announce(stage);
  }

  showProgress(progress, pace, elapsed) {
    if (this.#panel.dataset.state === 'paused') return;
    this.#pause.hidden = false;
    const { share, patientsPerSecond, bytesPerSecond, secondsLeft } = pace;
    const finished = share >= 1;
    this.#stage.textContent = finished ? words.finishing : words.running;
    this.#share.textContent = percent(share);
    this.#bar.value = share;
    this.#patients.textContent = words.patientsOf(count(progress.patientsDone), count(progress.patientsTotal));
    this.#measures.rate.textContent = rate(patientsPerSecond);
    this.#measures.bytes.textContent = rate(bytesPerSecond / 1e6);
    this.#measures.left.textContent = finished || secondsLeft === null ? '–' : roughTime(secondsLeft);
    this.#measures.elapsed.textContent = time(elapsed);
    this.#measures.size.textContent = size(progress.bytesDelivered);
    if (performance.now() - this.#announcedAt > announceInterval) {
      this.#announce(words.announce(percent(share), secondsLeft === null ? '' : roughTime(secondsLeft)));
    }
  }

  /**
   * @param {{ manifest: object, sha256: string, bytes: number, name: string, seconds: number, kind: string, again: (() => void) | null }} outcome
   */
  showResult({ manifest, sha256, bytes, name, seconds, kind, again }) {
    this.#generate.textContent = words.again;
    const hash = element('code', { class: 'hash' }, sha256);
    this.#result.replaceChildren(
      element('h3', {}, words.done(name, size(bytes))),
      element('p', {}, `${words.saved[kind]} ${words.people(count(manifest.people), count(manifest.patients))}`),
      element('p', { class: 'muted' }, words.took(time(seconds), rate(manifest.patients / seconds))),
      again ? element('button', { type: 'button', class: 'quiet', onclick: again }, words.downloadAgain) : '',
      element('div', { class: 'zip-hash' }, element('div', { class: 'label' }, words.zipHash), hash,
        copyButton(text.copy, text.copied, () => sha256, { 'aria-label': `${text.copy}: ${words.zipHash}` })),
      filesTable(manifest.files),
      copyButton(words.copyHashes, text.copied, () => checksums(manifest.files)));
    this.#result.hidden = false;
    this.#panel.dataset.state = 'done';
    this.#result.focus({ preventScroll: true });
    // Its head, not the whole of it, which may be higher than the window.
    this.#result.firstElementChild.scrollIntoView({ block: 'nearest' });
    this.#announce(words.done(name, size(bytes)));
  }

  showEnd(message) {
    this.#announce(message);
    this.showProblem(message);
  }

  #announce(message) {
    this.#announcedAt = performance.now();
    this.#status.textContent = message;
  }
}

function filesTable(files) {
  const { caption, file, rows, size: sizeWord } = words.table;
  return element('div', { class: 'table-scroll', tabIndex: 0, role: 'region', 'aria-label': caption },
    element('table', {},
      element('thead', {}, element('tr', {},
        element('th', { scope: 'col' }, file), element('th', { scope: 'col', class: 'number' }, rows),
        element('th', { scope: 'col', class: 'number' }, sizeWord))),
      element('tbody', {}, files.map(({ name, rows, bytes, sha256 }) => element('tr', {},
        element('th', { scope: 'row' }, name, element('code', { class: 'hash', title: sha256 }, sha256)),
        element('td', { class: 'number' }, count(rows)), element('td', { class: 'number' }, size(bytes)))))));
}

/** The form that `sha256sum --check` reads. */
const checksums = (files) => files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
