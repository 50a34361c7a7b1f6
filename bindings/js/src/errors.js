// The one error class of the package, and its way across the worker boundary as plain data.

/** @typedef {import('../types/index.js').ErrorKind} ErrorKind */
/** @typedef {import('../types/index.js').Finding} Finding */

export class PolyclinicError extends Error {
  /**
   * @param {ErrorKind} kind
   * @param {string} message
   * @param {readonly Finding[]} [findings]
   */
  constructor(kind, message, findings = []) {
    const lines = findings.map(({ where, what, hint }) =>
      `\n  ${where ? `${where}: ` : ''}${what}${hint ? ` (${hint})` : ''}`);
    super(message + lines.join(''));
    this.name = 'PolyclinicError';
    this.kind = kind;
    this.summary = message;
    this.findings = findings;
  }
}

/**
 * The error that the engine's plain data describes.
 * @param {import('../types/engine.js').ErrorData} data
 */
export function errorFromEngine(data) {
  return new PolyclinicError(data.kind, data.message, data.findings);
}

/**
 * @param {PolyclinicError} error
 * @returns {import('../types/engine.js').ErrorData}
 */
export function errorData({ kind, summary, findings }) {
  return { kind, message: summary, findings: findings.map((finding) => ({ ...finding })) };
}
