// Stands in for an engine module in tests of what goes wrong: the seed of the config says which fault it has.

const faults = {
  1: 'none', 2: 'throws while it starts a job', 3: 'throws while it runs', 4: 'says that memory ran out', 5: 'never comes back',
  6: 'fails to load', 7: 'ends the process of its worker', 8: 'breaks in a thread',
  9: 'comes back for the error of a thread without memory', 10: 'comes back for an error that does not arrive',
};

/** @param {number} milliseconds */
const sleep = (milliseconds) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

export default async function createFaultyEngine() {
  if (process.env.POLYCLINIC_FAULT === 'load') throw new Error('the module could not be started');
  return {
    version: () => '0.0.0',
    memoryBytes: () => 0,
    completeConfig: (text) => ({ ok: true, text, error: undefined }),
    createJob(text) {
      const fault = faults[JSON.parse(text || '{}').seed ?? 1];
      if (fault === faults[2]) throw new WebAssembly.RuntimeError('unreachable');
      let calls = 0;
      const job = {
        files: () => [{ name: 'manifest.json', table: '', format: '' }],
        threads: () => 1,
        progress: () => ({ patientsDone: 0, patientsTotal: 1, people: 0, bytesGenerated: 0, bytesDelivered: 0, files: [] }),
        cancel() {},
        delete() {},
        manifest: () => ({ ok: true, text: '{"files": []}', error: undefined }),
        archiveSha256: () => '',
        next() {
          calls += 1;
          if (calls === 1) return { state: 'bytes', output: 0, bytes: new Uint8Array([123, 125]), error: undefined };
          if (fault === faults[3]) throw new WebAssembly.RuntimeError('index out of bounds');
          if (fault === faults[4]) throw new WebAssembly.RuntimeError('Aborted(OOM)');
          if (fault === faults[5]) for (;;) sleep(1000);
          if (fault === faults[7]) process.exit(3);
          if (fault === faults[9]) setTimeout(() => { throw new Error('out of memory'); }, 50);
          if (fault === faults[9] || fault === faults[10]) throw 'unwind';
          if (fault === faults[8]) setImmediate(() => { throw new Error('pthread sent an error'); });
          sleep(5);
          return calls < 40 ? { state: 'pending', output: 0 } : { state: 'done', output: 0 };
        },
      };
      return { ok: true, job, error: undefined };
    },
  };
}
