// Where one may start from: a few configs for usual purposes. Their names and what they are for stand in text.js; formats
// that the engine does not have are left out, and so is a preset without any.

import { text } from './text.js';

const wanted = [
  { name: 'everything', config: { patients: 100, years_of_history: 5, formats: 'all', modules: { library: true } } },
  { name: 'clinic', config: { patients: 1000, formats: ['csv', 'fhir'], modules: { library: true }, format_options: { fhir: { form: 'transaction' } } } },
  { name: 'fhirServer', config: { patients: 100, years_of_history: 3, formats: ['fhir'], modules: { library: true }, format_options: { fhir: { form: 'transaction' } } } },
  { name: 'hl7Feed', config: { patients: 200, years_of_history: 1, formats: ['hl7v2'], modules: { library: true }, format_options: { hl7v2: { framing: 'mllp' } } } },
  { name: 'warehouse', config: { patients: 10000, formats: ['parquet'], modules: { library: true } } },
  { name: 'vista', config: { patients: 200, years_of_history: 5, formats: ['vista'], modules: { library: true } } },
];

/** @param {readonly string[]} formats those of the engine */
export function presets(formats) {
  return wanted.flatMap(({ name, config }) => {
    const known = config.formats === 'all' ? [...formats] : config.formats.filter((format) => formats.includes(format));
    return known.length === 0 ? [] : [{ name, ...text.presets[name], config: { ...config, formats: known } }];
  });
}
