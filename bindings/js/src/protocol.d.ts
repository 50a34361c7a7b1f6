// The messages between the package and the worker that runs the engine. Every message has a `type`; those of a call or a
// run carry the `id` that the package gave it. One worker serves one run at a time, and calls.

import type { ErrorData } from '../types/engine.js';
import type { OutputFile, Progress } from '../types/index.js';

// --- To the worker --------------------------------------------------------------------------------------------------

/** The first message: which build of the engine to start. The package compiled `module`, so that workers share its code. */
export interface OpenMessage {
  type: 'open';
  threaded: boolean;
  module: WebAssembly.Module;
  /** Threads to start with it. */
  poolSize: number;
}

export type CallMethod =
  | 'completeConfig' | 'configReference' | 'schema' | 'checkModules' | 'graphModule' | 'tracePerson' | 'runModules' | 'scoreConfig' | 'bench';

/** One coarse call that answers with text. */
export interface CallMessage {
  type: 'call';
  id: number;
  method: CallMethod;
  args: (string | number)[];
}

/**
 * How a run's bytes come: `zip` one archive; `pieces` of files as the engine makes them; `files` one file after the
 * other, what must wait being spooled by the worker.
 */
export type Delivery = 'zip' | 'pieces' | 'files';

export interface StartMessage {
  type: 'start';
  id: number;
  configText: string;
  delivery: Delivery;
  threads: number;
  part: number;
  parts: number;
  /** Bytes that may be sent and not yet consumed; the worker stops there. */
  window: number;
}

/** The caller has taken `bytes` more bytes of the run. */
export interface ConsumedMessage {
  type: 'consumed';
  id: number;
  bytes: number;
}

/** The caller does not want the rest of this file (delivery `files` only). */
export interface SkipMessage {
  type: 'skip';
  id: number;
  output: number;
}

export interface CancelMessage {
  type: 'cancel';
  id: number;
}

export type ToWorker = OpenMessage | CallMessage | StartMessage | ConsumedMessage | SkipMessage | CancelMessage;

// --- From the worker ------------------------------------------------------------------------------------------------

export interface OpenedMessage {
  type: 'opened';
  version: string;
}

export interface AnswerMessage {
  type: 'answer';
  id: number;
  text: string;
}

export interface RefusedMessage {
  type: 'refused';
  id: number;
  error: ErrorData;
}

export interface StartedMessage {
  type: 'started';
  id: number;
  files: OutputFile[];
  threads: number;
}

/** The next bytes of output `output`; their buffer is transferred. */
export interface BytesMessage {
  type: 'bytes';
  id: number;
  output: number;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Output `output` is complete (delivery `files` only). */
export interface FileEndMessage {
  type: 'fileEnd';
  id: number;
  output: number;
}

export interface ProgressMessage {
  type: 'progress';
  id: number;
  progress: Progress;
}

/** The good end of a run; `memoryBytes` is what the module holds and will not give back. */
export interface DoneMessage {
  type: 'done';
  id: number;
  manifest: string;
  sha256: string;
  memoryBytes: number;
}

export interface FailedMessage {
  type: 'failed';
  id: number;
  error: ErrorData;
  memoryBytes: number;
}

/** The engine cannot go on: the worker is of no more use. */
export interface CrashedMessage {
  type: 'crashed';
  message: string;
}

export type RunMessage =
  | StartedMessage | BytesMessage | FileEndMessage | ProgressMessage | DoneMessage | FailedMessage;
export type FromWorker = OpenedMessage | AnswerMessage | RefusedMessage | RunMessage | CrashedMessage;
