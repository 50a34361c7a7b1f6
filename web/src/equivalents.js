// The same dataset elsewhere: a config as a command line, as a script for Node.js, and as the part of an address behind #.

/** What a shell takes as one word. */
const quoted = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Options of the command that are shorter than --set. */
const flags = { '/patients': '--patients', '/seed': '--seed', '/as_of': '--as-of', '/years_of_history': '--years-of-history', '/formats': '--formats', '/tables': '--tables' };

/** Longer commands and links are of no use: terminals, chats and mail programs break them. */
const longest = 4000;

/** [pointer, value] of everything that is no object with members. */
function leaves(value, pointer = '') {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || Object.keys(value).length === 0) return [[pointer, value]];
  return Object.entries(value).flatMap(([name, member]) => leaves(member, `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`));
}

/**
 * @param {object} config what differs from the defaults
 * @param {string} output
 */
export function commandLine(config, output) {
  const words = leaves(config).filter(([pointer]) => pointer !== '').flatMap(([pointer, value]) => {
    const flag = flags[pointer];
    if (flag && !(Array.isArray(value) && value.some((word) => String(word).includes(',')))) return [flag, quoted([value].flat().join(','))];
    return ['--set', quoted(`${pointer}=${typeof value === 'string' ? value : JSON.stringify(value)}`)];
  });
  const command = ['polyclinic generate', ...words, '--output', quoted(output)].join(' ');
  return command.length <= longest ? command : `polyclinic generate --config config.json --output ${quoted(output)}`;
}

/** @param {object} config what differs from the defaults */
export function nodeScript(config, output) {
  const text = JSON.stringify(config, null, 2);
  return `import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { generateZip } from 'polyclinic';

const zip = generateZip(${text.length <= longest ? text : "await (await import('node:fs/promises')).readFile('config.json', 'utf8')"});
await pipeline(zip, createWriteStream(${JSON.stringify(output)}));
console.log('SHA-256', await zip.sha256);
`;
}

/**
 * "#config=...", "" for a config of defaults, null for one that is too long for an address.
 * @param {object} config what differs from the defaults
 */
export function fragmentOf(config) {
  if (Object.keys(config).length === 0) return '';
  const fragment = `#config=${encodeURIComponent(JSON.stringify(config)).replaceAll('%22', '"').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%2F', '/')}`;
  return fragment.length <= longest ? fragment : null;
}

/** The config of an address: null when it has none. Throws a SyntaxError when it cannot be read. */
export function configOfFragment(fragment) {
  if (!fragment.startsWith('#config=')) return null;
  let config;
  try {
    config = JSON.parse(decodeURIComponent(fragment.slice('#config='.length)));
  } catch {
    config = null;
  }
  if (config === null || typeof config !== 'object' || Array.isArray(config)) throw new SyntaxError('no config');
  return config;
}
