// The checks that follow from the declared tables alone: whatever table or column is declared is checked, and none is
// named here but the person, the encounter and when a life begins and ends.

import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { codeRules } from './codes.mjs';
import { name } from './database.mjs';
import { csvSource, typeRules } from './dataset.mjs';

const references = (column, target) => column.references === target;
const columnReferring = (table, target) => table.columns.find((column) => references(column, target));
const timesOf = (table) => table.columns.filter((column) => column.type === 'date' || column.type === 'timestamp');

// What lasts may have begun before the history, when it has not ended before: start and end of such rows.
const lasting = {
  conditions: { start: 'onset_date', end: 'abatement_date' },
  allergies: { start: 'onset_date' },
  medications: { start: 'start_date', end: 'end_date' },
  care_plans: { start: 'start_date', end: 'end_date' },
  devices: { start: 'start_date', end: 'end_date' },
};

/** SQL: whether a time of a row is before the history although it may not be. */
function isTooEarly(table, column) {
  if (columnReferring(table, 'patients.patient_id') === undefined) return 'false';
  const early = (name_) => `CAST(${name(name_)} AS DATE) < (SELECT history_start FROM run)`;
  const span = lasting[table.name];
  if (span === undefined || span.start !== column.name) return early(column.name);
  return span.end === undefined ? 'false' : `(${early(column.name)} AND coalesce(${early(span.end)}, false))`;
}

/** Each check takes ({ database, tables, source }) and gives the violations: [{ where, count, example }]. */
export const declaredChecks = {
  'every value is written as its declared type': async ({ database, tables, source }) => {
    const found = [];
    for (const table of tables) {
      const bad = table.columns.map((column) => {
        const { pattern, sql } = typeRules[column.type];
        const cell = name(column.name);
        const exists = sql === 'DATE' || sql === 'TIMESTAMP' ? `TRY_CAST(${cell} AS ${sql}) IS NOT NULL` : 'true';
        return `count(*) FILTER (WHERE ${cell} IS NOT NULL AND NOT (regexp_full_match(${cell}, '${pattern}')
          AND ${exists})) AS ${cell}`;
      });
      const counts = await database.row(`SELECT ${bad.join(', ')} FROM ${source(table)}`);
      for (const [column, count] of Object.entries(counts))
        if (count > 0) found.push({ where: `${table.name}.${column}`, count });
    }
    return found;
  },

  'every column that may not be null is filled': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      const required = table.columns.filter((column) => !column.nullable);
      const counts = await database.row(
        `SELECT ${required.map((column) => `count(*) - count(${name(column.name)}) AS ${name(column.name)}`).join(', ')} FROM ${name(table.name)}`,
      );
      for (const [column, count] of Object.entries(counts))
        if (count > 0) found.push({ where: `${table.name}.${column}`, count });
    }
    return found;
  },

  'every primary key is unique': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      const key = table.columns
        .filter((column) => column.primaryKey)
        .map((column) => name(column.name))
        .join(', ');
      const count = await database.value(
        `SELECT count(*) FROM (SELECT 1 FROM ${name(table.name)} GROUP BY ${key} HAVING count(*) > 1)`,
      );
      if (count > 0) found.push({ where: table.name, count });
    }
    return found;
  },

  'every foreign key resolves': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      for (const column of table.columns.filter((each) => each.references)) {
        const [target, key] = column.references.split('.');
        const count =
          await database.value(`SELECT count(*) FROM ${name(table.name)} AS t WHERE ${name(column.name)} IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM ${name(target)} AS o WHERE o.${name(key)} = t.${name(column.name)})`);
        if (count > 0) found.push({ where: `${table.name}.${column.name}`, count });
      }
    }
    return found;
  },

  'every code can be one of its code system': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      for (const column of table.columns.filter((each) => each.codeSystem)) {
        const rule = codeRules[column.codeSystem];
        if (!rule) {
          found.push({ where: `${table.name}.${column.name}`, count: 1, example: `no rule for ${column.codeSystem}` });
          continue;
        }
        const codes = await database.rows(
          `SELECT DISTINCT ${name(column.name)} AS code FROM ${name(table.name)}
            WHERE ${name(column.name)} IS NOT NULL`,
        );
        const bad = codes.filter(({ code }) => !rule(code));
        if (bad.length > 0)
          found.push({ where: `${table.name}.${column.name}`, count: bad.length, example: bad[0].code });
      }
    }
    return found;
  },

  'nothing happens before birth or after death': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      const person = columnReferring(table, 'patients.patient_id');
      if (!person) continue;
      for (const column of timesOf(table)) {
        const count = await database.value(`SELECT count(*) FROM ${name(table.name)} AS t JOIN patients AS p
          ON p.patient_id = t.${name(person.name)}
          WHERE CAST(t.${name(column.name)} AS DATE) < p.birthdate
          OR CAST(t.${name(column.name)} AS DATE) > p.death_date`);
        if (count > 0) found.push({ where: `${table.name}.${column.name}`, count });
      }
    }
    return found;
  },

  'nothing happens on or after the date of the dataset, or before its history': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      for (const column of timesOf(table)) {
        const early = isTooEarly(table, column);
        const count = await database.value(`SELECT count(*) FROM ${name(table.name)}
          WHERE CAST(${name(column.name)} AS DATE) >= (SELECT as_of FROM run) OR ${early}`);
        if (count > 0) found.push({ where: `${table.name}.${column.name}`, count });
      }
    }
    return found;
  },

  'what belongs to an encounter is of its person and lies within it': async ({ database, tables }) => {
    const found = [];
    for (const table of tables) {
      const encounter = columnReferring(table, 'encounters.encounter_id');
      const person = columnReferring(table, 'patients.patient_id');
      if (!encounter || !person) continue;
      const outside = timesOf(table)
        .filter((column) => column.type === 'timestamp')
        .map((column) => `OR t.${name(column.name)} < e.date OR t.${name(column.name)} > e."end"`);
      const count = await database.value(`SELECT count(*) FROM ${name(table.name)} AS t JOIN encounters AS e
        ON e.encounter_id = t.${name(encounter.name)} WHERE e.patient_id <> t.${name(person.name)} ${outside.join(' ')}`);
      if (count > 0) found.push({ where: table.name, count });
    }
    return found;
  },
};

async function firstLine(file) {
  const input = createReadStream(file, { encoding: 'utf8' });
  try {
    for await (const line of createInterface({ input })) return line;
    return '';
  } finally {
    input.destroy();
  }
}

/** What only the files show: their headers, and as many rows as the manifest says. */
export const fileChecks = {
  'every header is the declared columns in order': async ({ tables, folder }) => {
    const found = [];
    for (const table of tables) {
      const header = await firstLine(path.join(folder, 'csv', `${table.name}.csv`));
      if (header !== table.columns.map((column) => column.name).join(','))
        found.push({ where: table.name, count: 1, example: header });
    }
    return found;
  },
  'every table has the rows that the manifest counts': async ({ database, tables, manifest }) => {
    const found = [];
    for (const table of tables) {
      const file = manifest.files.find((each) => each.table === table.name);
      const count = await database.value(`SELECT count(*) FROM ${name(table.name)}`);
      if (file?.rows !== count)
        found.push({ where: table.name, count: 1, example: `${count} instead of ${file?.rows}` });
    }
    return found;
  },
};

/** Where the cells of a dataset in a folder come from, for declaredChecks. */
export const folderSource = (folder) => (table) => csvSource(path.join(folder, 'csv', `${table.name}.csv`), table);
