// The form: which options of the config it shows and how. Ranges, defaults, choices and tables come from engine facts that
// the build asked the engine for; whether a config is right, only the engine itself says (validation.js).

import {
  checklistControl, chipsControl, dateControl, numberControl, pillsControl, radioControl, seedControl, selectControl,
  textControl, yesControl,
} from './controls.js';
import { element } from './elements.js';
import { count } from './quantities.js';
import { choiceLabel, fieldLabel, text } from './text.js';

/** What stands in the form, in its order; behind it, the options of the formats as the engine lists them. */
const layout = [
  ['population', ['/patients', '/modules/library', '/years_of_history', '/as_of', '/seed', '/count']],
  ['people', ['/filters/age', '/filters/sex', '/filters/race', '/filters/ethnicity', '/filters/states', '/filters/cities']],
  ['output', ['/formats', '/tables', '/dataset', '/output/compression_level']],
];

export class ConfigForm {
  #form;
  #options;
  #tables;
  /** Pointer -> {control, error}. */
  #fields = new Map();
  /** What the config has that no field is for: modules, distributions. */
  #rest = {};
  #showFormatOptions = () => {};

  /**
   * @param {HTMLFormElement} form
   * @param {{ options: object[], schema: object }} facts
   * @param {() => void} onChange
   */
  constructor(form, facts, onChange) {
    this.#form = form;
    this.#options = new Map(facts.options.map((option) => [option.pointer, option]));
    this.#tables = facts.schema.tables;
    form.append(...layout.map(([name, pointers]) => this.#section(name, pointers)));
    form.addEventListener('input', onChange);
    form.addEventListener('change', onChange);
    form.addEventListener('submit', (event) => event.preventDefault());
  }

  /** The config that the form says: only what differs from the defaults. */
  config() {
    const config = structuredClone(this.#rest);
    for (const [pointer, { control }] of this.#fields) {
      const value = control.read();
      if (value === undefined || this.#isDefault(pointer, value)) continue;
      const steps = pointer.slice(1).split('/');
      const last = steps.pop();
      let place = config;
      for (const step of steps) place = place[step] ??= {};
      place[last] = value;
    }
    return config;
  }

  /**
   * Shows a config; what it leaves out is as the engine's defaults have it. Values of another type than their fields' are
   * shown as they are, for the engine to complain of.
   * @param {object} config
   */
  show(config) {
    this.#rest = structuredClone(config);
    // A list of modules is short for its long form, which has room for the field.
    if (Array.isArray(this.#rest.modules)) this.#rest.modules = { files: this.#rest.modules };
    for (const [pointer, { control }] of this.#fields) {
      const steps = pointer.slice(1).split('/');
      const last = steps.pop();
      let place = this.#rest;
      for (const step of steps) place = isObject(place) ? place[step] : undefined;
      let value = isObject(place) ? place[last] : undefined;
      const usual = pointer === '/tables' ? undefined : this.#options.get(pointer).default;
      const isList = this.#options.get(pointer).type === 'array of strings';
      // A single word where a list belongs, or no list at all, stays in the rest.
      if (value !== undefined && (isList !== Array.isArray(value) || isObject(value))) {
        value = usual ?? (isList && pointer !== '/tables' ? [] : usual);
      } else if (isObject(place)) delete place[last];
      control.write(value ?? usual ?? (isList && pointer !== '/tables' ? [] : pointer === '/tables' ? undefined : ''));
    }
    this.#rest = withoutEmpty(this.#rest);
    this.#showFormatOptions();
  }

  /**
   * Shows what is wrong at the fields it concerns.
   * @param {readonly { where: string, what: string, hint: string }[]} findings
   * @returns {{ where: string, what: string, hint: string }[]} those that no field is for
   */
  showFindings(findings) {
    const byField = new Map();
    const others = [];
    for (const finding of findings) {
      const pointer = this.#fieldOf(finding.where);
      if (pointer) byField.set(pointer, [...(byField.get(pointer) ?? []), finding]);
      else others.push(finding);
    }
    for (const [pointer, { control, error }] of this.#fields) {
      const mine = byField.get(pointer) ?? [];
      error.textContent = mine.map(({ what, hint }) => sentence(what, hint)).join(' ');
      error.hidden = mine.length === 0;
      control.invalid(mine.length > 0 ? error.id : null);
    }
    return others;
  }

  /** Puts the focus on the first field with an error. */
  focusFirstError() {
    for (const { control, error } of this.#fields.values()) {
      if (!error.hidden) {
        control.focus();
        return;
      }
    }
  }

  /** @param {boolean} disabled while a run goes on */
  setDisabled(disabled) {
    for (const section of this.#form.querySelectorAll('fieldset.section')) section.disabled = disabled;
  }

  #section(name, pointers) {
    const hint = text.sectionHints[name];
    return element('fieldset', { class: `section card ${name}` },
      element('legend', {}, text.sections[name]),
      hint ? element('p', { class: 'section-hint' }, hint) : null,
      element('div', { class: 'fields' }, pointers.map((pointer) => this.#field(pointer))),
      name === 'output' ? this.#formatOptions() : null);
  }

  /** A group of fields for each format that has options; seen when the format is chosen. */
  #formatOptions() {
    const options = [...this.#options.keys()].map((pointer) => [pointer, pointer.split('/')]);
    const groups = this.#options.get('/formats').choices.flatMap((format) => {
      const pointers = options.filter(([, [, section, name, option]]) => section === 'format_options' && name === format && option);
      if (pointers.length === 0) return [];
      return [[format, element('fieldset', { class: 'format-options' },
        element('legend', { class: 'label' }, choiceLabel('/formats', format)),
        element('div', { class: 'fields' }, pointers.map(([pointer]) => this.#field(pointer))))]];
    });
    const details = element('details', {}, element('summary', {}, text.formatOptions), groups.map(([, group]) => group));
    const show = () => {
      const chosen = this.#fields.get('/formats').control.read();
      for (const [format, group] of groups) group.hidden = !chosen.includes(format);
      details.hidden = groups.every(([, group]) => group.hidden);
    };
    this.#form.addEventListener('change', show);
    this.#showFormatOptions = show;
    show();
    return details;
  }

  #field(pointer) {
    const id = `field${pointer.replaceAll('/', '-')}`;
    const option = this.#options.get(pointer);
    const isOfFormat = pointer.startsWith('/format_options/');
    const hintText = isOfFormat ? option.meaning : text.hints[pointer]?.(option);
    const hintId = hintText ? `${id}-hint` : undefined;
    const hint = hintText ? element('p', { class: 'hint', id: hintId }, hintText) : null;
    const name = `field ${pointer.slice(1).replaceAll('/', '-')}`;
    if (pointer === '/filters/age') {
      return element('fieldset', { class: name }, element('legend', { class: 'label' }, text.labels[pointer]), hint,
        ...this.#range(['/filters/age/min', '/filters/age/max'], hintId));
    }
    const { control, error } = this.#make(pointer, id, hintId);
    const group = ['/count', '/filters/sex', '/filters/race', '/filters/ethnicity', '/formats', '/tables', '/dataset'].includes(pointer)
      || (isOfFormat && option.type === 'array of strings');
    if (group) {
      return element('fieldset', { class: name }, element('legend', { class: 'label' }, fieldLabel(pointer)), hint, control.node, error);
    }
    return element('div', { class: name }, element('label', { class: 'label', for: id }, fieldLabel(pointer)), control.node, hint, error);
  }

  /** Fields in one line, each with its label before it; what is wrong with them stands below. */
  #range(pointers, hintId) {
    const errors = [];
    const fields = pointers.map((pointer) => {
      const id = `field${pointer.replaceAll('/', '-')}`;
      const { control, error } = this.#make(pointer, id, hintId);
      errors.push(error);
      return element('div', { class: 'field' }, element('label', { for: id }, text.labels[pointer]), control.node);
    });
    return [element('div', { class: 'range' }, fields), ...errors];
  }

  #make(pointer, id, hintId) {
    const error = element('p', { class: 'error', id: `${id}-error`, hidden: true });
    const control = this.#control(pointer, id, hintId);
    control.invalid(null);
    this.#fields.set(pointer, { control, error });
    return { control, error };
  }

  #control(pointer, id, hintId) {
    const { default: value, minimum, maximum, choices, type } = this.#options.get(pointer);
    if (pointer.startsWith('/format_options/')) {
      switch (type) {
        case 'boolean': return yesControl({ id, hintId, value });
        case 'integer': return numberControl({ id, hintId, value, width: 'narrow' });
        case 'array of strings': return pillsControl({ pointer, hintId, value: value ?? [], choices });
        default: return choices ? selectControl({ id, pointer, hintId, value, choices }) : textControl({ id, hintId, value: value ?? '' });
      }
    }
    switch (pointer) {
      case '/patients':
        return numberControl({ id, hintId, value, presets: [100, 1000, 10_000, 100_000], presetLabel: count });
      case '/years_of_history':
      case '/filters/age/min':
      case '/filters/age/max':
        return numberControl({ id, hintId, value, width: 'narrow' });
      case '/seed':
        return seedControl({ id, hintId, value });
      case '/as_of':
        return dateControl({ id, hintId, value, minimum, maximum });
      case '/count':
      case '/dataset':
        return radioControl({ pointer, hintId, value, choices });
      case '/modules/library':
        return yesControl({ id, hintId, value, label: text.libraryYes });
      case '/filters/states':
        return chipsControl({ id, hintId, placeholder: text.placeholders[pointer], suggestions: (choices ?? []).map((code) => [code, text.states[code] ?? code]) });
      case '/filters/cities':
        return chipsControl({ id, hintId, placeholder: text.placeholders[pointer] });
      case '/tables':
        return checklistControl({ items: this.#tables, hintId });
      case '/output/compression_level':
        return selectControl({ id, pointer, hintId, value, choices: [...new Set([0, 1, 6, 9, value])].sort((a, b) => a - b) });
      default:
        return pillsControl({ pointer, hintId, value: value ?? [], choices: choices ?? [] });
    }
  }

  #isDefault(pointer, value) {
    return JSON.stringify(this.#options.get(pointer)?.default) === JSON.stringify(value);
  }

  /** The field that a finding's pointer belongs to: its own or that of what it stands in. */
  #fieldOf(where) {
    for (let pointer = where; pointer; pointer = pointer.slice(0, pointer.lastIndexOf('/'))) {
      if (this.#fields.has(pointer)) return pointer;
    }
    if (where === '/filters/age') return '/filters/age/min';
    return null;
  }
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** A copy without members that are objects without members. */
function withoutEmpty(value) {
  if (!isObject(value)) return value;
  const kept = Object.entries(value).map(([name, member]) => [name, withoutEmpty(member)]);
  return Object.fromEntries(kept.filter(([, member]) => !isObject(member) || Object.keys(member).length > 0));
}

/** A finding's "expected a whole number" and "allowed: 1 to 5" as sentences for people. */
export function sentence(what, hint) {
  return [what, hint].filter(Boolean).map((part) => {
    const start = part.charAt(0).toUpperCase() + part.slice(1);
    return /[.?!]$/.test(start) ? start : `${start}.`;
  }).join(' ');
}
