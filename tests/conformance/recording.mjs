// Reads a recording: with Node's own SQLite where there is one (Node 22), else with the sqlite3 command.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export class InputError extends Error {}

const kPage = 2000; // rows a query, so that a day-long recording never stands in memory whole

async function openDatabase(path) {
  try {
    const { DatabaseSync } = await import('node:sqlite');
    const database = new DatabaseSync(path, { readOnly: true });
    return (sql) => database.prepare(sql).all();
  } catch (error) {
    if (error.code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw new InputError(`cannot read ${path}: ${error.message}`);
  }
  return (sql) => {
    try {
      const text = execFileSync('sqlite3', ['-readonly', '-json', path, sql], {
        maxBuffer: 1 << 30,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      return text === '' ? [] : JSON.parse(text);
    } catch (error) {
      if (error.code === 'ENOENT') throw new InputError('neither node:sqlite (Node 22) nor the sqlite3 command is there');
      throw new InputError(`cannot read ${path}: ${error.stderr || error.message}`);
    }
  };
}

// Numbers come as text, since 64 bits do not fit JavaScript's, and bytes as hexadecimal digits.
const number = (column) => `CAST("${column}" AS TEXT) AS "${column}"`;
const blob = (column) =>
  `CASE WHEN "${column}" IS NULL THEN NULL ELSE '0x' || lower(hex("${column}")) END AS "${column}"`;

const kTransactionColumns = [
  ...['id', 'chain', 'number', 'nonce', 'value', 'gas_limit', 'max_fee', 'max_priority_fee'].map(number),
  ...['type', 'chain_id', 'v', 'status'].map(number),
  ...['hash', 'sender', 'to_address', 'input', 'access_list', 'r', 's', 'output', 'contract_address'].map(blob),
].join(', ');
const kLogColumns = [
  ...['id', 'chain', 'transaction_row', 'position'].map(number),
  ...['address', 'topic0', 'topic1', 'topic2', 'topic3', 'data'].map(blob),
].join(', ');

export class Recording {
  static async open(path) {
    if (!existsSync(path)) throw new InputError(`there is no file ${path}`);
    const recording = new Recording(await openDatabase(path));
    const tables = recording.query("SELECT name FROM sqlite_master WHERE type = 'table'").map((row) => row.name);
    for (const table of ['run', 'transaction', 'log'])
      if (!tables.includes(table)) throw new InputError(`${path} is no recording with chains: it has no table "${table}"`);
    return recording;
  }

  constructor(query) {
    this.query = query;
  }

  /** The mode of signatures that the run states: real, every or modelled. */
  signatureMode() {
    return this.query("SELECT value FROM run WHERE key = 'signatures'")[0]?.value ?? 'real';
  }

  transactions(where = '1') {
    return this.#rows('transaction', kTransactionColumns, where);
  }

  logs() {
    return this.#rows('log', kLogColumns, '1');
  }

  *#rows(table, columns, where) {
    for (let last = '-1'; ; ) {
      const page = this.query(
        `SELECT ${columns} FROM "${table}" WHERE "${table}".id > ${last} AND (${where}) ORDER BY "${table}".id LIMIT ${kPage}`,
      );
      yield* page;
      if (page.length < kPage) return;
      last = page.at(-1).id;
    }
  }
}
