// Proves: the checks find nothing wrong in a right recording, and find each kind of wrong. The ABIs are held to the
// selectors and topics of the real contracts.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Wallet, keccak256, toUtf8Bytes } from 'ethers';
import { checkRecording } from './check_recording.mjs';
import { interfaceOf } from './contracts.mjs';
import { Recording } from './recording.mjs';
import { writeSample } from './sample_recording.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const right = join(folder, 'right.sqlite');

before(() => writeSample(right));
after(() => rmSync(folder, { recursive: true }));

const talliesOf = async (path) => checkRecording(await Recording.open(path));
const command = (...args) => spawnSync('node', [join(here, 'conformance.mjs'), ...args], { encoding: 'utf8' });

/** The names of the checks that fail after `sql` changed the sample. */
async function wrongAfter(sql) {
  const path = join(folder, 'changed.sqlite');
  copyFileSync(right, path);
  execFileSync('sqlite3', [path, sql]);
  const tallies = await talliesOf(path);
  return tallies.filter((tally) => tally.wrong > 0).map((tally) => tally.name);
}

test('a right recording has nothing wrong, and every check had something to do', async () => {
  for (const tally of await talliesOf(right)) {
    assert.equal(tally.wrong, 0, tally.failures.join());
    assert.ok(tally.checked > 0, tally.name);
    assert.equal(tally.uncovered, 0, tally.name);
  }
});

const changes = [
  ['another nonce', `UPDATE "transaction" SET nonce = 9 WHERE id = 2`, ['transaction hashes', 'senders']],
  ['another sender', `UPDATE "transaction" SET sender = zeroblob(20) WHERE nonce = 2`, ['senders']],
  ['another hash', `UPDATE "transaction" SET hash = zeroblob(32) WHERE nonce = 2`, ['transaction hashes']],
  ['another access list', `UPDATE "transaction" SET access_list = NULL WHERE id = 2`, ['transaction hashes', 'senders']],
  ['another s', `UPDATE "transaction" SET s = r WHERE nonce = 2`, ['transaction hashes', 'senders']],
  ['a wrong reason', `UPDATE "transaction" SET output = x'08c379a0' WHERE status = 0`, ['reverts']],
  ['a result from nowhere', `UPDATE "transaction" SET output = x'00' WHERE id = 2`, ['results']],
  ['an unknown event', `UPDATE log SET topic0 = zeroblob(32) WHERE topic2 IS NOT NULL`, ['logs']],
  ['a topic less', `UPDATE log SET topic1 = NULL WHERE topic2 IS NULL AND topic1 IS NOT NULL`, ['logs']],
];
for (const [name, sql, expected] of changes)
  test(`found: ${name}`, async () => assert.deepEqual(await wrongAfter(sql), expected));

test('found: a contract that stands elsewhere', async () => {
  const wrong = await wrongAfter(`UPDATE "transaction" SET contract_address = zeroblob(20) WHERE to_address IS NULL`);
  assert.deepEqual(wrong, ['CREATE addresses']);
});

/** Replaces the only occurrence of some bytes in a blob. */
const replaced = (table, column, where, from, to) =>
  `UPDATE "${table}" SET ${column} = (WITH t(at) AS (SELECT instr(${column}, x'${from}')) SELECT CAST(substr(${column}, 1, at - 1) || x'${to}' || substr(${column}, at + ${from.length / 2}) AS BLOB) FROM t) WHERE ${where}`;

test('found: a log that says another answer than the report', async () => {
  const word = (n) => n.toString(16).padStart(64, '0');
  const first = `topic1 IS NOT NULL AND topic2 IS NULL`;
  assert.deepEqual(await wrongAfter(replaced('log', 'data', first, word(201), word(203))), ['transmissions']);
});

test('found: a configuration whose digest is another', async () => {
  assert.deepEqual(await wrongAfter(replaced('log', 'data', 'topic1 IS NULL', 'deadbeef', 'deadbeee')), ['config digests']);
});

test('found: a signer who is none', async () => {
  const firstSigner = new Wallet(keccak256(toUtf8Bytes('signer/0'))).address.slice(2).toLowerCase();
  const wrong = await wrongAfter(
    replaced('log', 'data', 'topic1 IS NULL', firstSigner, '00'.repeat(19) + '01'),
  );
  assert.deepEqual(wrong, ['config digests', 'report signatures']);
});

test('found: input with bytes that no encoder writes', async () => {
  const wrong = await wrongAfter(`UPDATE "transaction" SET input = CAST(input || x'00' AS BLOB) WHERE id = 2`);
  assert.deepEqual(wrong, ['transaction hashes', 'senders', 'calls']);
});

test('modelled signatures leave senders and signers uncovered, and nothing wrong', async () => {
  const path = join(folder, 'modelled.sqlite');
  await writeSample(path, 'modelled');
  const tallies = await talliesOf(path);
  assert.deepEqual(tallies.filter((tally) => tally.wrong > 0), []);
  const uncovered = tallies.filter((tally) => tally.uncovered > 0).map((tally) => tally.name);
  assert.deepEqual(uncovered, ['senders', 'report signatures']);
});

test('the command exits with 0, 1 and 2', () => {
  assert.equal(command(right).status, 0, command(right).stdout);
  assert.match(command(right).stdout, /^\d+ passed, 0 failed$/m);
  const wrong = join(folder, 'wrong.sqlite');
  copyFileSync(right, wrong);
  execFileSync('sqlite3', [wrong, 'UPDATE "transaction" SET nonce = 77']);
  assert.equal(command(wrong).status, 1);
  assert.equal(command().status, 2);
  assert.match(command(join(folder, 'none')).stderr, /there is no file/);
  const empty = join(folder, 'empty.sqlite');
  execFileSync('sqlite3', [empty, 'CREATE TABLE x (y)']);
  assert.match(command(empty).stderr, /no table "run"/);
});

// spec/ocr.md §8.6 and §9: of the real contracts.
test('selectors and topics are those of the real contracts', () => {
  const aggregator = interfaceOf('AccessControlledOCR2Aggregator');
  const selectors = {
    decimals: '313ce567', description: '7284e416', version: '54fd4d50', getRoundData: '9a6fc8f5', latestRoundData: 'feaf968c',
    latestAnswer: '50d25bcd', latestTimestamp: '8205bf6a', latestRound: '668a0f02', getAnswer: 'b5ab58dc',
    getTimestamp: 'b633620c', latestTransmissionDetails: 'e5fe4577', latestConfigDetails: '81ff7048',
    latestConfigDigestAndEpoch: 'afcb95d7', requestNewRound: '98e5b12a', minAnswer: '22adbc78', maxAnswer: '70da2f67',
    getTransmitters: '666cab8d', setBilling: '643dc105', setPayees: '9c849b30', withdrawPayment: '8ac28d5a',
    withdrawFunds: 'c1075329', owedPayment: '0eafb25b', oracleObservationCount: 'e4902f82',
    linkAvailableForPayment: 'd09dc339', setValidatorConfig: 'eb457163', addAccess: 'a118f249', removeAccess: '8823da6c',
    owner: '8da5cb5b', transferOwnership: 'f2fde38b', transmit: 'b1dc65a4', setConfig: 'e3d0e712',
  };
  for (const [name, selector] of Object.entries(selectors))
    assert.equal(aggregator.getFunction(name).selector, '0x' + selector, name);
  const topics = {
    NewTransmission: ['c797025f', 'ee6dee6016a'], NewRound: ['0109fc6f', '0cac60271'], AnswerUpdated: ['0559884f', '5bf646fc5f'],
    ConfigSet: ['1591690b', '4e05'], RoundRequested: ['41e39905', '825c'], BillingSet: ['0bf184bf', '713f'],
    OraclePaid: ['d0b1dac9', '712c'], ValidatorConfigSet: ['b04e3a37', '1541'], PayeeshipTransferred: ['78af32ef', '75b3'],
    LinkTokenSet: ['4966a50c', '711a'],
  };
  for (const [name, [begin, end]] of Object.entries(topics)) {
    const topic = aggregator.getEvent(name).topicHash;
    assert.ok(topic.startsWith('0x' + begin) && topic.endsWith(end.slice(-4)), `${name} ${topic}`);
  }
  const proxy = interfaceOf('EACAggregatorProxy');
  const routes = { proposeAggregator: 'f8a2abd3', confirmAggregator: 'a928c096', proposedLatestRoundData: '8f6b4d91', aggregator: '245a7bfc', phaseId: '58303b10', phaseAggregators: 'c1597304' };
  for (const [name, selector] of Object.entries(routes)) assert.equal(proxy.getFunction(name).selector, '0x' + selector, name);
});
