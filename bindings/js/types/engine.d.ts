// The engine's WebAssembly modules as bindings/embind makes them: the raw surface under the package. A test compares
// these declarations with those that the build emits. Use the package's own functions (index.d.ts) instead.

export type ErrorKind = 'invalidInput' | 'runFailed' | 'cancelled' | 'internal';

export interface ErrorData {
  kind: ErrorKind;
  message: string;
  findings: { where: string; what: string; hint: string }[];
}

export interface TextAnswer {
  ok: boolean;
  /** Empty unless `ok`. */
  text: string;
  error: ErrorData | undefined;
}

export interface JobSettings {
  /** 0 = as many as the machine has. Must not exceed the module's thread pool. */
  threads: number;
  part: number;
  parts: number;
  container: 'files' | 'zip';
  /** Bytes of ZIP data kept in memory before `spool` is used. */
  spoolBudget: number;
}

/** Callbacks on the thread that made the job. They answer '' or, in words, why they could not. */
export interface SpoolCallbacks {
  /** `bytes` is a view of the engine's memory, good for the call only. */
  append(bytes: Uint8Array): string;
  /** Fills all of `target`, a view of the engine's memory, from `offset` on. */
  read(offset: number, target: Uint8Array): string;
}

/** SHA-256 in place of the engine's own, on the thread that made the job. Messages are numbered from 0. */
export interface ChecksumCallbacks {
  /** The next bytes of a message: a view of the engine's memory, good for the call only. */
  update(message: number, bytes: Uint8Array): void;
  /** 64 lower-case hexadecimal digits; the message of that number is then a new, empty one. */
  finish(message: number): string;
}

export interface PieceData {
  state: 'bytes' | 'pending' | 'done' | 'failed';
  output: number;
  /** A copy with a buffer of its own. */
  bytes: Uint8Array | undefined;
  error: ErrorData | undefined;
}

export interface ProgressData {
  patientsDone: number;
  patientsTotal: number;
  people: number;
  bytesGenerated: number;
  bytesDelivered: number;
  files: { rows: number; bytes: number }[];
}

export interface Job {
  files(): { name: string; table: string; format: string }[];
  next(maxWaitMs: number): PieceData;
  progress(): ProgressData;
  cancel(): void;
  manifest(): TextAnswer;
  archiveSha256(): string;
  threads(): number;
  delete(): void;
}

export interface JobAnswer {
  ok: boolean;
  job: Job | null;
  error: ErrorData | undefined;
}

export interface Engine {
  version(): string;
  completeConfig(text: string): TextAnswer;
  configReference(format: string): TextAnswer;
  schema(dataset: string, format: string): TextAnswer;
  createJob(configText: string, settings: JobSettings, spool: SpoolCallbacks | null,
    checksums: ChecksumCallbacks | null): JobAnswer;
  /** Modules come as a config brings them. `about`: the one that is meant, or ''. */
  checkModules(configText: string, about: string): TextAnswer;
  graphModule(configText: string, name: string, format: string): TextAnswer;
  tracePerson(configText: string, person: number, format: string): TextAnswer;
  runModules(configText: string, threads: number, format: string): TextAnswer;
  scoreConfig(configText: string, threads: number, format: string): TextAnswer;
  /** Bytes of memory that the module holds; it never gives any back. */
  memoryBytes(): number;
  bench(configText: string, threads: number, repeats: number, target: string,
    checksums: ChecksumCallbacks | null): TextAnswer;
}

export interface EngineOptions {
  /** Threads to start before the module is ready (threaded build only). */
  poolSize?: number;
  instantiateWasm?(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
  ): object;
  print?(line: string): void;
  printErr?(line: string): void;
  onAbort?(reason: unknown): void;
}
