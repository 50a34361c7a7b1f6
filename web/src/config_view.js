// The config as text, to edit, open and save, and the same dataset elsewhere: as a link, a command, a script.

import { download } from './destination.js';
import { copyButton, element } from './elements.js';
import { commandLine, fragmentOf, nodeScript } from './equivalents.js';
import { text } from './text.js';

export class ConfigView {
  #editor = element('textarea', { class: 'config-text', spellcheck: false, rows: 6, 'aria-label': text.config.edit });
  #error = element('p', { class: 'error', id: 'config-error', hidden: true });
  #completed = element('pre', { class: 'completed', tabIndex: 0, 'aria-label': text.config.completed });
  #command = element('code');
  #script = element('pre', { tabIndex: 0, 'aria-label': text.config.script });
  #link;
  #tooLong = element('p', { class: 'hint', hidden: true }, text.config.linkTooLong);

  /**
   * @param {HTMLElement} form
   * @param {(typed: string) => void} onEdit somebody typed, pasted or opened a config
   */
  constructor(form, onEdit) {
    const file = element('input', { type: 'file', accept: '.json,application/json', hidden: true, 'aria-label': text.config.open });
    file.addEventListener('change', async () => {
      const [chosen] = file.files;
      file.value = '';
      if (!chosen) return;
      this.#editor.value = await chosen.text();
      onEdit(this.#editor.value);
    });
    // What is typed here is a config, not a field of the form.
    this.#editor.addEventListener('input', (event) => {
      event.stopPropagation();
      onEdit(this.#editor.value);
    });
    this.#editor.addEventListener('change', (event) => event.stopPropagation());
    file.addEventListener('change', (event) => event.stopPropagation());
    this.#link = copyButton(text.config.copyLink, text.copied, () => location.href);
    const copyable = (label, node, content, copyLabel) => [element('p', { class: 'label' }, label),
      element('div', { class: 'command' }, node, copyButton(text.copy, text.copied, content, { 'aria-label': copyLabel }))];
    form.append(element('details', { class: 'card section config' }, element('summary', {}, text.sections.config),
      element('p', { class: 'section-hint' }, text.sectionHints.config), this.#editor, this.#error,
      element('div', { class: 'buttons' },
        copyButton(text.config.copy, text.copied, () => this.#editor.value),
        element('button', { type: 'button', class: 'quiet', onclick: () => file.click() }, text.config.open), file,
        element('button', {
          type: 'button',
          class: 'quiet',
          onclick: () => download(new Blob([this.#editor.value], { type: 'application/json' }), 'config.json'),
        }, text.config.save),
        this.#link), this.#tooLong,
      ...copyable(text.config.commandLine, this.#command, () => this.#command.textContent, text.config.copyCommand),
      ...copyable(text.config.nodeScript, this.#script, () => this.#script.textContent, text.config.copyScript),
      element('details', {}, element('summary', {}, text.config.completed), this.#completed)));
  }

  /**
   * @param {object} config what differs from the defaults
   * @param {string} completed
   */
  show(config, completed) {
    // Whoever is typing here keeps their own spaces.
    if (document.activeElement !== this.#editor) this.#editor.value = JSON.stringify(config, null, 2);
    this.#editor.rows = Math.min(24, this.#editor.value.split('\n').length + 1);
    this.showError(null);
    this.#completed.textContent = completed.trimEnd();
    this.#command.textContent = commandLine(config, 'population.zip');
    this.#script.textContent = nodeScript(config, 'population.zip').trimEnd();
    const isTooLong = fragmentOf(config) === null;
    this.#link.disabled = isTooLong;
    this.#tooLong.hidden = !isTooLong;
  }

  /** @param {string | null} message what is wrong with the text, when it is no config at all */
  showError(message) {
    this.#error.textContent = message ?? '';
    this.#error.hidden = !message;
    if (message) {
      this.#editor.setAttribute('aria-invalid', 'true');
      this.#editor.setAttribute('aria-describedby', 'config-error');
    } else {
      this.#editor.removeAttribute('aria-invalid');
      this.#editor.removeAttribute('aria-describedby');
    }
  }
}
