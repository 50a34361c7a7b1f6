// Puts the page together: facts, form, validation, panel, runs.

import { threadSupport, validateConfig } from '../polyclinic/src/browser.js';
import { ConfigView } from './config_view.js';
import { canPick, tooLittleRoom } from './destination.js';
import { element } from './elements.js';
import { configOfFragment, fragmentOf } from './equivalents.js';
import { Estimate } from './estimate.js';
import { ConfigForm, sentence } from './form.js';
import { isolate } from './isolation.js';
import { Panel } from './panel.js';
import { showPresets } from './preset_view.js';
import { presets } from './presets.js';
import { roughSize } from './quantities.js';
import { explain, runToZip } from './run.js';
import { text } from './text.js';
import { Validation } from './validation.js';

/** @param {null | 'headers' | 'insecure'} notIsolated */
async function start(notIsolated) {
  showEngine(notIsolated);
  const facts = await (await fetch('./engine_facts.json')).json();

  /** @type {Awaited<ReturnType<Validation['now']>> | null} */
  let answer = null;
  /** @type {AbortController | null} */
  let stop = null;
  /** @type {{ pause: () => void, resume: () => void } | null} */
  let gate = null;
  /** @type {{ zipBytes: number } | null} */
  let expected = null;
  let estimatedText = '';

  const formElement = document.getElementById('form');
  const form = new ConfigForm(formElement, facts, () => validation.touch());
  const configView = new ConfigView(formElement, takeText);
  showPresets(formElement, presets(facts.options.find(({ pointer }) => pointer === '/formats').choices), take);
  const panel = new Panel(document.getElementById('panel'), {
    onGenerate: generate,
    onCancel: () => stop?.abort(),
    onPause: (isPaused) => { if (isPaused) gate?.pause(); else gate?.resume(); },
  });
  const estimate = new Estimate((found) => {
    expected = found;
    panel.showEstimate(found);
  });

  const validation = new Validation(() => form.config(), (newest) => {
    answer = newest;
    expect(newest.ok ? newest : null);
    if (newest.ok) {
      remember(form.config());
      form.showFindings([]);
      panel.showProblem(null);
      panel.showSummary(newest.config, facts.schema, facts.tableFormats);
      configView.show(form.config(), newest.text);
      return;
    }
    const others = form.showFindings(newest.findings);
    panel.showProblem([text.panel.mistakes(newest.findings.length), ...others.map(({ what, hint }) => sentence(what, hint))].join(' '));
  });

  // A half-finished dataset is worth a question before the page goes.
  globalThis.addEventListener('beforeunload', (event) => {
    if (stop) event.preventDefault();
  });

  /** Lets the newest config be estimated, unless it is the one that was. */
  function expect(right) {
    if (right && right.text === estimatedText) return;
    expected = null;
    estimatedText = right?.text ?? '';
    estimate.stop();
    panel.showEstimate(right && !stop ? 'estimating' : null);
    if (right && !stop) estimate.ask(right.config);
  }

  /** Another config for the form. */
  function take(config) {
    form.show(config);
    validation.now().catch(() => {});
  }

  /** A config that somebody typed. */
  async function takeText(typed) {
    const found = await validateConfig(typed);
    let config = null;
    try {
      config = JSON.parse(typed);
    } catch { /* the engine says it better */ }
    if (config !== null && typeof config === 'object' && !Array.isArray(config)) take(config);
    else configView.showError(found.ok ? text.config.notAnObject : found.findings.map(({ where, what, hint }) => sentence([where, what].filter(Boolean).join(': '), hint)).join(' '));
  }

  /** The address shows the config, so that a link makes the same dataset. */
  function remember(config) {
    const fragment = fragmentOf(config);
    if (fragment !== null && fragment !== location.hash) history.replaceState(null, '', fragment || location.pathname + location.search);
  }

  /** The config of the address. */
  function takeAddress() {
    try {
      const config = configOfFragment(location.hash);
      if (config !== null) form.show(config);
      return true;
    } catch {
      return false;
    }
  }
  globalThis.addEventListener('hashchange', () => {
    if (!stop && takeAddress()) validation.now().catch(() => {});
  });

  async function generate() {
    if (stop) return;
    // A file picker needs the click that is being handled, so an answer that is at hand is not asked for again.
    if (!answer?.ok || answer.stale) await validation.now();
    if (!answer?.ok) {
      form.focusFirstError();
      return;
    }
    // Without a file picker there is room for so much only; what is surely little need not be tried first.
    if (!expected && answer.config.patients > 2000 && !canPick()) {
      panel.showEstimate('estimating');
      await estimate.now(answer.config);
    }
    estimate.stop();
    if (!expected) {
      estimatedText = '';
      panel.showEstimate(null);
    }
    const room = expected && await tooLittleRoom(expected.zipBytes);
    if (room) {
      panel.showEnd(text.panel.noRoom(roughSize(expected.zipBytes), roughSize(room)));
      return;
    }
    if (stop) return;  // a second click while the first was waiting
    const current = new AbortController();
    stop = current;
    panel.showProblem(null);
    panel.setBusy(true);
    panel.showStage(text.panel.choosing);
    form.setDisabled(true);
    try {
      const outcome = await runToZip({
        config: answer.text,
        name: fileName(answer.config),
        signal: current.signal,
        onStart(held) {
          gate = held;
          panel.showStage(text.panel.starting);
        },
        onProgress: (progress, pace, seconds) => panel.showProgress(progress, pace, seconds),
      });
      panel.showResult(outcome);
    } catch (error) {
      if (current.signal.aborted) panel.showEnd(text.panel.cancelled);
      // Whoever closes the file picker has changed their mind, which is no error.
      else if (error.name !== 'AbortError') panel.showEnd(`${text.panel.failed} ${explain(error)}`);
    } finally {
      stop = null;
      gate = null;
      panel.setBusy(false);
      form.setDisabled(false);
    }
  }

  formElement.addEventListener('input', () => { if (answer) answer.stale = true; });
  formElement.addEventListener('change', () => { if (answer) answer.stale = true; });
  const isReadable = takeAddress();
  try {
    await validation.now();
    if (!isReadable) panel.showProblem(text.config.badLink);
    document.documentElement.dataset.ready = 'yes';
  } catch (error) {
    panel.showProblem(`${text.panel.unsupported} ${explain(error)}`);
  }
}

/** Says how many threads there are, or that there are none and why. */
function showEngine(notIsolated) {
  const note = document.getElementById('engine-note');
  const { available, processors } = threadSupport();
  if (available) {
    note.textContent = processors > 1 ? text.engine.threads(Math.min(processors, 8)) : text.engine.oneProcessor;
    note.dataset.threads = processors > 1 ? 'yes' : 'no';
    return;
  }
  note.dataset.threads = 'no';
  note.append(element('details', {}, element('summary', {}, text.engine.single),
    element('p', {}, `${text.engine.singleWhy} ${text.engine.reasons[notIsolated] ?? ''}`)));
}

/** "polyclinic-clinical-1000-seed-1.zip" */
function fileName({ dataset, patients, seed }) {
  return `polyclinic-${dataset}-${patients}-seed-${seed}.zip`;
}

const isolation = await isolate();
if (isolation !== 'reloading') await start(isolation);
