// Every sentence and label that the page's code shows, in one place. What an option means comes from the engine.

export const text = {
  sections: {
    population: 'Population',
    people: 'Who is in it',
    output: 'What is written',
    config: 'The config',
  },
  sectionHints: {
    people: 'Leave a filter empty to keep everybody.',
    config: 'The same config gives the same bytes here, in Node.js and on the command line.',
  },
  labels: {
    '/patients': 'Patients',
    '/years_of_history': 'Years of history',
    '/seed': 'Seed',
    '/as_of': 'As of',
    '/count': 'Who counts',
    '/filters/age': 'Age',
    '/filters/age/min': 'From',
    '/filters/age/max': 'to',
    '/filters/sex': 'Sex',
    '/filters/race': 'Race',
    '/filters/ethnicity': 'Ethnicity',
    '/filters/states': 'States',
    '/filters/cities': 'Cities',
    '/dataset': 'Dataset',
    '/formats': 'Formats',
    '/tables': 'Tables',
    '/output/compression_level': 'ZIP compression',
    '/format_options/csv/null': 'Text of a null',
    '/format_options/csv/bom': 'Byte order mark',
    '/format_options/csv/datapackage': 'datapackage.json',
    '/format_options/json/schema': 'JSON Schema',
    '/format_options/ndjson/schema': 'JSON Schema',
    '/format_options/parquet/row_group_rows': 'Rows of a group',
    '/format_options/avro/schema': 'Schema files',
    '/format_options/sql/rows_per_insert': 'Rows of an INSERT',
    '/format_options/fhir/resources': 'Resource types',
    '/format_options/hl7v2/messages': 'Kinds of messages',
    '/format_options/hl7v2/processing_id': 'Processing ID',
  },
  formatOptions: 'Options of the formats',
  yes: 'Yes',
  hints: {
    '/patients': (option) => `From ${option.minimum.toLocaleString('en-US')} to ${option.maximum.toLocaleString('en-US')}.`,
    '/years_of_history': () => 'How far back the records reach; 0 for whole lives, from birth.',
    '/seed': () => 'Another seed gives other people.',
    '/as_of': () => "The dataset's today: nothing in it is later.",
    '/count': () => 'When living patients count, those of their cohorts who died within the history come on top.',
    '/filters/age': () => 'Whole years on that day, both ends included.',
    '/formats': () => 'Each format holds all of the dataset, in a folder of its own.',
  },
  placeholders: {
    '/filters/states': 'Add a state',
    '/filters/cities': 'Add a city, for example Boston, MA',
  },
  choices: {
    '/count': { living: 'Living patients', born: 'Everybody, living or dead' },
    '/dataset': { clinical: 'Clinical' },
    '/formats': {
      csv: 'CSV', json: 'JSON', ndjson: 'NDJSON', parquet: 'Parquet', avro: 'Avro', protobuf: 'Protocol Buffers', sql: 'SQL', fhir: 'FHIR R4', hl7v2: 'HL7 v2.5.1', vista: 'VistA globals',
    },
    '/format_options/csv/line_end': { lf: 'LF (Unix)', crlf: 'CRLF (Windows)' },
    '/format_options/parquet/compression': { zstd: 'Zstandard', snappy: 'Snappy', gzip: 'gzip', none: 'None' },
    '/format_options/avro/compression': { deflate: 'Deflate', zstandard: 'Zstandard', none: 'None' },
    '/format_options/protobuf/framing': { rows: 'A message a row', batches: 'Messages of many rows', whole: 'One message a file' },
    '/format_options/sql/dialects': { mysql: 'MySQL, MariaDB', postgresql: 'PostgreSQL', sqlite: 'SQLite' },
    '/format_options/sql/data': { inserts: 'INSERT statements', files: 'CSV files to load' },
    '/format_options/fhir/form': { bulk: 'Bulk: a file a resource type', transaction: 'Bundles to post', collection: 'Bundles' },
    '/format_options/hl7v2/framing': { plain: 'Messages one after another', mllp: 'MLLP blocks', batch: 'Batches' },
    '/format_options/vista/form': { zwr: 'ZWR, for GT.M and YottaDB', routine: 'Routines' },
    '/format_options/hl7v2/processing_id': { training: 'Training (T)', production: 'Production (P)', debugging: 'Debugging (D)' },
    '/filters/sex': { F: 'Female', M: 'Male' },
    '/filters/race': {
      white: 'White', black: 'Black', asian: 'Asian', native: 'American Indian or Alaska Native',
      pacific_islander: 'Native Hawaiian or Pacific Islander', two_or_more: 'Two or more',
    },
    '/filters/ethnicity': { hispanic: 'Hispanic or Latino', not_hispanic: 'Not Hispanic or Latino' },
    '/output/compression_level': {
      0: 'None', 1: 'Fast', 6: 'Smaller, slower', 9: 'Smallest, slowest',
    },
  },
  newSeed: 'New seed',
  add: 'Add',
  remove: (item) => `Remove ${item}`,
  allTables: 'All tables',
  tableCount: (chosen, all) => (chosen === all ? `All ${all} tables` : `${chosen} of ${all} tables`),
  copy: 'Copy',
  copied: 'Copied',
  copyConfig: 'Copy the config',
  saveConfig: 'Save config.json',
  commandLine: 'The same on the command line:',
  copyCommand: 'Copy the command',

  panel: {
    title: 'Your dataset',
    summary: ({ patients, count, years, formats, tables }) =>
      `${patients} ${count === 'born' ? 'people, living or dead,' : 'living patients'} with ${years}, as ${formats} in ${tables}.`,
    years: (years) => (years === 0 ? 'their whole lives' : years === 1 ? '1 year of history' : `${years} years of history`),
    generate: 'Generate',
    again: 'Generate again',
    cancel: 'Cancel',
    mistakes: (count) => (count === 1 ? 'One setting needs your attention.' : `${count} settings need your attention.`),
    choosing: 'Choose where to save the ZIP…',
    starting: 'Starting the engine…',
    running: 'Generating',
    finishing: 'Finishing the ZIP…',
    cancelled: 'Cancelled. Nothing was kept.',
    failed: 'That did not work.',
    done: (name, size) => `${name} is ready: ${size}.`,
    saved: { picker: 'Saved where you chose.', storage: 'Your browser is downloading it.', memory: 'Your browser is downloading it.' },
    downloadAgain: 'Download again',
    progress: (share) => `${share} done`,
    announce: (share, left) => `${share} done${left ? `, ${left} left` : ''}`,
    patientsOf: (done, total) => `${done} of ${total} patients`,
    measures: { rate: 'patients/s', bytes: 'MB/s', left: 'left', elapsed: 'elapsed', size: 'ZIP so far' },
    took: (time, rate) => `${time}, ${rate} patients/s`,
    zipHash: 'SHA-256 of the ZIP',
    table: { caption: 'Files', file: 'File and SHA-256', rows: 'Rows', size: 'Size' },
    copyHashes: 'Copy all checksums',
    people: (people, patients) => `${people} people in all, ${patients} of them counted.`,
    unsupported: 'This browser cannot run the engine.',
    leave: 'The dataset is not finished.',
  },

  engine: {
    threads: (threads) => `${threads} threads`,
    oneProcessor: 'One processor, one thread',
    single: 'Without threads',
    singleWhy: 'The page runs without threads, so generating takes longer; the data is the same.',
    reasons: {
      headers: 'Its server does not send the isolation headers, and this browser window does not let the page add them itself.',
      insecure: 'It was opened over an address that the browser does not hold to be secure (https or localhost).',
    },
    loading: 'Loading the engine…',
  },

  memoryFull: (limit) => `This browser can neither write to a file nor keep one, so a ZIP of more than ${limit} does not fit. Generate fewer patients or fewer tables, or use another browser.`,
  storageFull: 'The browser has no room left for the ZIP. Free disk space, or generate fewer patients or fewer tables.',

  states: {
    AL: 'Alabama', AK: 'Alaska', AZ: 'Arizona', AR: 'Arkansas', CA: 'California', CO: 'Colorado', CT: 'Connecticut',
    DE: 'Delaware', DC: 'District of Columbia', FL: 'Florida', GA: 'Georgia', HI: 'Hawaii', ID: 'Idaho', IL: 'Illinois',
    IN: 'Indiana', IA: 'Iowa', KS: 'Kansas', KY: 'Kentucky', LA: 'Louisiana', ME: 'Maine', MD: 'Maryland',
    MA: 'Massachusetts', MI: 'Michigan', MN: 'Minnesota', MS: 'Mississippi', MO: 'Missouri', MT: 'Montana',
    NE: 'Nebraska', NV: 'Nevada', NH: 'New Hampshire', NJ: 'New Jersey', NM: 'New Mexico', NY: 'New York',
    NC: 'North Carolina', ND: 'North Dakota', OH: 'Ohio', OK: 'Oklahoma', OR: 'Oregon', PA: 'Pennsylvania',
    RI: 'Rhode Island', SC: 'South Carolina', SD: 'South Dakota', TN: 'Tennessee', TX: 'Texas', UT: 'Utah', VT: 'Vermont',
    VA: 'Virginia', WA: 'Washington', WV: 'West Virginia', WI: 'Wisconsin', WY: 'Wyoming',
  },
};

/** What a field is called: the label above, or the option's own name. */
export const fieldLabel = (pointer) => text.labels[pointer] ?? choiceLabel(null, pointer.slice(pointer.lastIndexOf('/') + 1));

/** A word of a config as people read it: the label above, or the word itself without underscores. */
export function choiceLabel(pointer, word) {
  const known = text.choices[pointer]?.[word];
  if (known) return known;
  const plain = String(word).replaceAll('_', ' ');
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}
