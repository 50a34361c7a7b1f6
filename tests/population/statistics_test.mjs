// Holds the statistics against published values, and shows that the population's tests can fail: each is given a
// reference that is a little wrong on purpose, and must refuse it.

import { expectancy, lifeTable, referenceTable } from './life_expectancy.mjs';
import { beyond, meanTolerance, spreadTolerance } from './measures.mjs';
import { sharesBySexAndAge } from './reference.mjs';
import { circumstances, circumstanceTest, marginReferences, margins } from './shares.mjs';
import { chiSquareProbability, chiSquareTest, kolmogorovTest, logGamma, normalCumulative } from './statistics.mjs';

const near = (value, wanted, error) => Math.abs(value - wanted) <= error * Math.abs(wanted);

/** Against values of Abramowitz and Stegun, tables 26.1 and 26.8, and of the functions themselves. */
export function checkStatistics(report) {
  // 95 % and 99.9 % points of chi-square.
  for (const [degrees, point95, point999] of [
    [1, 3.84146, 10.828],
    [2, 5.99146, 13.816],
    [10, 18.307, 29.588],
    [50, 67.5048, 86.661],
    [100, 124.342, 149.449],
  ]) {
    const p95 = chiSquareProbability(point95, degrees),
      p999 = chiSquareProbability(point999, degrees);
    report.check(
      `chi-square of ${degrees} degrees has its published points`,
      near(p95, 0.05, 1e-4) && near(p999, 0.001, 1e-3),
      `${p95}, ${p999}`,
    );
  }
  for (const [z, wanted] of [
    [-3, 0.00134989803163],
    [-1, 0.1586552539315],
    [0, 0.5],
    [1.96, 0.9750021048518],
    [4, 0.9999683287582],
  ]) {
    report.check(`the normal distribution at ${z}`, near(normalCumulative(z), wanted, 1e-11), `${normalCumulative(z)}`);
  }
  report.check(
    'the logarithm of the gamma function',
    near(logGamma(0.5), Math.log(Math.PI) / 2, 1e-12) && near(logGamma(11), Math.log(3628800), 1e-13),
    `${logGamma(0.5)}`,
  );
  report.check(
    'counts like their shares are accepted',
    chiSquareTest([520, 480], [1, 1]).p > 0.2 && chiSquareTest([0, 10, 30], [0, 1, 3]).p > 0.9,
  );
  report.check(
    'counts unlike their shares are refused',
    chiSquareTest([600, 400], [1, 1]).p < 1e-6 && chiSquareTest([1, 10, 30], [0, 1, 3]).p === 0,
  );
  const even = Array.from({ length: 1000 }, (_, index) => (index + 0.5) / 1000);
  report.check(
    'a sample of its distribution is accepted, another refused',
    kolmogorovTest(even, (x) => x).p > 0.99 && kolmogorovTest(even, (x) => x * x).p < 1e-6,
  );
  report.check(
    'the life expectancy of a known table',
    near(expectancy([0.5, 1]), 1, 1e-12) && near(expectancy([0, 0, 1]), 2.5, 1e-12),
  );
}

/** Each margin and circumstance with a reference that is off by a fixed part. */
export async function checkThatTestsFail(report, database, alpha, people) {
  for (const [what, test] of Object.entries(margins)) {
    const reference = marginReferences[what]();
    // The first third of the classes has a tenth more people.
    const wrong = reference.map((row, index) => ({
      ...row,
      people: row.people * (index < reference.length / 3 ? 1.1 : 1),
    }));
    const { p } = await test(database, wrong);
    report.check(`a reference of ${what} that is wrong by a tenth is refused`, p < alpha, `p = ${p}`);
  }
  for (const what of circumstances) {
    const wrong = sharesBySexAndAge(what).map((band) => {
      const sorted = [...band.shares].sort((a, b) => b.share - a.share);
      const moved = sorted[0].share * 0.06; // from the most to the second
      return {
        ...band,
        shares: band.shares.map((each) => ({
          ...each,
          share: each.share + (each === sorted[1] ? moved : each === sorted[0] ? -moved : 0),
        })),
      };
    });
    const { p } = await circumstanceTest(database, what, wrong);
    report.check(`a reference of ${what} that is wrong by 6 % of its largest share is refused`, p < alpha, `p = ${p}`);
  }
  const table = referenceTable();
  for (const sex of ['F', 'M']) {
    const heavier = expectancy(table[sex].map((risk) => Math.min(1, risk * 1.08)));
    const { e0 } = lifeTable(people, sex, table[sex]);
    report.check(
      `a life table with 8 % more deaths is refused, ${sex}`,
      Math.abs(e0 - heavier) > 0.5,
      `${(e0 - heavier).toFixed(2)} years apart`,
    );
  }
  report.check(
    'a mean that is off by 3 % is refused',
    beyond(0.03, meanTolerance, 0.002) > 3.5 && beyond(-0.03, meanTolerance, 0.002) > 3.5,
  );
  report.check(
    'a spread that is off by 15 % is refused',
    beyond(0.15, spreadTolerance, 0.01) > 3.5 && beyond(0.099, spreadTolerance, 0.01) < 0,
  );
}
