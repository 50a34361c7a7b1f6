// The declarations that the build emits for the engine's modules against those that the package publishes: each must be
// usable as the other. It is checked, not run.

import type createThreaded from '../../build/npm/polyclinic/engine/polyclinic-mt.mjs';
import type createUnthreaded from '../../build/npm/polyclinic/engine/polyclinic-st.mjs';
import type * as published from '../../build/npm/polyclinic/types/engine.js';

type Threaded = Awaited<ReturnType<typeof createThreaded>>;
type Unthreaded = Awaited<ReturnType<typeof createUnthreaded>>;

/** Exactly the same type, not only one that fits. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type MustBeTrue<T extends true> = T;

declare const threaded: Threaded;
declare const unthreaded: Unthreaded;
export const bothAreEngines: published.Engine[] = [threaded, unthreaded];

type SameCounts = {
  [Name in keyof published.Engine]: Same<Parameters<Threaded[Name]>['length'], Parameters<published.Engine[Name]>['length']>;
};
export type EveryCallTakesTheSameCount = MustBeTrue<SameCounts[keyof SameCounts]>;

// Nothing is emitted that is not published (what Emscripten itself adds aside: the heap's views, mangled allocators).
type Emitted = { [Name in keyof Unthreaded as Name extends `HEAP${string}` | `_${string}` | 'Job' ? never : Name]: true };
export type NothingIsUnpublished = MustBeTrue<Same<keyof Emitted, keyof published.Engine>>;

type EmittedJob = NonNullable<ReturnType<Unthreaded['createJob']>['job']>;
export type TheJobIsTheSame = MustBeTrue<Same<keyof EmittedJob, keyof published.Job>>;
declare const emittedJob: EmittedJob;
declare const publishedJob: published.Job;
export const oneWay: published.Job = emittedJob;
export const otherWay: EmittedJob = publishedJob;

// The plain data is the same both ways, so a field that was renamed, added or lost shows.
declare const emittedPiece: ReturnType<EmittedJob['next']>;
declare const publishedPiece: published.PieceData;
export const pieces: [published.PieceData, ReturnType<EmittedJob['next']>] = [emittedPiece, publishedPiece];
declare const emittedProgress: ReturnType<EmittedJob['progress']>;
declare const publishedProgress: published.ProgressData;
export const progresses: [published.ProgressData, ReturnType<EmittedJob['progress']>] = [emittedProgress, publishedProgress];
declare const emittedText: ReturnType<Unthreaded['completeConfig']>;
declare const publishedText: published.TextAnswer;
export const texts: [published.TextAnswer, ReturnType<Unthreaded['completeConfig']>] = [emittedText, publishedText];
declare const emittedSettings: Parameters<Unthreaded['createJob']>[1];
declare const publishedSettings: published.JobSettings;
export const settings: [published.JobSettings, Parameters<Unthreaded['createJob']>[1]] = [emittedSettings, publishedSettings];
export type SameFields = [
  MustBeTrue<Same<keyof typeof emittedPiece, keyof published.PieceData>>,
  MustBeTrue<Same<keyof typeof emittedProgress, keyof published.ProgressData>>,
  MustBeTrue<Same<keyof typeof emittedText, keyof published.TextAnswer>>,
  MustBeTrue<Same<keyof typeof emittedSettings, keyof published.JobSettings>>,
  MustBeTrue<Same<keyof NonNullable<typeof emittedText.error>, keyof published.ErrorData>>,
];
