// The messages between the package and the worker that runs the engine; types only, no code. Every message has a `type`;
// those of a call or a run carry the `id` that the package gave it. One worker serves one run at a time, and calls.

/** @typedef {import('../types/engine.d.ts').ErrorData} ErrorData */
/** @typedef {import('../types/index.d.ts').OutputFile} OutputFile */
/** @typedef {import('../types/index.d.ts').Progress} Progress */

// To the worker ------------------------------------------------------------------------------------------------------

/**
 * First message: which build of the engine to start. `module` is compiled by the package, so that workers share its code.
 * @typedef {{ type: 'open', threaded: boolean, module: WebAssembly.Module, poolSize: number }} OpenMessage
 */

/**
 * One coarse call that answers with text.
 * @typedef {{ type: 'call', id: number, method: CallMethod, args: (string | number)[] }} CallMessage
 * @typedef {'completeConfig' | 'configReference' | 'schema' | 'bench'} CallMethod
 */

/**
 * How a run's bytes come: `zip` one archive; `pieces` of files as the engine makes them; `files` one file after the
 * other, what must wait being spooled by the worker.
 * @typedef {'zip' | 'pieces' | 'files'} Delivery
 */

/**
 * @typedef {object} StartMessage
 * @property {'start'} type
 * @property {number} id
 * @property {string} configText
 * @property {Delivery} delivery
 * @property {number} threads
 * @property {number} part
 * @property {number} parts
 * @property {number} window bytes that may be sent and not yet consumed; the worker stops there
 */

/**
 * The caller has taken `bytes` more bytes of the run.
 * @typedef {{ type: 'consumed', id: number, bytes: number }} ConsumedMessage
 */

/**
 * The caller does not want the rest of this file (delivery `files` only).
 * @typedef {{ type: 'skip', id: number, output: number }} SkipMessage
 */

/** @typedef {{ type: 'cancel', id: number }} CancelMessage */

/** @typedef {OpenMessage | CallMessage | StartMessage | ConsumedMessage | SkipMessage | CancelMessage} ToWorker */

// From the worker ----------------------------------------------------------------------------------------------------

/** @typedef {{ type: 'opened', version: string }} OpenedMessage */

/**
 * @typedef {{ type: 'answer', id: number, text: string }} AnswerMessage
 * @typedef {{ type: 'refused', id: number, error: ErrorData }} RefusedMessage
 */

/** @typedef {{ type: 'started', id: number, files: OutputFile[], threads: number }} StartedMessage */

/**
 * The next bytes of output `output`; their buffer is transferred.
 * @typedef {{ type: 'bytes', id: number, output: number, bytes: Uint8Array<ArrayBuffer> }} BytesMessage
 */

/**
 * Output `output` is complete (delivery `files` only).
 * @typedef {{ type: 'fileEnd', id: number, output: number }} FileEndMessage
 */

/** @typedef {{ type: 'progress', id: number, progress: Progress }} ProgressMessage */

/**
 * The end of a run; `memoryBytes` is what the module holds and will not give back.
 * @typedef {object} DoneMessage
 * @property {'done'} type
 * @property {number} id
 * @property {string} manifest
 * @property {string} sha256
 * @property {number} memoryBytes
 */

/** @typedef {{ type: 'failed', id: number, error: ErrorData, memoryBytes: number }} FailedMessage */

/**
 * The engine cannot go on: the worker is of no more use.
 * @typedef {{ type: 'crashed', message: string }} CrashedMessage
 */

/**
 * @typedef {OpenedMessage | AnswerMessage | RefusedMessage | StartedMessage | BytesMessage | FileEndMessage
 *   | ProgressMessage | DoneMessage | FailedMessage | CrashedMessage} FromWorker
 */

export {};
