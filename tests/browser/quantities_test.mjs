// Numbers, sizes, times and speeds as the page shows them.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';

import { Pace } from '../../web/src/pace.js';
import { count, percent, rate, roughCount, roughSize, roughTime, size, time } from '../../web/src/quantities.js';

describe('quantities', () => {
  test('are written as people read them', () => {
    assert.equal(count(1234567), '1,234,567');
    assert.deepEqual([0, 9.94, 10.4, 12345.6].map(rate), ['0.0', '9.9', '10', '12,346']);
    assert.deepEqual([0, 999, 1000, 156_512_345, 4.2e9, 1.25e12].map(size), ['0 bytes', '999 bytes', '1.0 kB', '156.5 MB', '4.2 GB', '1.3 TB']);
    assert.deepEqual([0.04, 9.96, 42.4, 185, 7800].map(time), ['0.0 s', '10.0 s', '42 s', '3 min 05 s', '2 h 10 min']);
    assert.deepEqual([0.2, 7.2, 43, 200, 5400].map(roughTime), ['about 1 s', 'about 8 s', 'about 45 s', 'about 3 min', 'about 1 h 30 min']);
    assert.deepEqual([0, 0.5, 0.999, 1].map(percent), ['0 %', '50 %', '99 %', '100 %']);
  });

  test('an estimate has two digits', () => {
    assert.deepEqual([7, 138_412, 4_811_000].map(roughCount), ['7', '140,000', '4,800,000']);
    assert.deepEqual([999, 12_960_000, 1_449_000].map(roughSize), ['1 kB', '13 MB', '1.4 MB']);
  });

  test('a pace that was held counts as if nobody had', async () => {
    const pace = new Pace();
    pace.pause();
    await new Promise((resolve) => { setTimeout(resolve, 120); });
    const held = pace.seconds;
    pace.resume();
    assert.ok(held < 0.1 && pace.seconds < 0.1, `${held}, ${pace.seconds}`);
  });

  test('a pace is calm about the time left and knows the speed', async () => {
    const pace = new Pace();
    let last;
    for (let i = 1; i <= 8; i += 1) {
      await delay(100);
      last = pace.report({ patientsDone: i * 100, patientsTotal: 10_000, bytesGenerated: i * 1_000_000 });
    }
    assert.ok(last);
    assert.equal(last.share, 0.08);
    assert.ok(last.patientsPerSecond > 500 && last.patientsPerSecond < 1100, String(last.patientsPerSecond));
    assert.ok(Math.abs(last.bytesPerSecond / last.patientsPerSecond - 10_000) < 100);
    assert.ok(last.secondsLeft !== null && last.secondsLeft > 7 && last.secondsLeft < 20, String(last.secondsLeft));
    assert.equal(new Pace().report({ patientsDone: 0, patientsTotal: 10, bytesGenerated: 0 }).secondsLeft, null);
  });
});
