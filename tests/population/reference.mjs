// The reference tables as rows of objects, for comparing people with them. It reads the same files that are compiled
// into the engine, by itself.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../engine/reference/data');

/** The cells of one line of CSV. */
function cells(line) {
  const found = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    found.push(match[1] !== undefined ? match[1].replaceAll('""', '"') : match[2]);
  }
  return found;
}

/** The rows of a table; a cell that is a number becomes one. */
export function referenceRows(file) {
  const [header, ...lines] = readFileSync(path.join(folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const names = cells(header);
  return lines.map((line) =>
    Object.fromEntries(
      cells(line).map((cell, index) => [
        names[index],
        cell !== '' && !Number.isNaN(Number(cell)) && !/^0\d/.test(cell) ? Number(cell) : cell,
      ]),
    ),
  );
}

/** The words of the tables of shares, and the texts that the patients table has for them. */
export const surveyVariables = {
  marital_status: {
    column: 'marital_status',
    words: {
      never_married: ['Never married'],
      married_or_partner: ['Married', 'Living with partner'],
      widowed_divorced_separated: ['Widowed', 'Divorced', 'Separated'],
    },
  },
  education: {
    column: 'education',
    words: {
      lt_9th: ['Less than 9th grade'],
      '9_11th': ['9th to 11th grade'],
      high_school: ['High school graduate or equivalent'],
      some_college: ['Some college or associate degree'],
      college_grad: ["Bachelor's degree or higher"],
    },
  },
  health_insurance: {
    column: 'insurance',
    words: {
      uninsured: ['Uninsured'],
      private: ['Private'],
      medicaid_chip: ['Medicaid or CHIP'],
      medicare_no_private: ['Medicare'],
      medicare_and_private: ['Medicare and private'],
      medicare_and_medicaid: ['Medicare and Medicaid'],
      other_public_or_military: ['Military or other public'],
    },
  },
};

export const shareTables = {
  'smoking.csv': {
    column: 'smoking_status',
    words: { never: 'Never smoker', former: 'Former smoker', current: 'Current every day smoker' },
  },
  'alcohol.csv': {
    column: 'alcohol_use',
    words: { none: 'None', occasional: 'Occasional', moderate: 'Moderate', heavy: 'Heavy' },
  },
  'employment.csv': {
    column: 'employment_status',
    words: {
      employed: 'Employed',
      unemployed: 'Unemployed',
      student: 'Student',
      homemaker: 'Homemaker',
      disabled: 'Unable to work',
      retired: 'Retired',
    },
  },
};

/** Shares by sex and age: [{ title, sex, from, to, shares: [{ texts, share }] }], from a variable or a table of shares. */
export function sharesBySexAndAge(what) {
  if (shareTables[what]) {
    return referenceRows(what).map((row) => ({
      sex: row.sex,
      from: row.age_from,
      to: row.age_to,
      shares: Object.entries(shareTables[what].words).map(([word, text]) => ({ texts: [text], share: row[word] })),
    }));
  }
  const bands = new Map();
  for (const row of referenceRows('sociodemographics.csv').filter((each) => each.variable === what)) {
    const key = `${row.sex} ${row.age_from}`;
    if (!bands.has(key)) bands.set(key, { sex: row.sex, from: row.age_from, to: row.age_to, shares: [] });
    bands.get(key).shares.push({ texts: surveyVariables[what].words[row.category], share: row.share });
  }
  return [...bands.values()];
}

/** People by age (100: and older) and sex: Map of "sex age" to people. */
export const pyramid = () =>
  referenceRows('population.csv').flatMap((row) => [
    { sex: 'F', age: row.age, people: row.female },
    { sex: 'M', age: row.age, people: row.male },
  ]);

const groups = ['white', 'black', 'hispanic', 'asian_pacific', 'native', 'two_or_more'];

/** People by state. */
export const states = () => referenceRows('states.csv').map((row) => ({ state: row.state, people: row.population }));

// Native Hawaiians and other Pacific Islanders among Asians and them: Census Bureau, 2019 population estimates.
const pacificShare = 0.033;

/** Shares by race and ethnicity, in the words of the patients table. */
export function races() {
  const people = Object.fromEntries(groups.map((group) => [group, 0]));
  for (const row of referenceRows('states.csv')) {
    const total = groups.reduce((sum, group) => sum + row[group], 0);
    for (const group of groups) people[group] += (row.population * row[group]) / total;
  }
  const text = {
    white: 'White',
    black: 'Black or African American',
    asian: 'Asian',
    native: 'American Indian or Alaska Native',
    pacific_islander: 'Native Hawaiian or Other Pacific Islander',
    two_or_more: 'Two or more races',
  };
  const others = [
    ['white', people.white],
    ['black', people.black],
    ['asian', people.asian_pacific * (1 - pacificShare)],
    ['pacific_islander', people.asian_pacific * pacificShare],
    ['native', people.native],
    ['two_or_more', people.two_or_more],
  ];
  return [
    ...others.map(([race, count]) => ({ race: text[race], ethnicity: 'Not Hispanic or Latino', people: count })),
    ...referenceRows('hispanic_race.csv').map((row) => ({
      race: text[row.race],
      ethnicity: 'Hispanic or Latino',
      people: people.hispanic * row.share,
    })),
  ].filter((each) => each.people > 0);
}
