// Tests of samples against distributions, in plain JavaScript: chi-square, Kolmogorov-Smirnov, the normal distribution.
// statistics_test.mjs holds them against published values.

/** Logarithm of the gamma function for x > 0, by Stirling's series after moving x above 10; to about 1e-13. */
export function logGamma(x) {
  let shift = 0;
  while (x < 10) shift -= Math.log(x++);
  const y = 1 / (x * x);
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x;
  return shift + (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/** The upper regularized incomplete gamma function Q(a, x): the series below a + 1, a continued fraction above. */
export function upperGamma(a, x) {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a,
      sum = term;
    for (let n = 1; n < 10000 && term > sum * 1e-16; ++n) sum += term *= x / (a + n);
    return Math.max(0, 1 - scale * sum);
  }
  // Lentz's way of evaluating 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))).
  let b = x + 1 - a,
    c = 1e300,
    d = 1 / b,
    fraction = d;
  for (let n = 1; n < 10000; ++n) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return scale * fraction;
}

/** How likely a chi-square as large as this is by chance. */
export const chiSquareProbability = (statistic, degrees) => (degrees <= 0 ? 1 : upperGamma(degrees / 2, statistic / 2));

/**
 * Counts against shares (in any unit). Classes of fewer than `least` expected are put together with the next one; a
 * class of share 0 that has anybody gives p = 0.
 */
export function chiSquareTest(counts, shares, least = 5) {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const unit = shares.reduce((sum, share) => sum + share, 0);
  let statistic = 0,
    classes = 0,
    count = 0,
    expected = 0;
  let last = { count: 0, expected: 0 };
  for (let i = 0; i < counts.length; ++i) {
    if (shares[i] === 0) {
      if (counts[i] > 0) return { statistic: Infinity, degrees: classes, p: 0 };
      continue;
    }
    count += counts[i];
    expected += (shares[i] / unit) * total;
    if (expected < least) continue;
    statistic += (count - expected) ** 2 / expected;
    classes += 1;
    last = { count, expected };
    count = expected = 0;
  }
  if (expected > 0 && classes > 0) {
    // What is left at the end joins the last class.
    statistic -= (last.count - last.expected) ** 2 / last.expected;
    const joined = { count: last.count + count, expected: last.expected + expected };
    statistic += (joined.count - joined.expected) ** 2 / joined.expected;
  }
  return { statistic, degrees: classes - 1, p: chiSquareProbability(statistic, classes - 1) };
}

/** The standard normal distribution function. */
export const normalCumulative = (z) =>
  z < 0 ? 0.5 * upperGamma(0.5, (z * z) / 2) : 1 - 0.5 * upperGamma(0.5, (z * z) / 2);

/** A sample against a distribution function; p by Kolmogorov's asymptotic series with Stephens' correction. */
export function kolmogorovTest(sample, cumulative) {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  for (let i = 0; i < sorted.length; ++i) {
    // Equal values are one step.
    let j = i;
    while (j + 1 < sorted.length && sorted[j + 1] === sorted[i]) ++j;
    const expected = cumulative(sorted[i]);
    distance = Math.max(distance, (j + 1) / sorted.length - expected, expected - (j + 1) / sorted.length);
    if (j === i) distance = Math.max(distance, expected - i / sorted.length);
    i = j;
  }
  const root = Math.sqrt(sorted.length);
  const scaled = distance * (root + 0.12 + 0.11 / root);
  let p = 0;
  for (let k = 1; k <= 100; ++k) p += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * scaled * scaled);
  return { distance, p: scaled < 0.2 ? 1 : Math.min(1, Math.max(0, p)) };
}
