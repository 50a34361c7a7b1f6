// Numbers, sizes and times as people read them.

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export const count = (number) => whole.format(number);

/** A rate: whole above 10, else with one decimal. */
export const rate = (number) => (number >= 10 ? whole : oneDecimal).format(number);

/** Bytes in decimal units, as disks and file managers count. */
export function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  for (const [unit, name] of [[1e12, 'TB'], [1e9, 'GB'], [1e6, 'MB'], [1e3, 'kB']]) {
    if (bytes >= unit) return `${oneDecimal.format(bytes / unit)} ${name}`;
  }
  return '';
}

/** An amount that is not known exactly: two digits and no more. */
export const roughCount = (number) => count(Number(number.toPrecision(2)));
export const roughSize = (bytes) => size(Number(Math.round(bytes).toPrecision(2))).replace('.0 ', ' ');

/** "42 s", "3 min 05 s", "2 h 10 min". */
export function time(seconds) {
  if (seconds < 10) return `${oneDecimal.format(seconds)} s`;
  const all = Math.round(seconds);
  if (all < 60) return `${all} s`;
  if (all < 3600) return `${Math.floor(all / 60)} min ${String(all % 60).padStart(2, '0')} s`;
  return `${Math.floor(all / 3600)} h ${String(Math.floor((all % 3600) / 60)).padStart(2, '0')} min`;
}

/** Time left, without seconds that jump about: "about 20 s". */
export function roughTime(seconds) {
  if (seconds < 1) return 'about 1 s';
  if (seconds < 20) return `about ${Math.ceil(seconds)} s`;
  if (seconds < 90) return `about ${Math.ceil(seconds / 5) * 5} s`;
  if (seconds < 3600) return `about ${Math.round(seconds / 60)} min`;
  return `about ${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** A share as whole percent, never 100 before the end. */
export const percent = (share) => `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))} %`;
