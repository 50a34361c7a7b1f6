// The config as text, to read and to take along to Node or the command line.

import { download } from './destination.js';
import { copyButton, element } from './elements.js';
import { text } from './text.js';

export class ConfigView {
  #code = element('pre', { tabIndex: 0, 'aria-label': text.sections.config });
  #command = element('code');
  #text = '';

  constructor(form) {
    const section = element('details', { class: 'card section config' }, element('summary', {}, text.sections.config),
      element('p', { class: 'section-hint' }, text.sectionHints.config), this.#code,
      element('div', { class: 'buttons' },
        copyButton(text.copyConfig, text.copied, () => this.#text),
        element('button', {
          type: 'button',
          class: 'quiet',
          onclick: () => download(new Blob([this.#text], { type: 'application/json' }), 'config.json'),
        }, text.saveConfig)),
      element('p', { class: 'label' }, text.commandLine),
      element('div', { class: 'command' }, this.#command, copyButton(text.copy, text.copied, () => this.#command.textContent, { 'aria-label': text.copyCommand })));
    form.append(section);
  }

  /**
   * @param {object} config what differs from the defaults
   * @param {string} completed
   */
  show(config, completed) {
    this.#text = completed;
    this.#code.textContent = completed.trimEnd();
    this.#command.textContent = Object.keys(config).length === 0
      ? 'polyclinic generate --output population.zip'
      : 'polyclinic generate --config config.json --output population.zip';
  }
}
