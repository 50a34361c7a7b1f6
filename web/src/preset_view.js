// The first thing of the form: presets to start from.

import { element } from './elements.js';
import { text } from './text.js';

/**
 * @param {HTMLElement} form
 * @param {{ title: string, meaning: string, config: object }[]} presets
 * @param {(config: object) => void} onChoose
 */
export function showPresets(form, presets, onChoose) {
  form.prepend(element('section', { class: 'presets-section', 'aria-label': text.sections.presets },
    element('h2', {}, text.sections.presets),
    element('div', { class: 'preset-cards' }, presets.map(({ title, meaning, config }) =>
      element('button', { type: 'button', class: 'preset-card', onclick: () => onChoose(config) },
        element('strong', {}, title), element('span', {}, meaning))))));
}
