// The kinds of controls of the form. Each gives {node, read, write, focus, invalid}: `read` returns a config value, or
// undefined for "as the engine's default has it", and `write` shows one; `invalid` marks the control and points to the
// element that says why.

import { element } from './elements.js';
import { choiceLabel, text } from './text.js';

let lastId = 0;
const newId = (name) => `${name}-${(lastId += 1)}`;

/** Marks inputs as (not) valid for assistive technology, keeping what else describes them. */
function marker(inputs, describedBy = '') {
  return (errorId) => {
    for (const input of inputs) {
      if (errorId) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
      const described = [describedBy, errorId].filter(Boolean).join(' ');
      if (described) input.setAttribute('aria-describedby', described);
      else input.removeAttribute('aria-describedby');
    }
  };
}

/** A whole number as people type it: "10,000" too. What is no number goes to the engine as it is, which says so. */
export function wholeNumber(typed) {
  const plain = typed.replace(/[\s,_']/g, '');
  if (plain === '') return undefined;
  if (!/^-?\d+$/.test(plain)) return typed;
  const number = Number(plain);
  return Number.isSafeInteger(number) ? number : plain;
}

/** A whole number, with shortcuts to usual values. */
export function numberControl({ id, value, presets = [], presetLabel = String, width = '', hintId }) {
  const input = element('input', { id, type: 'text', inputMode: 'numeric', value: String(value), class: `number ${width}` });
  const changed = () => input.dispatchEvent(new Event('input', { bubbles: true }));
  const buttons = presets.map((preset) =>
    element('button', { type: 'button', class: 'preset', onclick() { input.value = String(preset); changed(); } }, presetLabel(preset)));
  return {
    node: element('div', { class: 'row' }, input, buttons.length ? element('div', { class: 'presets' }, buttons) : null),
    read: () => wholeNumber(input.value),
    write(given) { input.value = String(given); },
    focus: () => input.focus(),
    invalid: marker([input], hintId),
  };
}

export function seedControl({ id, value, hintId }) {
  const input = element('input', { id, type: 'text', inputMode: 'numeric', value: String(value), class: 'number wide' });
  const draw = element('button', {
    type: 'button',
    class: 'preset',
    onclick() {
      input.value = String(crypto.getRandomValues(new Uint32Array(1))[0]);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    },
  }, text.newSeed);
  return {
    node: element('div', { class: 'row' }, input, element('div', { class: 'presets' }, draw)),
    read: () => wholeNumber(input.value),
    write(given) { input.value = String(given); },
    focus: () => input.focus(),
    invalid: marker([input], hintId),
  };
}

export function dateControl({ id, value, minimum, maximum, hintId }) {
  const input = element('input', { id, type: 'date', value, min: minimum, max: maximum });
  return {
    node: element('div', { class: 'row' }, input),
    read: () => input.value || undefined,
    write(given) { input.value = given; },
    focus: () => input.focus(),
    invalid: marker([input], hintId),
  };
}

/** A choice of one: radio buttons. */
export function radioControl({ pointer, value, choices, hintId }) {
  const name = newId('choice');
  const inputs = choices.map((choice) => element('input', { type: 'radio', name, value: choice, checked: choice === value }));
  return {
    node: element('div', { class: 'pills' }, inputs.map((input) => element('label', { class: 'pill' }, input, element('span', {}, choiceLabel(pointer, input.value))))),
    read: () => inputs.find((input) => input.checked)?.value,
    write(given) { for (const input of inputs) input.checked = input.value === given; },
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0]).focus(),
    invalid: marker(inputs, hintId),
  };
}

/** Yes or no: one checkbox. */
export function yesControl({ id, value, hintId, label = text.yes }) {
  const input = element('input', { id, type: 'checkbox', checked: value });
  return {
    node: element('div', { class: 'row' }, element('label', { class: 'pill' }, input, element('span', {}, label))),
    read: () => input.checked,
    write(given) { input.checked = given === true; },
    focus: () => input.focus(),
    invalid: marker([input], hintId),
  };
}

/** A short text, as it is typed. */
export function textControl({ id, value, hintId }) {
  const input = element('input', { id, type: 'text', value });
  return {
    node: element('div', { class: 'row' }, input),
    read: () => input.value,
    write(given) { input.value = given; },
    focus: () => input.focus(),
    invalid: marker([input], hintId),
  };
}

/** A choice of some: checkboxes as pills. */
export function pillsControl({ pointer, value, choices, hintId }) {
  const inputs = choices.map((choice) => element('input', { type: 'checkbox', value: choice, checked: value.includes(choice) }));
  return {
    node: element('div', { class: 'pills' }, inputs.map((input) => element('label', { class: 'pill' }, input, element('span', {}, choiceLabel(pointer, input.value))))),
    read: () => inputs.filter((input) => input.checked).map((input) => input.value),
    write(given) { for (const input of inputs) input.checked = given.includes(input.value); },
    focus: () => inputs[0].focus(),
    invalid: marker(inputs, hintId),
  };
}

export function selectControl({ id, pointer, value, choices, hintId }) {
  const select = element('select', { id }, choices.map((choice) =>
    element('option', { value: String(choice), selected: choice === value }, choiceLabel(pointer, choice))));
  return {
    node: element('div', { class: 'row' }, select),
    read: () => (typeof choices[0] === 'number' ? Number(select.value) : select.value),
    write(given) {
      if (![...select.options].some(({ value: known }) => known === String(given))) {
        select.append(element('option', { value: String(given) }, choiceLabel(pointer, given)));
      }
      select.value = String(given);
    },
    focus: () => select.focus(),
    invalid: marker([select], hintId),
  };
}

/** Free words, each a chip; suggestions come from a list of [value, label]. */
export function chipsControl({ id, suggestions = [], placeholder, hintId }) {
  const chosen = [];
  const listId = newId('suggestions');
  const input = element('input', { id, type: 'text', placeholder, list: suggestions.length ? listId : undefined });
  const chips = element('ul', { class: 'chips' });
  const changed = () => input.dispatchEvent(new Event('input', { bubbles: true }));
  const named = new Map(suggestions.map(([value, label]) => [label.toLowerCase(), value]));

  function show() {
    chips.replaceChildren(...chosen.map((word, index) => element('li', { class: 'chip' },
      suggestions.find(([value]) => value === word)?.[1] ?? word,
      element('button', {
        type: 'button',
        'aria-label': text.remove(word),
        onclick() {
          chosen.splice(index, 1);
          show();
          changed();
          input.focus();
        },
      }, '×'))));
  }

  function take() {
    const typed = input.value.trim();
    input.value = '';
    if (!typed) return;
    const word = named.get(typed.toLowerCase()) ?? typed;
    if (!chosen.includes(word)) chosen.push(word);
    show();
    changed();
  }

  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      take();
    } else if (event.key === 'Backspace' && input.value === '' && chosen.length > 0) {
      chosen.pop();
      show();
      changed();
    }
  });
  // Choosing a suggestion, or leaving the field with a word in it, means the word.
  input.addEventListener('change', take);
  return {
    node: element('div', { class: 'chip-box' }, chips,
      element('div', { class: 'row' }, input, element('button', { type: 'button', class: 'preset', onclick: take }, text.add)),
      suggestions.length ? element('datalist', { id: listId }, suggestions.map(([, label]) => element('option', { value: label }))) : null),
    read: () => [...chosen],
    write(given) {
      chosen.splice(0, chosen.length, ...given);
      input.value = '';
      show();
    },
    focus: () => input.focus(),
    invalid: marker([input], hintId),
  };
}

/** A long list of which usually all are wanted: a disclosure with a checkbox for everything. */
export function checklistControl({ items, hintId }) {
  const all = element('input', { type: 'checkbox', checked: true });
  const inputs = items.map(({ name }) => element('input', { type: 'checkbox', value: name, checked: true }));
  const summary = element('summary', {}, text.tableCount(items.length, items.length));
  const update = () => {
    const chosen = inputs.filter((input) => input.checked).length;
    all.checked = chosen === inputs.length;
    all.indeterminate = chosen > 0 && chosen < inputs.length;
    summary.textContent = text.tableCount(chosen, inputs.length);
  };
  all.addEventListener('change', () => {
    for (const input of inputs) input.checked = all.checked;
    update();
  });
  for (const input of inputs) input.addEventListener('change', update);
  const details = element('details', { class: 'checklist' }, summary,
    element('label', { class: 'check all' }, all, element('span', {}, text.allTables)),
    element('div', { class: 'check-grid' }, inputs.map((input, index) =>
      element('label', { class: 'check' }, input,
        element('span', {}, items[index].name, element('small', {}, items[index].meaning))))));
  return {
    node: details,
    // All of them is the default; it stays so when a version adds a table.
    read: () => (all.checked ? undefined : inputs.filter((input) => input.checked).map((input) => input.value)),
    write(given) {
      for (const input of inputs) input.checked = given === undefined || given.includes(input.value);
      update();
    },
    focus() {
      details.open = true;
      all.focus();
    },
    invalid: marker([all], hintId),
  };
}
