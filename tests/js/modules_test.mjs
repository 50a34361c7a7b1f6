// Disease modules through the package: checking, drawing, following a person, counting, and datasets of ill people.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { collectPieces, engines, polyclinic, root } from './package_under_test.mjs';

const { checkModule, checkModules, generatePieces, graphModule, PolyclinicError, runModules, tracePerson } = polyclinic;

/** @param {string} name */
const ours = async (name) => ({ name, json: await readFile(join(root, `tests/modules/${name}.json`), 'utf8') });
const throat = await ours('aching_throat');
const hip = await ours('broken_hip');
const bloodTests = await ours('care/blood_tests');
const vessels = await ours('tense_vessels');
const tables = [{ name: 'tense_vessels.csv', csv: await readFile(join(root, 'tests/modules/lookup_tables/tense_vessels.csv'), 'utf8') }];

const typo = {
  name: 'typo',
  json: { name: 'Typo', states: { Initial: { type: 'Initial', direct_transition: 'Ende' }, End: { type: 'Terminal' } } },
};

describe('disease modules', () => {
  test('sound modules are checked as text and as objects', async () => {
    for (const module of [throat, { ...throat, json: JSON.parse(throat.json) }]) {
      assert.deepEqual(await checkModule(module), { ok: true, errors: 0, warnings: 0, remarks: 0, findings: [] });
    }
    const all = await checkModules([throat, hip, bloodTests, vessels], { tables });
    assert.ok(all.ok, JSON.stringify(all.findings));
  });

  test('every error comes with module, state, place and what to do', async () => {
    const { ok, errors, findings } = await checkModule(typo);
    assert.ok(!ok);
    assert.equal(errors, 1);
    assert.deepEqual(findings.filter(({ severity }) => severity === 'error'), [{
      severity: 'error', code: 'E10', module: 'typo', file: 'typo.json', state: 'Initial', pointer: '/states/Initial/direct_transition',
      what: 'transition to unknown state "Ende"', hint: 'did you mean "End"?',
    }]);
    const text = await checkModule({ name: 'no_json', json: '{"name": ' });
    assert.deepEqual(text.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code), ['E01']);
  });

  test('a module is seen together with the others that it calls and the tables that it looks up', async () => {
    assert.equal((await checkModule(hip)).findings.find(({ severity }) => severity === 'error')?.code, 'E27');
    assert.ok((await checkModule(hip, { others: [bloodTests, throat] })).ok);
    assert.equal((await checkModule(vessels)).findings.find(({ severity }) => severity === 'error')?.code, 'E19');
    assert.ok((await checkModule(vessels, { tables })).ok);
    // Of others, their errors only.
    const { findings } = await checkModule(throat, { others: [typo] });
    assert.deepEqual(findings.map(({ module, severity }) => [module, severity]), [['typo', 'error']]);
  });

  test('graphs are Mermaid or DOT', async () => {
    assert.match(await graphModule(throat), /^---\ntitle: "Aching Throat"\n---\nflowchart TD\n {2}s0\(\["Initial"\]\)/);
    assert.match(await graphModule(hip, { others: [bloodTests], format: 'dot' }), /^digraph "broken_hip" \{\n/);
    await assert.rejects(graphModule(typo), (error) => error instanceof PolyclinicError && error.findings[0]?.what.includes('Ende') === true);
    await assert.rejects(graphModule(throat, { format: /** @type {any} */ ('svg') }), { kind: 'invalidInput' });
  });

  test('wrong forms are refused with their place', async () => {
    const wrong = /** @type {any} */ ([{ name: 'x', json: 5 }]);
    await assert.rejects(checkModules(wrong), (error) => error instanceof PolyclinicError && error.findings[0]?.where === '/modules/files/0/json');
    await assert.rejects(tracePerson({ modules: [throat] }, 0), { kind: 'invalidInput' });
    await assert.rejects(tracePerson({ modules: { files: [throat], only: ['throat'] } }, 1), (error) =>
      error instanceof PolyclinicError && error.findings[0]?.where === '/modules/only/0');
    await assert.rejects(runModules({ modules: [typo] }), { kind: 'invalidInput' });
  });

  test('a person is followed, the one whom the counts name', async () => {
    const config = { modules: [throat], patients: 60, seed: 4 };
    const { states } = await runModules(config);
    const looked = states.find(({ state }) => state === 'Looked at');
    assert.ok(looked?.first_person, JSON.stringify(states));
    const { person, steps, left_out } = await tracePerson(config, looked.first_person);
    assert.equal(person.number, looked.first_person);
    assert.equal(left_out, 0);
    const step = steps.find(({ state }) => state === 'Looked at');
    assert.ok(step?.wrote.some((text) => text.startsWith('condition begins: ')), JSON.stringify(step));
    assert.match(await tracePerson(config, looked.first_person, 'text'), /: the delay is over\n/);
  });

  test('counts are the same in every build', async () => {
    const answers = [];
    for (const [, options] of engines) {
      answers.push(await runModules({ modules: { files: [throat, vessels], tables }, patients: 150 }, /** @type {any} */ (options)));
    }
    assert.equal(answers[0].people, 150);
    assert.deepEqual(answers[1], answers[0]);
    await assert.rejects(runModules({ modules: [throat] }, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });

  test('a dataset is made of people with the modules', async () => {
    const files = await collectPieces(generatePieces({ patients: 40, years_of_history: 0, modules: [{ ...throat, json: JSON.parse(throat.json) }] }));
    assert.match(String(files.get('csv/conditions.csv')), /43878008/);
    await assert.rejects(collectPieces(generatePieces({ modules: [typo] })), (error) =>
      error instanceof PolyclinicError && error.findings[0]?.where.startsWith('typo/Initial') === true);
  });
});
