// DuckDB, the judge of the CSV files: one database in memory or in a file, and the few ways to ask it.

import { DuckDBInstance } from '@duckdb/node-api';

export class Database {
  #instance;
  #connection;

  constructor(instance, connection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** A database in `file`, or in memory without one. */
  static async open(file = ':memory:') {
    const instance = await DuckDBInstance.create(file, {
      threads: '2',
      memory_limit: '4GB',
      preserve_insertion_order: 'false',
    });
    return new Database(instance, await instance.connect());
  }

  async run(sql) {
    await this.#connection.run(sql);
  }

  /** All rows as objects; 64-bit numbers become numbers. */
  async rows(sql) {
    const reader = await this.#connection.runAndReadAll(sql);
    return reader.getRowObjectsJson().map((row) => {
      for (const [key, value] of Object.entries(row)) {
        if (
          typeof value === 'string' &&
          /^-?\d{1,15}$/.test(value) &&
          reader.columnType(reader.columnNames().indexOf(key)).toString() !== 'VARCHAR'
        ) {
          row[key] = Number(value);
        }
      }
      return row;
    });
  }

  async row(sql) {
    return (await this.rows(sql))[0];
  }

  /** The one value of a query that gives one row of one column. */
  async value(sql) {
    return Object.values(await this.row(sql))[0];
  }

  close() {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}

/** A text as an SQL literal. */
export const literal = (text) => `'${String(text).replaceAll("'", "''")}'`;

/** A name as an SQL identifier. */
export const name = (text) => `"${text}"`;
