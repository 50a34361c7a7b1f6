// Sends a run's MLLP blocks over a connection on this machine to a receiver that judges each message and answers, and
// compares the answers with the run's own acknowledgments; and counts a run's batches.
//
//   node hl7_mllp.mjs MLLP_FOLDER BATCH_FOLDER --results FILE

import { readFileSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { errorsOf, messagesOf, segmentsOf } from './hl7_dictionary.mjs';

const { values: { results: resultsFile }, positionals: [mllpFolder, batchFolder] } = parseArgs({
  options: { results: { type: 'string' } }, allowPositionals: true,
});
/** @type {string[]} */
const results = [];
const add = (/** @type {string} */ name, why = '') =>
  results.push(`${why ? 'fail' : 'pass'}\t${name}\t${why.replaceAll(/\s+/g, ' ').slice(0, 300)}\n`);

// Calls `take` with the content of each block as it is complete; anything between blocks is an error.
function blockReader(/** @type {(message: string) => void} */ take) {
  let rest = Buffer.alloc(0);
  return (/** @type {Buffer} */ data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      if (rest.length > 0 && rest[0] !== 0x0b) throw new Error(`a block begins with ${rest[0]}`);
      const end = rest.indexOf('\x1c\r');
      if (end < 0) return;
      take(rest.subarray(1, end).toString('utf8'));
      rest = rest.subarray(end + 2);
    }
  };
}

const receiver = createServer((socket) => {
  socket.on('data', blockReader((message) => {
    const [header] = segmentsOf(message);
    const code = errorsOf(message).length === 0 ? 'AA' : 'AE';
    const answer = `MSH|^~\\&|${header[5]}|${header[6]}|${header[3]}|${header[4]}|${header[7]}||ACK^${header[9].split('^')[1]}^ACK|R${header[10]}|T|2.5.1||||||UNICODE UTF-8\r` +
      `MSA|${code}|${header[10]}\r`;
    socket.write(`\x0b${answer}\x1c\r`);
  }));
});
receiver.listen(0, '127.0.0.1');
await once(receiver, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (receiver.address());

/** The answers to some bytes, sent in pieces that end anywhere. */
async function send(/** @type {Buffer} */ bytes, /** @type {number} */ messages) {
  const socket = connect(port, '127.0.0.1');
  /** @type {string[]} */
  const answers = [];
  const complete = new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('data', blockReader((answer) => {
      answers.push(answer);
      if (answers.length === messages) resolve(undefined);
    }));
  });
  for (let at = 0, piece = 1; at < bytes.length; at += piece, piece = piece * 7 % 65521 + 1) {
    if (!socket.write(bytes.subarray(at, at + piece))) await once(socket, 'drain');
  }
  await complete;
  socket.destroy();
  return answers;
}

const bytes = readFileSync(join(mllpFolder, 'hl7v2/messages.hl7'));
const sent = messagesOf(bytes.toString('utf8')).map((message) => segmentsOf(message)[0][10]);
const answers = (await send(bytes, sent.length)).map((answer) => segmentsOf(answer)[1]);
const refused = answers.findIndex((fields, index) => fields[1] !== 'AA' || fields[2] !== sent[index]);
add(`MLLP: all messages are sent and accepted`, sent.length < 1000 ? `only ${sent.length}` : refused >= 0 ? `${sent[refused]}: ${answers[refused]}` : '');
const own = messagesOf(readFileSync(join(mllpFolder, 'hl7v2/acknowledgments.hl7'), 'utf8')).map((answer) => segmentsOf(answer)[1].join('|'));
add('MLLP: the acknowledgments of the run are what the receiver answers', own.join() === answers.map((fields) => fields.join('|')).join() ? '' : 'they differ');
const broken = Buffer.from(bytes.subarray(0, bytes.indexOf('\x1c\r') + 2).toString('utf8').replace('\rPV1|', '\rPVX|'));
add('MLLP: a damaged message is refused', segmentsOf((await send(broken, 1))[0])[1][1] === 'AE' ? '' : 'accepted');
receiver.close();

// --- Batches ---------------------------------------------------------------------------------------------------------
for (const name of ['messages', 'acknowledgments']) {
  const lines = readFileSync(join(batchFolder, `hl7v2/${name}.hl7`), 'utf8').split('\r');
  let why = lines.pop() === '' ? '' : 'the last segment does not end';
  if (!lines[0].startsWith('FHS|^~\\&|') || lines.at(-1) !== 'FTS') why ||= 'the file does not begin with FHS and end with FTS';
  let batches = 0, count = -1;
  for (const line of lines.slice(1, -1)) {
    const [segment, value] = line.split('|');
    if (segment === 'BHS') {
      if (count >= 0) why ||= 'a batch begins within a batch';
      count = 0;
      ++batches;
    } else if (segment === 'BTS') {
      if (+value !== count) why ||= `a batch of ${count} says ${value}`;
      count = -1;
    } else if (segment === 'MSH') {
      if (count < 0) why ||= 'a message outside of a batch';
      ++count;
    }
  }
  const patients = readFileSync(join(batchFolder, 'csv/patients.csv'), 'utf8').split('\n').length - 2;
  add(`batches of ${name}: one a person, each with its count`, why || (batches === patients ? '' : `${batches} batches of ${patients} people`));
}
if (resultsFile) writeFileSync(resultsFile, results.join(''));
else process.stdout.write(results.join(''));
