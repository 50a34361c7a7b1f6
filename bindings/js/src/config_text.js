// A config as callers write it (an object or JSON text) -> the JSON text that the engine checks. Nothing is checked here
// except that it can be written as JSON at all; what the options mean is the engine's to say.

import { PolyclinicError } from './errors.js';

/**
 * Like JSON.stringify, but a bigint becomes a number with all its digits (a seed has 64 bits), and what JSON has no
 * form for is refused with its place instead of vanishing.
 * @param {unknown} value
 * @param {string} pointer the JSON pointer of `value`
 * @param {object[]} above the objects that hold `value`, to notice cycles
 * @returns {string}
 */
function write(value, pointer, above) {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'bigint':
      return value.toString();
    case 'number':
      if (!Number.isFinite(value)) throw unwritable(pointer, `${value} is not a number that JSON can write`);
      return JSON.stringify(value);
    case 'object': {
      if (value === null) return 'null';
      if (above.includes(value)) throw unwritable(pointer, 'the object contains itself');
      const inside = [...above, value];
      if (Array.isArray(value)) {
        return `[${value.map((item, index) => write(item, `${pointer}/${index}`, inside)).join(',')}]`;
      }
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      return `{${entries
        .map(([key, item]) => `${JSON.stringify(key)}:${write(item, `${pointer}/${escapeKey(key)}`, inside)}`)
        .join(',')}}`;
    }
    default:
      throw unwritable(pointer, `a ${typeof value} has no form in JSON`);
  }
}

/** @param {string} key */
const escapeKey = (key) => key.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * @param {string} pointer
 * @param {string} what
 */
function unwritable(pointer, what) {
  return new PolyclinicError('invalidInput', 'The config cannot be written as JSON',
    [{ where: pointer, what, hint: 'use text, numbers, booleans, arrays and plain objects' }]);
}

/**
 * Modules as the engine takes them: a list of files alone is short for {files}, and a module may be an object instead of
 * its text. What is not of these forms goes on as it is, to be refused with its place.
 * @param {unknown} modules
 * @returns {unknown}
 */
function modulesWithTexts(modules) {
  if (Array.isArray(modules)) return modulesWithTexts({ files: modules });
  if (typeof modules !== 'object' || modules === null) return modules;
  const { files } = /** @type {{ files?: unknown }} */ (modules);
  if (!Array.isArray(files)) return modules;
  return {
    ...modules,
    files: files.map((file, index) =>
      typeof file?.json === 'object' && file.json !== null
        ? { ...file, json: write(file.json, `/modules/files/${index}/json`, []) }
        : file),
  };
}

/**
 * @param {import('../types/index.js').ConfigInput | undefined} config
 * @returns {string}
 */
export function configText(config) {
  if (config === undefined) return '';
  if (typeof config === 'string') return config;
  const whole = typeof config === 'object' && config?.modules !== undefined
    ? { ...config, modules: modulesWithTexts(config.modules) }
    : config;
  return write(whole, '', []);
}
