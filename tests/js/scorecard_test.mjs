// The scorecard through the package: the same in every build, in all its forms; wrong options; aborting.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { engines, polyclinic } from './package_under_test.mjs';

const { scorecard } = polyclinic;
const config = { patients: 300, seed: 6 };

describe('the scorecard', () => {
  test('is the same in every build, and adds up', async () => {
    const cards = [];
    for (const [, options] of engines) cards.push(await scorecard(config, /** @type {any} */ (options)));
    const [card] = cards;
    assert.deepEqual(cards[1], card);
    assert.equal(card.living, 300);
    assert.ok(card.anchors >= 150);
    assert.equal(card.results.length, card.anchors);
    assert.equal(card.results.filter(({ passed }) => passed).length, card.passed);
    assert.equal(card.chapters.reduce((sum, { passed }) => sum + passed, 0), card.passed);
    assert.equal(new Set(card.results.map(({ id }) => id)).size, card.anchors);
    for (const { id, source, low, high, published, produced, passed } of card.results) {
      assert.ok(card.sources[source], id);
      assert.ok(low < published && published < high, id);
      assert.equal(passed, produced !== null && produced >= low && produced <= high, id);
    }
  });

  test('is text, Markdown and one HTML file that loads nothing', async () => {
    assert.match(await scorecard(config, { format: 'text' }), /^\d+ of \d+ anchors pass: [\d.]+ %\n/);
    assert.match(await scorecard(config, { format: 'markdown' }), /^# Realism scorecard\n/);
    const page = await scorecard(config, { format: 'html' });
    assert.match(page, /^<!doctype html>/);
    assert.match(page, /<svg viewBox/);
    assert.doesNotMatch(page, /<script|<link|https?:|url\(|@import|src=/);
  });

  test('refuses what is wrong, and can be aborted', async () => {
    await assert.rejects(scorecard({ patients: 0 }), { kind: 'invalidInput' });
    await assert.rejects(scorecard(config, /** @type {any} */ ({ format: 'pdf' })), { kind: 'invalidInput' });
    await assert.rejects(scorecard(config, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });
});
