// Writes a small recording by hand, with the library as its author: what a right recording looks like to the checks.
import { execFileSync } from 'node:child_process';
import {
  AbiCoder, Interface, SigningKey, Transaction, Wallet, concat, dataSlice, encodeRlp, getCreateAddress, hexlify, keccak256, toBeHex,
  toUtf8Bytes, zeroPadValue,
} from 'ethers';
import { abis } from './abis.mjs';

const coder = AbiCoder.defaultAbiCoder();
const aggregator = new Interface(abis.AccessControlledOCR2Aggregator);
const kChainId = 1;
const kSchema = `
  CREATE TABLE run (key TEXT PRIMARY KEY, value TEXT);
  CREATE TABLE "transaction" (id INTEGER PRIMARY KEY, chain INTEGER, block INTEGER, number INTEGER, position INTEGER,
    hash BLOB, sender BLOB, nonce INTEGER, to_address BLOB, value TEXT, input BLOB, gas_limit INTEGER, max_fee TEXT,
    max_priority_fee TEXT, access_list BLOB, type INTEGER, chain_id INTEGER, v INTEGER, r BLOB, s BLOB, status INTEGER,
    gas_used INTEGER, effective_gas_price TEXT, output BLOB, contract_address BLOB);
  CREATE TABLE log (id INTEGER PRIMARY KEY, chain INTEGER, block INTEGER, transaction_row INTEGER, position INTEGER,
    address BLOB, topic0 BLOB, topic1 BLOB, topic2 BLOB, topic3 BLOB, data BLOB);`;

const wallet = (seed) => new Wallet(keccak256(toUtf8Bytes(seed)));
const blob = (hex) => (hex == null ? 'NULL' : `x'${hex.slice(2)}'`);

class Sample {
  sql = [kSchema];
  nextId = 1;

  async transaction(from, fields, { status = 1, output = '0x', created = null } = {}) {
    const fees = fields.type === 0 ? {} : { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 7n };
    const raw = await from.signTransaction({ type: 2, chainId: kChainId, gasLimit: 500000n, value: 0n, ...fees, ...fields });
    const tx = Transaction.from(raw);
    const accessList = tx.accessList?.length ? encodeRlp(tx.accessList.map((e) => [e.address, e.storageKeys])) : null;
    const id = this.nextId++;
    const values = [id, 1, 0, 1, 0, blob(tx.hash), blob(tx.from), tx.nonce, blob(tx.to), `'${tx.value}'`, blob(tx.data), tx.gasLimit];
    values.push(`'${tx.maxFeePerGas ?? tx.gasPrice}'`, `'${tx.maxPriorityFeePerGas ?? tx.gasPrice}'`, blob(accessList), tx.type, tx.chainId);
    values.push(tx.signature.yParity, blob(tx.signature.r), blob(tx.signature.s), status, 21000, "'1'", blob(output), blob(created));
    this.sql.push(`INSERT INTO "transaction" VALUES (${values.join(', ')});`);
    return id;
  }

  log(transaction, address, event, args) {
    const { topics, data } = aggregator.encodeEventLog(event, args);
    const columns = [0, 1, 2, 3].map((i) => blob(topics[i]));
    const values = [this.nextId++, 1, 0, transaction, 0, blob(address), ...columns, blob(data)];
    this.sql.push(`INSERT INTO log VALUES (${values.join(', ')});`);
  }

  write(path) {
    execFileSync('sqlite3', [path], { input: this.sql.join('\n') });
  }
}

function deploymentInput(kind, args) {
  return concat(['0xfe4f5243', toBeHex(kind.length, 1), toUtf8Bytes(kind), args]);
}

/** Four oracles: one deployment, one configuration, one accepted and one stale transmission, one plain transfer. */
export async function writeSample(path, signatures = 'real') {
  const sample = new Sample();
  sample.sql.push(`INSERT INTO run VALUES ('signatures', '${signatures}');`);
  const [owner, transmitter] = [wallet('owner'), wallet('transmitter')];
  const signers = [0, 1, 2, 3].map((i) => wallet(`signer/${i}`));
  const address = getCreateAddress({ from: owner.address, nonce: 0 });

  const zero = '0x' + '00'.repeat(20);
  const constructor = aggregator.encodeDeploy([zero, 1n, 10n ** 12n, zero, zero, 8, 'ETH / USD']);
  await sample.transaction(owner, { nonce: 0, to: null, data: deploymentInput('AccessControlledOCR2Aggregator', constructor) }, { created: address });

  const config = [signers.map((s) => s.address), [0, 1, 2, 3].map((i) => (i ? wallet(`t/${i}`) : transmitter).address), 1, '0x0102', 2n, '0xdeadbeef'];
  const configured = await sample.transaction(owner, { nonce: 1, to: address, data: aggregator.encodeFunctionData('setConfig', config), accessList: [{ address, storageKeys: [zeroPadValue('0x01', 32)] }] });
  const types = ['uint256', 'address', 'uint64', 'address[]', 'address[]', 'uint8', 'bytes', 'uint64', 'bytes'];
  const digest = concat(['0x0001', dataSlice(keccak256(coder.encode(types, [kChainId, address, 1n, ...config])), 2)]);
  sample.log(configured, address, 'ConfigSet', [0, digest, 1n, ...config]);

  const observations = [199n, 200n, 201n, 202n];
  const observers = '0x00010203' + '00'.repeat(28);
  const report = coder.encode(['uint32', 'bytes32', 'int192[]', 'int192'], [1700000000, observers, observations, -5n]);
  const context = [digest, zeroPadValue('0x0101', 32), '0x' + '00'.repeat(32)];
  const hash = keccak256(concat([keccak256(report), ...context]));
  const signed = signers.slice(0, 2).map((s) => new SigningKey(s.privateKey).sign(hash));
  const parities = new Uint8Array(32);
  signed.forEach((signature, i) => (parities[i] = signature.yParity));
  const data = aggregator.encodeFunctionData('transmit', [context, report, signed.map((s) => s.r), signed.map((s) => s.s), hexlify(parities)]);
  const transmitted = await sample.transaction(transmitter, { nonce: 0, to: address, data });
  sample.log(transmitted, address, 'NewTransmission', [1, 201n, transmitter.address, 1700000000, observations, '0x00010203', -5n, digest, 0x101n]);
  sample.log(transmitted, address, 'NewRound', [1, zero, 1700000000n]);
  sample.log(transmitted, address, 'AnswerUpdated', [201n, 1n, 1700000012n]);

  const stale = new Interface(['error Error(string reason)']).encodeErrorResult('Error', ['stale report']);
  await sample.transaction(transmitter, { nonce: 1, to: address, data }, { status: 0, output: stale });
  await sample.transaction(transmitter, { nonce: 2, to: owner.address, type: 0, gasPrice: 5n, value: 3n });
  sample.write(path);
}
