// The package's public types and the contract of every function. What the options of a config mean, their ranges and
// defaults are the engine's: configReference() lists them.

// --- The config -----------------------------------------------------------------------------------------------------

/** One of the words that the engine knows; configReference() lists them with what they mean. */
type Word<Known extends string> = Known | (string & {});

/** A disease module in the Generic Module Framework, version 2. */
export interface ModuleFile {
  /** Its path below the modules' folder without ".json": "gout"; one with a "/" is a submodule, which others call. */
  name: string;
  /** The file's text, or what JSON.parse makes of it. */
  json: string | object;
}

/** A lookup table of modules. */
export interface LookupTable {
  /** As modules name it: "mortality.csv". */
  name: string;
  csv: string;
}

/** A custom distribution of a number: exactly one of the three. */
export type NumberDistribution =
  | { normal: { mean: number; sd: number } }
  | { uniform: { min: number; max: number } }
  | { empirical: { values: number[]; weights?: number[] } };

/** Shares of words, in any unit; a word that is not named does not occur. */
export interface CategoryDistribution {
  weights: Record<string, number>;
}

/** What to generate. Everything has a default; unknown keys are refused. */
export interface Config {
  /** Chooses the people. 64 bits: above Number.MAX_SAFE_INTEGER give a bigint or a text of digits. */
  seed?: number | bigint | string;
  /** The dataset's today, YYYY-MM-DD. */
  as_of?: string;
  patients?: number;
  count?: Word<'living' | 'born'>;
  /** 0 = whole lives. */
  years_of_history?: number;
  dataset?: Word<'clinical'>;
  formats?: Word<'csv' | 'json' | 'ndjson' | 'sql'>[];
  /** All tables of the dataset when left out. */
  tables?: string[];
  filters?: {
    age?: { min?: number; max?: number };
    sex?: Word<'F' | 'M'>[];
    /** USPS codes or full names. */
    states?: string[];
    /** "Boston, MA", or "Boston". */
    cities?: string[];
    race?: Word<'white' | 'black' | 'asian' | 'native' | 'pacific_islander' | 'two_or_more'>[];
    ethnicity?: Word<'hispanic' | 'not_hispanic'>[];
  };
  distributions?: {
    age?: NumberDistribution;
    income?: NumberDistribution;
    sex?: CategoryDistribution;
    race?: CategoryDistribution;
    ethnicity?: CategoryDistribution;
    language?: CategoryDistribution;
    marital_status?: CategoryDistribution;
    education?: CategoryDistribution;
    employment?: CategoryDistribution;
    insurance?: CategoryDistribution;
    smoking?: CategoryDistribution;
    alcohol?: CategoryDistribution;
    housing?: CategoryDistribution;
    state?: CategoryDistribution;
  };
  /** Disease modules; a list alone is short for `{ files }`. */
  modules?: readonly ModuleFile[] | {
    /** Whether those that come with Polyclinic run; false by default. */
    library?: boolean;
    /** Of two of one name the later counts, the library's coming first. */
    files?: readonly ModuleFile[];
    tables?: readonly LookupTable[];
    /** Names of top-level modules, `*` for any text. All when left out or empty. */
    only?: string[];
    /** Top-level modules that do not run. */
    without?: string[];
  };
  /** What is special to a format, by its name. */
  format_options?: {
    csv?: {
      delimiter?: Word<'comma' | 'semicolon' | 'tab' | 'pipe'>;
      header?: boolean;
      /** How a null is written; nothing by default. */
      null?: string;
      quoting?: Word<'minimal' | 'nonnumeric' | 'all'>;
      line_end?: Word<'lf' | 'crlf'>;
      /** Whether files begin with a byte order mark. */
      bom?: boolean;
      /** Whether datapackage.json describes the tables; true by default. */
      datapackage?: boolean;
    };
    json?: {
      /** Whether each table has a JSON Schema beside it; true by default. */
      schema?: boolean;
    };
    ndjson?: { schema?: boolean };
    parquet?: {
      compression?: Word<'zstd' | 'snappy' | 'gzip' | 'none'>;
      /** 122,880 by default. */
      row_group_rows?: number;
    };
    avro?: {
      compression?: Word<'deflate' | 'zstandard' | 'none'>;
      /** Whether each table has its schema (.avsc) beside it; true by default. */
      schema?: boolean;
    };
    protobuf?: {
      /** A message a row, or of the rows of a block, behind its length; or one message a file. */
      framing?: Word<'rows' | 'batches' | 'whole'>;
    };
    sql?: {
      dialects?: Word<'mysql' | 'postgresql' | 'sqlite'>[];
      data?: Word<'inserts' | 'files'>;
      rows_per_insert?: number;
    };
    fhir?: {
      /** A file of resources for each type, or one file of Bundles; 'bulk' by default. */
      form?: Word<'bulk' | 'transaction' | 'collection'>;
      /** The resource types to write ('Patient', ...); all by default. */
      resources?: string[];
    };
    hl7v2?: {
      /** Messages one after another, as MLLP blocks, or in batches; 'plain' by default. */
      framing?: Word<'plain' | 'mllp' | 'batch'>;
      /** The kinds of messages to write; all by default. */
      messages?: Word<'ADT' | 'SIU' | 'OML' | 'ORM' | 'ORU' | 'VXU' | 'RDE' | 'MDM'>[];
      /** A second file with the answers to all messages; false by default. */
      acknowledgments?: boolean;
      /** MSH-11; 'training' by default. */
      processing_id?: Word<'training' | 'production' | 'debugging'>;
      /** MSH-5; 'EHR' by default. */
      receiving_application?: string;
      /** MSH-6; 'HOSPITAL' by default. */
      receiving_facility?: string;
    };
    vista?: {
      /** Nodes as ZWR lines, or as SET commands of routines; 'zwr' by default. */
      form?: Word<'zwr' | 'routine'>;
    };
  };
  output?: {
    /** Of a ZIP's entries, 0 (stored) to 9 (smallest). */
    compression_level?: number;
  };
}

/** A config as an object or as JSON text; no config at all means all defaults. */
export type ConfigInput = Config | string;

// --- Errors ---------------------------------------------------------------------------------------------------------

/** invalidInput: the config or an argument is wrong; internal: a fault of Polyclinic, worth a bug report. */
export type ErrorKind = 'invalidInput' | 'runFailed' | 'cancelled' | 'internal';

/** One thing that is wrong. */
export interface Finding {
  /** A JSON pointer ("/filters/age/min"), a line and column, a name; may be empty. */
  readonly where: string;
  readonly what: string;
  /** What to do about it; may be empty. */
  readonly hint: string;
}

export class PolyclinicError extends Error {
  constructor(kind: ErrorKind, message: string, findings?: readonly Finding[]);
  readonly kind: ErrorKind;
  /** The first line of `message`; the findings follow there, a line each. */
  readonly summary: string;
  /** Everything that is wrong, at once. */
  readonly findings: readonly Finding[];
}

// --- Runs -----------------------------------------------------------------------------------------------------------

/** 'auto' takes threads where the host allows them and more than one is of use. The bytes do not depend on it. */
export type EngineChoice = 'auto' | 'threaded' | 'unthreaded';

export interface RunOptions {
  /** Ends the run within about 100 ms; whoever reads gets the signal's reason, an AbortError by default. */
  signal?: AbortSignal | undefined;
  /** Called about ten times a second, and at the end. An error that it throws ends the run. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Default: one a processor, 8 at most; never more than 16. */
  threads?: number | undefined;
  engine?: EngineChoice | undefined;
  /** Make only this part of the dataset: the rows of all parts, put together, are the rows of the whole. */
  part?: { number: number; of: number } | undefined;
}

/** Every number only grows during a run. */
export interface Progress {
  patientsDone: number;
  patientsTotal: number;
  /** People generated, the deceased included. */
  people: number;
  /** Uncompressed, over all files. */
  bytesGenerated: number;
  /** Handed out: for a ZIP the compressed bytes. */
  bytesDelivered: number;
  /** In the order of the run's files. */
  files: { rows: number; bytes: number }[];
}

export interface OutputFile {
  /** "csv/patients.csv": relative, with '/'. The last one is always "manifest.json". */
  readonly name: string;
  /** "patients"; empty for a file without rows: a schema, a script, the manifest. */
  readonly table: string;
  /** "csv"; empty for the manifest. */
  readonly format: string;
}

/** manifest.json: what was made, from what. Later versions may add to it. */
export interface Manifest {
  readonly generator: 'polyclinic';
  readonly version: string;
  readonly dataset: string;
  readonly part: number;
  readonly parts: number;
  /** Counted as the config counts them; of this part. */
  readonly patients: number;
  /** Everybody generated, the deceased included. */
  readonly people: number;
  /** The completed config. */
  readonly config: Config;
  /** All files but the manifest itself, in their order. */
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly name: string;
  /** Empty for a file without rows. */
  readonly table: string;
  /** Data rows, without headers. */
  readonly rows: number;
  /** Uncompressed. */
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/**
 * What is known of a run. The promises need not be awaited; when a run fails they are rejected like its reader. Nothing
 * begins before somebody reads the run, so awaiting one of them first waits for ever.
 */
export interface RunFacts {
  readonly files: Promise<readonly OutputFile[]>;
  readonly engine: Promise<{ readonly threads: number; readonly threaded: boolean }>;
  /** Known when everything was generated. */
  readonly manifest: Promise<Manifest>;
}

/** A file of a run. Its bytes come once: choose one way to read them, before you take the next file. */
export interface GeneratedFile extends OutputFile, AsyncIterable<Uint8Array<ArrayBuffer>> {
  readonly index: number;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** All at once; for files that fit in memory. */
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  text(): Promise<string>;
}

export interface FilePiece {
  readonly file: OutputFile & { readonly index: number };
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Can be iterated once. Leaving the loop ends the run. */
export interface FileRun extends AsyncIterableIterator<GeneratedFile>, RunFacts {}
export interface PieceRun extends AsyncIterableIterator<FilePiece>, RunFacts {}
export interface ZipStream extends ReadableStream<Uint8Array<ArrayBuffer>>, RunFacts {
  /** Of all bytes of the ZIP, hexadecimal. Known when everything was generated. */
  readonly sha256: Promise<string>;
}

/**
 * Generates a dataset as an async iterator of files, in the order of the manifest. The engine makes all files side by
 * side: the bytes of the file you read come straight from it, those of the files after it wait in a temporary file (in
 * a browser: in the origin's private file system, or up to 512 MiB in memory where there is none). Memory stays bounded
 * whatever the size of the population. A file that you do not read is not kept.
 */
export function generate(config?: ConfigInput, options?: RunOptions): FileRun;

/**
 * Generates a dataset as pieces of all its files, as the engine makes them; nothing waits, nothing is spooled. Every file
 * comes at least once, one without content as an empty piece. The manifest comes last.
 */
export function generatePieces(config?: ConfigInput, options?: RunOptions): PieceRun;

/**
 * Generates a dataset as the bytes of one ZIP. What must wait for its entry's turn waits compressed, in memory or, when
 * it is large, where generate() keeps it. Cancelling the stream ends the run.
 */
export function generateZip(config?: ConfigInput, options?: RunOptions): ZipStream;

// --- Questions ------------------------------------------------------------------------------------------------------

/** Checks a config. Rejects only when the engine cannot be started at all. */
export function validateConfig(config?: ConfigInput): Promise<
  | { ok: true; /** With every default filled in. */ config: Config; /** The same as the manifest's text. */ text: string }
  | { ok: false; message: string; findings: readonly Finding[] }
>;

/** The config with every default filled in. Rejects with a PolyclinicError when it is wrong. */
export function completeConfig(config?: ConfigInput): Promise<Config>;

/** One option of the config. */
export interface ConfigOption {
  readonly pointer: string;
  readonly type: string;
  readonly default: unknown;
  readonly minimum: unknown;
  readonly maximum: unknown;
  readonly choices: unknown;
  readonly meaning: string;
}

/** Every option of the config, for programs or as Markdown for people. */
export function configReference(format?: 'json'): Promise<readonly ConfigOption[]>;
export function configReference(format: 'markdown'): Promise<string>;

export interface DatasetSchema {
  readonly dataset: string;
  readonly tables: readonly {
    readonly name: string;
    readonly meaning: string;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly nullable: boolean;
      readonly primaryKey: boolean;
      /** "table.column" */
      readonly references: string | null;
      readonly codeSystem: string | null;
      readonly privacy: string | null;
      readonly meaning: string | null;
    }[];
  }[];
}

/** The data dictionary of a dataset ("clinical" by default): for programs, as Markdown, or as CREATE TABLE statements. */
export function schema(dataset?: string, format?: 'json'): Promise<DatasetSchema>;
export function schema(dataset: string, format: 'markdown' | 'sql'): Promise<string>;

// --- Disease modules ------------------------------------------------------------------------------------------------

/** One thing that is wrong with a module, or worth knowing. */
export interface ModuleFinding {
  /** An error refuses the module; with a warning it runs, perhaps not as its author thinks; a remark is only said. */
  readonly severity: 'error' | 'warning' | 'remark';
  /** The rule: "E10", "W14". */
  readonly code: string;
  /** The module's name, or the lookup table's. */
  readonly module: string;
  readonly file: string;
  /** Empty: of the whole module. */
  readonly state: string;
  /** A JSON pointer from the module's root, or "line 3" of a table; may be empty. */
  readonly pointer: string;
  readonly what: string;
  /** What to do about it; may be empty. */
  readonly hint: string;
}

export interface ModuleCheck {
  /** Whether there is no error. */
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  readonly remarks: number;
  readonly findings: readonly ModuleFinding[];
}

/** Everything that is wrong with modules, at once. `about`: tell of this one, and of the others their errors only. */
export function checkModules(
  modules: readonly ModuleFile[],
  options?: { tables?: readonly LookupTable[] | undefined; about?: string | undefined },
): Promise<ModuleCheck>;

/** The same for one module. `others`: those that it calls, or that call it. */
export function checkModule(
  module: ModuleFile,
  options?: { others?: readonly ModuleFile[] | undefined; tables?: readonly LookupTable[] | undefined },
): Promise<ModuleCheck>;

/** The states of a module as a graph, in Mermaid or DOT. Rejects with a PolyclinicError when the module has errors. */
export function graphModule(
  module: ModuleFile,
  options?: {
    others?: readonly ModuleFile[] | undefined;
    tables?: readonly LookupTable[] | undefined;
    format?: 'mermaid' | 'dot' | undefined;
  },
): Promise<string>;

/** One person's way through the modules. Later versions may add to it. */
export interface ModuleTrace {
  readonly person: {
    readonly number: number;
    readonly sex: string;
    readonly race: string;
    readonly state: string;
    /** ISO 8601, as all instants here. */
    readonly birth: string;
    readonly death?: string;
    readonly cause_of_death?: string;
    readonly alive_on?: string;
  };
  readonly steps: readonly {
    readonly at: string;
    readonly age: number;
    /** The top-level module; missing in steps of visits that no module opened. */
    readonly module?: string;
    /** 0 in the top-level module itself, 1 in a submodule that it called, ... */
    readonly depth?: number;
    /** The module that the state stands in. */
    readonly in?: string;
    readonly state?: string;
    readonly type?: string;
    readonly does?: string;
    /** Missing when the state was never left. */
    readonly left?: string;
    readonly waited_ms?: number;
    /** Why the wait ended; empty when there was none. */
    readonly why?: string;
    readonly wrote: readonly string[];
  }[];
  /** States that are not listed: only the first 20,000 are. */
  readonly left_out: number;
}

/**
 * Follows one person, numbered from 1, through the modules of a config, from birth to the death or the config's today.
 * `years_of_history` does not matter.
 */
export function tracePerson(config: ConfigInput, person: number, format?: 'json'): Promise<ModuleTrace>;
export function tracePerson(config: ConfigInput, person: number, format: 'text'): Promise<string>;

/** How often something happened, to how many people, and in which year of age first. */
export interface Occurrence {
  readonly people: number;
  readonly times: number;
  readonly age_at_first?: { readonly p5: number; readonly median: number; readonly p95: number };
  /** Somebody for tracePerson(). */
  readonly first_person?: number;
}

/** What modules did to many people. Later versions may add to it. */
export interface ModuleCounts {
  readonly people: number;
  readonly until: string;
  readonly years: number;
  readonly deaths: number;
  readonly states: readonly (Occurrence & { readonly module: string; readonly state: string; readonly type: string })[];
  readonly recorded: readonly (Occurrence & {
    readonly kind: string;
    readonly system: string;
    readonly code: string;
    readonly display: string;
    /** By ages ("40-49"): the share of the time lived at them during which it was active. */
    readonly prevalence?: Readonly<Record<string, number>>;
  })[];
  readonly causes_of_death: readonly { readonly cause: string; readonly people: number }[];
  /** What modules asked for in vain. */
  readonly reports: readonly string[];
}

export interface RunModulesOptions {
  threads?: number | undefined;
  engine?: EngineChoice | undefined;
  signal?: AbortSignal | undefined;
  format?: 'json' | 'text' | undefined;
}

/** Lives the config's patients with its modules, whole lives, and counts what happens. No dataset is made. */
export function runModules(config: ConfigInput, options?: RunModulesOptions & { format?: 'json' | undefined }): Promise<ModuleCounts>;
export function runModules(config: ConfigInput, options: RunModulesOptions & { format: 'text' }): Promise<string>;

// --- The scorecard --------------------------------------------------------------------------------------------------

/** One published figure, and what the dataset has in its place. */
export interface ScorecardResult {
  /** Different for every anchor, the same for ever: "condition/diabetes///F/60-69". */
  readonly id: string;
  readonly chapter: string;
  readonly title: string;
  readonly population: string;
  readonly measure: string;
  readonly of: string;
  readonly parameter: string;
  readonly among: string;
  readonly sex: 'F' | 'M' | 'B';
  readonly age_from: number;
  /** 120: open. */
  readonly age_to: number;
  readonly unit: string;
  /** A key of `Scorecard.sources`. */
  readonly source: string;
  readonly published: number;
  /** What passes: from `low` to `high`. */
  readonly low: number;
  readonly high: number;
  /** null: there is nothing in the dataset to measure it by, which fails. */
  readonly produced: number | null;
  /** One standard error of `produced`. */
  readonly error: number | null;
  /** People, events or person-years that `produced` rests on. */
  readonly n: number;
  readonly passed: boolean;
  /** Fails by more than two standard errors beyond the tolerance. */
  readonly beyond_chance: boolean;
}

export interface Scorecard {
  readonly version: string;
  readonly as_of: string;
  readonly years_of_history: number;
  readonly people: number;
  readonly living: number;
  readonly anchors: number;
  readonly passed: number;
  readonly failed_beyond_chance: number;
  /** passed / anchors. */
  readonly share: number;
  readonly chapters: readonly { readonly key: string; readonly title: string; readonly anchors: number; readonly passed: number; readonly failed_beyond_chance: number }[];
  readonly results: readonly ScorecardResult[];
  /** Citations by key. */
  readonly sources: Readonly<Record<string, string>>;
}

export interface ScorecardOptions {
  threads?: number | undefined;
  engine?: EngineChoice | undefined;
  signal?: AbortSignal | undefined;
  format?: 'json' | 'text' | 'markdown' | 'html' | undefined;
}

/**
 * Makes the config's people in memory and holds them against published figures of the United States: prevalences, means,
 * deaths, use of care. 'html' is one file with plots by age and sex that loads nothing. No dataset is made.
 */
export function scorecard(config?: ConfigInput, options?: ScorecardOptions & { format?: 'json' | undefined }): Promise<Scorecard>;
export function scorecard(config: ConfigInput | undefined, options: ScorecardOptions & { format: 'text' | 'markdown' | 'html' }): Promise<string>;

// --- The engine -----------------------------------------------------------------------------------------------------

/** The engine's version, which is part of what decides the bytes. */
export function version(): Promise<string>;

/** Whether this host lets the engine use threads; `reason` says why not. */
export function threadSupport(): {
  readonly available: boolean;
  readonly reason: string | null;
  readonly processors: number;
};

export interface BenchOptions {
  config?: ConfigInput | undefined;
  threads?: number | undefined;
  /** The median of this many runs is reported; 3 by default. */
  repeats?: number | undefined;
  engine?: EngineChoice | undefined;
  signal?: AbortSignal | undefined;
}

/** The measured numbers, the same names on every target. */
export interface BenchResult {
  readonly target: string;
  readonly patients_per_second: number;
  readonly [key: string]: unknown;
}

/** Measures the engine on this machine: runs the config into nothing. */
export function bench(options?: BenchOptions): Promise<BenchResult>;
