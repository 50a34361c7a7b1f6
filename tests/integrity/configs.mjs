// The configs that datasets are checked under: the default, whole lives, each filter, each kind of distribution. Each
// says what must hold of its people besides what holds of all.

import { testModules } from '../modules/config.mjs';

/** Categories by option of /distributions, with the patients' column, the texts, and the youngest who have one. */
export const categories = {
  sex: { column: 'birth_sex', words: { F: 'F', M: 'M' } },
  race: {
    column: 'race',
    words: {
      white: 'White',
      black: 'Black or African American',
      asian: 'Asian',
      native: 'American Indian or Alaska Native',
      pacific_islander: 'Native Hawaiian or Other Pacific Islander',
      two_or_more: 'Two or more races',
    },
  },
  ethnicity: { column: 'ethnicity', words: { hispanic: 'Hispanic or Latino', not_hispanic: 'Not Hispanic or Latino' } },
  state: { column: 'state', words: { TX: 'TX', ME: 'ME', WA: 'WA' } },
  language: {
    column: 'language',
    words: Object.fromEntries(
      ['en', 'es', 'zh', 'vi', 'tl', 'ko', 'ar', 'ru', 'fr', 'ht', 'hi', 'pt'].map((tag) => [tag, tag]),
    ),
  },
  marital_status: {
    column: 'marital_status',
    from: 18,
    words: {
      never_married: 'Never married',
      married: 'Married',
      partnered: 'Living with partner',
      divorced: 'Divorced',
      separated: 'Separated',
      widowed: 'Widowed',
    },
  },
  education: {
    column: 'education',
    from: 18,
    words: {
      less_than_9th_grade: 'Less than 9th grade',
      some_high_school: '9th to 11th grade',
      high_school: 'High school graduate or equivalent',
      some_college: 'Some college or associate degree',
      bachelors_or_higher: "Bachelor's degree or higher",
    },
  },
  employment: {
    column: 'employment_status',
    from: 16,
    words: {
      employed: 'Employed',
      unemployed: 'Unemployed',
      student: 'Student',
      homemaker: 'Homemaker',
      disabled: 'Unable to work',
      retired: 'Retired',
    },
  },
  insurance: {
    column: 'insurance',
    words: {
      uninsured: 'Uninsured',
      private: 'Private',
      medicaid: 'Medicaid or CHIP',
      medicare: 'Medicare',
      medicare_and_private: 'Medicare and private',
      medicare_and_medicaid: 'Medicare and Medicaid',
      other_public: 'Military or other public',
    },
  },
  smoking: {
    column: 'smoking_status',
    from: 12,
    words: { never: 'Never smoker', former: 'Former smoker', current: 'Current every day smoker' },
  },
  alcohol: {
    column: 'alcohol_use',
    from: 12,
    words: { none: 'None', occasional: 'Occasional', moderate: 'Moderate', heavy: 'Heavy' },
  },
  housing: {
    column: 'housing_status',
    words: { owned: 'Owned', rented: 'Rented', group_quarters: 'Group quarters', homeless: 'Homeless' },
  },
};

// Weights 1, 2, 3, ... over the words of each category: nothing like the population's own.
const weightsOf = (words) => Object.fromEntries(Object.keys(words).map((word, index) => [word, index + 1]));
export const ownCategories = Object.fromEntries(
  Object.entries(categories).map(([option, { words }]) => [option, { weights: weightsOf(words) }]),
);

export const ownAge = { mean: 55, sd: 20 };
export const ownIncome = {
  normal: { mean: 30000, sd: 25000 },
  uniform: { min: 20000, max: 80000 },
  empirical: { values: [10000, 55500, 123456], weights: [1, 2, 1] },
};

/** `only`: a condition that all people must meet. `count`: what the number of living people must be. */
export const configs = [
  { name: 'default', config: { patients: 20000 } },
  { name: 'whole lives', config: { patients: 3000, years_of_history: 0, seed: 2 } },
  { name: 'counted at birth', config: { patients: 2000, count: 'born', years_of_history: 0, seed: 3 }, people: 2000 },
  { name: 'leap day', config: { patients: 1500, as_of: '2024-02-29', years_of_history: 3, seed: 4 } },
  { name: 'one state', config: { patients: 1000, seed: 5, filters: { states: ['MA'] } }, only: `state = 'MA'` },
  {
    name: 'one city',
    config: { patients: 1000, seed: 6, filters: { cities: ['Chicago, IL'] } },
    only: `(city, state) = ('Chicago', 'IL')`,
  },
  { name: 'children', config: { patients: 1000, seed: 7, filters: { age: { max: 17 } } }, only: 'age <= 17' },
  { name: 'the old', config: { patients: 1000, seed: 8, filters: { age: { min: 85 } } }, only: 'age >= 85' },
  { name: 'one race', config: { patients: 1000, seed: 9, filters: { race: ['asian'] } }, only: `race = 'Asian'` },
  {
    name: 'Hispanic',
    config: { patients: 1000, seed: 10, filters: { ethnicity: ['hispanic'] } },
    only: `ethnicity = 'Hispanic or Latino'`,
  },
  { name: 'women', config: { patients: 1000, seed: 11, filters: { sex: ['F'] } }, only: `birth_sex = 'F'` },
  { name: 'men', config: { patients: 1000, seed: 12, filters: { sex: ['M'] } }, only: `birth_sex = 'M'` },
  {
    name: 'own age',
    config: { patients: 8000, seed: 13, years_of_history: 1, distributions: { age: { normal: ownAge } } },
  },
  { name: 'own categories', config: { patients: 8000, seed: 14, years_of_history: 1, distributions: ownCategories } },
  { name: 'the library of disease modules', config: { patients: 1500, seed: 33, modules: { library: true } } },
  {
    name: 'the library of disease modules, whole lives',
    config: { patients: 200, seed: 34, years_of_history: 0, modules: { library: true } },
  },
  { name: 'disease modules', config: { patients: 500, seed: 30, modules: testModules } },
  {
    name: 'disease modules, whole lives',
    config: { patients: 500, seed: 31, years_of_history: 0, modules: testModules },
  },
  {
    name: 'disease modules, counted at birth',
    config: { patients: 300, seed: 32, count: 'born', years_of_history: 20, modules: testModules },
    people: 300,
  },
  ...Object.entries(ownIncome).map(([kind, parameters], index) => ({
    name: `own income, ${kind}`,
    config: {
      patients: 6000,
      seed: 15 + index,
      years_of_history: 1,
      distributions: { income: { [kind]: parameters } },
    },
  })),
];
