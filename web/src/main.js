// Puts the page together: facts, form, validation, panel, runs.

import { threadSupport } from '../polyclinic/src/browser.js';
import { ConfigView } from './config_view.js';
import { element } from './elements.js';
import { ConfigForm, sentence } from './form.js';
import { isolate } from './isolation.js';
import { Panel } from './panel.js';
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

  const formElement = document.getElementById('form');
  const form = new ConfigForm(formElement, facts, () => validation.touch());
  const configView = new ConfigView(formElement);
  const panel = new Panel(document.getElementById('panel'), { onGenerate: generate, onCancel: () => stop?.abort() });

  const validation = new Validation(() => form.config(), (newest) => {
    answer = newest;
    if (newest.ok) {
      form.showFindings([]);
      panel.showProblem(null);
      panel.showSummary(newest.config, facts.schema.tables.length);
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

  async function generate() {
    if (stop) return;
    // A file picker needs the click that is being handled, so an answer that is at hand is not asked for again.
    if (!answer?.ok || answer.stale) await validation.now();
    if (!answer?.ok) {
      form.focusFirstError();
      return;
    }
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
        onStart: () => panel.showStage(text.panel.starting),
        onProgress: (progress, pace, seconds) => panel.showProgress(progress, pace, seconds),
      });
      panel.showResult(outcome);
    } catch (error) {
      if (current.signal.aborted) panel.showEnd(text.panel.cancelled);
      // Whoever closes the file picker has changed their mind, which is no error.
      else if (error.name !== 'AbortError') panel.showEnd(`${text.panel.failed} ${explain(error)}`);
    } finally {
      stop = null;
      panel.setBusy(false);
      form.setDisabled(false);
    }
  }

  formElement.addEventListener('input', () => { if (answer) answer.stale = true; });
  formElement.addEventListener('change', () => { if (answer) answer.stale = true; });
  try {
    await validation.now();
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
