// Checks HL7 v2.5.1 messages against npm's hl7-dictionary: order of segments and groups, required fields and components,
// repetitions, tables, data types down to subcomponents, identifiers. Not for what a message means: see judge_hl7v2.mjs.
import { createRequire } from 'node:module';

const dictionary = createRequire(import.meta.url)('hl7-dictionary');
const version = dictionary.definitions['2.5.1'];

/** @type {Record<string, RegExp>} */
const simple = {
  DT: /^\d{4}(\d\d(\d\d)?)?$/,
  DTM: /^\d{4}(\d\d(\d\d(\d\d(\d\d(\d\d(\.\d{1,4})?)?)?)?)?)?([+-]\d{4})?$/,
  TM: /^\d\d(\d\d(\d\d(\.\d{1,4})?)?)?([+-]\d{4})?$/,
  NM: /^[+-]?\d+(\.\d+)?$/,
  SI: /^\d{1,4}$/,
};
const knownEscape = /^(F|S|T|R|E|\.br|X([0-9A-F]{2})+)$/;
// Values that the tables leave to the United States' forms or to HL7's registry of coding systems, and CE, a type of 2.5.1 that
// the dictionary forgot.
/** @type {Record<number, string[]>} */
const alsoAllowed = {
  112: ['43', '50', '51', '61', '62', '63', '64', '65', '66', '70'],
  125: ['CE'],
  396: ['L', 'RXNORM', 'CDCREC', 'NIP001', 'CDCPHINVS'],
};

// Tables that the dictionary does not have: languages are the user's, eligibility the CDC's guide's.
const ownTables = ['HL70296', 'HL70064'];

const daysIn = (/** @type {number} */ year, /** @type {number} */ month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

function checkMoment(/** @type {string} */ text, /** @type {string} */ where, /** @type {string[]} */ errors) {
  const [, year, month, day, hour, minute, second] = (/^(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?/.exec(text) ?? []).map(Number);
  if ((month && (month < 1 || month > 12)) || (day && (day < 1 || day > daysIn(year, month))) || hour > 23 || minute > 59 || second > 59) {
    errors.push(`${where} '${text}' is no moment`);
  }
}

function checkEscapes(/** @type {string} */ text, /** @type {string} */ where, /** @type {string[]} */ errors) {
  if (!text.includes('\\')) return;
  const parts = text.split('\\');
  if (parts.length % 2 === 0) return errors.push(`${where} has an escape that does not end`);
  for (let i = 1; i < parts.length; i += 2) {
    if (!knownEscape.test(parts[i])) errors.push(`${where} has an unknown escape \\${parts[i]}\\`);
  }
}

function inTable(/** @type {number} */ table, /** @type {string} */ value) {
  const values = dictionary.tables[table]?.values;
  if (values === undefined || Object.keys(values).length === 0) return true;
  if (table === 396 && /^HL7\d{4}$/.test(value)) return dictionary.tables[+value.slice(3)] !== undefined || ownTables.includes(value);
  return Object.hasOwn(values, value) || (alsoAllowed[table] ?? []).includes(value);
}

// One value of a data type: `delimiters` are those of its parts.
/** @param {string} type @param {string} value @param {number} table @param {string} where @param {string[]} errors @param {number} depth */
function checkValue(type, value, table, where, errors, depth) {
  if (value === '' || value === '""') return;
  const definition = version.fields[type];
  const parts = definition?.subfields ?? [];
  const delimiter = depth === 0 ? '^' : '&';
  if (parts.length === 0 || depth > 1) {
    if (value.includes('&') || value.includes('^')) errors.push(`${where} is ${type}, which has no components`);
    const pattern = simple[type];
    if (pattern !== undefined && !pattern.test(value)) errors.push(`${where} '${value}' is not ${type}`);
    else if (type === 'DT' || type === 'DTM') checkMoment(value, where, errors);
    if (type === 'ID' && table && !inTable(table, value)) errors.push(`${where} '${value}' is not in table ${table}`);
    if (type !== 'FT' && type !== 'TX' && value.includes('\\.br\\')) errors.push(`${where} is ${type} and has lines`);
    checkEscapes(value, where, errors);
    return;
  }
  const values = value.split(delimiter);
  if (values.length > parts.length) errors.push(`${where} has ${values.length} components, ${type} has ${parts.length}`);
  if (values.at(-1) === '') errors.push(`${where} ends with empty components`);
  parts.forEach((/** @type {any} */ part, /** @type {number} */ index) => {
    const at = values[index] ?? '';
    const place = `${where}.${index + 1}`;
    if (part.opt === 2 && at === '') errors.push(`${place} is required in ${type}`);
    checkValue(part.datatype, at, part.table, place, errors, depth + 1);
  });
}

// Matches segments from `at` with a list of segments and groups; returns where it came to.
/** @param {any[]} structure @param {string[]} names @param {number} at @param {string} place @param {string[]} errors @returns {number} */
function walk(structure, names, at, place, errors) {
  for (const item of structure) {
    const most = item.max || Infinity;
    let count = 0;
    if (item.children) {
      while (count < most && at < names.length && starts(item.children, names, at)) {
        const next = walk(item.children, names, at, item.name, errors);
        if (next === at) break;
        at = next;
        ++count;
      }
      if (count < item.min) errors.push(`${place} lacks the group ${item.name}`);
    } else {
      const choices = item.name.split(',');
      while (count < most && at < names.length && choices.includes(names[at])) {
        ++at;
        ++count;
      }
      if (count < item.min) errors.push(`${place} lacks ${item.name}`);
    }
  }
  return at;
}

// Whether a group begins with this segment: with any up to its first required one.
/** @param {any[]} structure @param {string[]} names @param {number} at @returns {boolean} */
function starts(structure, names, at) {
  for (const item of structure) {
    if (item.children ? starts(item.children, names, at) : item.name.split(',').includes(names[at])) return true;
    if (item.min > 0) return false;
  }
  return false;
}

/** A message's segments, each a list of fields by their numbers (0 is the name); the fields of MSH as the standard counts. */
export function segmentsOf(/** @type {string} */ message) {
  const lines = message.split('\r');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const fields = line.split('|');
    return fields[0] === 'MSH' ? ['MSH', '|', ...fields.slice(1)] : fields;
  });
}

// What is wrong with a value of a field; most values come again and again: codes, clinicians, units.
/** @type {Map<string, Map<string, string[]>>} */
const judgedValues = new Map();

function fieldErrors(/** @type {any} */ field, /** @type {string} */ value, /** @type {string} */ where) {
  let ofField = judgedValues.get(where);
  if (ofField === undefined || ofField.size > 5000) judgedValues.set(where, ofField = new Map());
  const known = ofField.get(value);
  if (known !== undefined) return known;
  /** @type {string[]} */
  const errors = [];
  checkValue(field.datatype, value, field.table, where, errors, 0);
  // Of the user's tables, those that the United States use as they stand.
  if (field.datatype === 'IS' && [1, 4, 7, 23, 69, 78, 112, 270].includes(field.table) && !inTable(field.table, value)) {
    errors.push(`${where} '${value}' is not in table ${field.table}`);
  }
  ofField.set(value, errors);
  return errors;
}

// What is wrong with a segment by itself. The same segments come again and again: a person's, a visit's.
/** @type {Map<string, string[]>} */
const judged = new Map();

function segmentErrors(/** @type {string[]} */ fields) {
  const key = fields.join('|');
  const known = judged.get(key);
  if (known !== undefined) return known;
  /** @type {string[]} */
  const errors = [];
  const name = fields[0];
  const declared = version.segments[name]?.fields;
  if (declared === undefined) return [`the segment '${name}' is unknown`];
  if (fields.length - 1 > declared.length) errors.push(`${name} has ${fields.length - 1} fields, more than ${declared.length}`);
  if (fields.length > 1 && fields.at(-1) === '') errors.push(`${name} ends with empty fields`);
  declared.forEach((/** @type {any} */ field, /** @type {number} */ index) => {
    const value = fields[index + 1] ?? '';
    const where = `${name}-${index + 1}`;
    if (field.opt === 2 && value === '') errors.push(`${where} is required (${field.desc})`);
    if (value === '' || (name === 'MSH' && index < 2)) return;
    const repetitions = value.split('~');
    if (field.rep === 1 && repetitions.length > 1) errors.push(`${where} does not repeat`);
    const isObservation = name === 'OBX' && index === 4;
    if (isObservation && !version.fields[fields[2]]) errors.push(`OBX-5 has no type: OBX-2 is '${fields[2]}'`);
    for (const repetition of repetitions) {
      if (isObservation) checkValue(fields[2], repetition, field.table, where, errors, 0);
      else errors.push(...fieldErrors(field, repetition, where));
    }
  });
  if (judged.size > 20000) judged.clear();
  judged.set(key, errors);
  return errors;
}

/** Everything that is wrong with a message. */
export function errorsOf(/** @type {string} */ message) {
  /** @type {string[]} */
  const errors = [];
  if (!message.startsWith('MSH|^~\\&|')) return ['does not begin with MSH and the usual delimiters'];
  if (!message.endsWith('\r')) errors.push('the last segment does not end');
  if (/[\x00-\x0c\x0e-\x1f\x7f]/.test(message)) errors.push('has a control character');
  const segments = segmentsOf(message);
  const header = segments[0];
  const [type, event, structure] = (header[9] ?? '').split('^');
  const events = dictionary.tables[354].values[structure];
  if (events === undefined) errors.push(`MSH-9.3 '${structure}' is no structure`);
  else if (events !== 'Varies' && !events.split(/[, ]+/).includes(event)) errors.push(`MSH-9 ${structure} is for ${events}, not for ${event}`);
  if (!inTable(76, type)) errors.push(`MSH-9.1 '${type}' is no kind of message`);
  if ((header[10] ?? '').length > 20) errors.push('MSH-10 is longer than 20 characters');
  if (header[12] !== '2.5.1') errors.push(`MSH-12 is '${header[12]}'`);
  if (header[18] !== 'UNICODE UTF-8') errors.push(`MSH-18 is '${header[18]}'`);
  const definition = version.messages[structure];
  if (definition === undefined) return [...errors, `no definition of ${structure}`];
  const names = segments.map((fields) => fields[0]);
  const end = walk(definition.segments.segments, names, 0, structure, errors);
  if (end < names.length) errors.push(`${names[end]} is not expected at ${end + 1}`);
  for (const fields of segments) errors.push(...segmentErrors(fields));
  return errors;
}

/** The messages of a file as it is framed: plain, MLLP blocks, or batches. */
export function messagesOf(/** @type {string} */ text) {
  if (text.startsWith('\x0b')) {
    const blocks = text.split('\x1c\r');
    if (blocks.pop() !== '') throw new Error('the last MLLP block does not end');
    return blocks.map((block) => {
      if (!block.startsWith('\x0b')) throw new Error('an MLLP block does not begin with 0x0B');
      return block.slice(1);
    });
  }
  return text
    .split(/(?<=\r)(?=MSH\||[BF][HT]S[|\r])/)
    .filter((part) => part.startsWith('MSH|'));
}
