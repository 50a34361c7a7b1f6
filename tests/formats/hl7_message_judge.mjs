// Judges every so-many-th message of a file, as a worker thread: by the dictionary, and by hl7-standard as a second parser.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { errorsOf, messagesOf, segmentsOf } from './hl7_dictionary.mjs';

const Hl7Standard = createRequire(import.meta.url)('hl7-standard');
const { file, first, step } = workerData;
const judged = { messages: 0, errors: 0, firstError: '', disagreement: '' };
const messages = messagesOf(readFileSync(file, 'utf8'));
for (let m = first; m < messages.length; m += step) {
  ++judged.messages;
  const errors = errorsOf(messages[m]);
  judged.errors += errors.length;
  if (judged.firstError === '' && errors.length > 0) judged.firstError = `${messages[m].split('|')[8]}: ${errors[0]}`;

  const segments = segmentsOf(messages[m]);
  const other = new Hl7Standard(messages[m]);
  other.transform();
  const pid = segments.find((fields) => fields[0] === 'PID');
  const observations = segments.filter((fields) => fields[0] === 'OBX');
  const same = other.get('MSH.10') === segments[0][10] && other.get('PID.5.1') === pid?.[5].split('^')[0] &&
    other.getSegments('OBX').length === observations.length && other.getSegments().length === segments.length;
  if (!same) judged.disagreement ||= segments[0][10];
}
parentPort?.postMessage(judged);
