// Reads CSV for judges of other formats, as RFC 4180 has it and no more leniently.

/** The header and the rows of a CSV text; an empty cell is null. */
export function csvCells(/** @type {string} */ text) {
  /** @type {(string | null)[][]} */
  const rows = [];
  /** @type {(string | null)[]} */
  let row = [];
  for (let at = 0; at < text.length;) {
    let cell = '';
    if (text[at] === '"') {
      for (++at; ; ++at) {
        const end = text.indexOf('"', at);
        if (end < 0) throw new Error('a quote is not closed');
        cell += text.slice(at, at = end);
        if (text[++at] !== '"') break;
        cell += '"';
      }
    } else {
      const start = at;
      while (at < text.length && text[at] !== ',' && text[at] !== '\n' && text[at] !== '"') ++at;
      cell = text.slice(start, at);
    }
    row.push(cell === '' ? null : cell);
    if (text[at] === '\n') rows.push(row), row = [];
    else if (text[at] !== ',') throw new Error(`row ${rows.length}: neither a comma nor a line end`);
    // A comma at a line's end has an empty cell behind it.
    if (text[at++] === ',' && text[at] === '\n') row.push(null), rows.push(row), row = [], ++at;
  }
  if (row.length > 0) throw new Error('the last line has no end');
  const [header, ...values] = rows;
  return { header: /** @type {string[]} */ (header), rows: values };
}
