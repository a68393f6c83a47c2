// OCR2 on chain: digests of configurations, signatures under reports, and what a transmission logs of its report.
import { AbiCoder, concat, dataSlice, getBytes, keccak256, recoverAddress } from 'ethers';

const coder = AbiCoder.defaultAbiCoder();
const kDigestTypes = [
  'uint256', 'address', 'uint64', 'address[]', 'address[]', 'uint8', 'bytes', 'uint64', 'bytes',
];
const kReportTypes = ['uint32', 'bytes32', 'int192[]', 'int192'];

export class Reports {
  #configs = new Map(); // by digest: signers in lower case and f
  #transmitted = new Map(); // by row of the transaction: the decoded report

  /** Remembers a ConfigSet and says when its digest is wrong. */
  configFailure(chainId, aggregator, values) {
    const { configDigest, configCount, signers, transmitters, f } = values;
    this.#configs.set(configDigest, { signers: signers.map((signer) => signer.toLowerCase()), f: Number(f) });
    const preimage = [chainId, aggregator, configCount, signers, transmitters, f];
    preimage.push(values.onchainConfig, values.offchainConfigVersion, values.offchainConfig);
    const digest = concat(['0x0001', dataSlice(keccak256(coder.encode(kDigestTypes, preimage)), 2)]);
    return digest === configDigest ? '' : `recorded digest ${configDigest}, is ${digest}`;
  }

  /** Remembers the report of an accepted transmission for logFailure. */
  keepTransmission(row, call) {
    const [timestamp, observers, observations, juelsPerFeeCoin] = coder.decode(kReportTypes, call.report);
    this.#transmitted.set(row.id, { timestamp, observers, observations, juelsPerFeeCoin, context: call.reportContext });
  }

  /** Says what is wrong with the signatures that the contract accepted. */
  signatureFailure(call) {
    const config = this.#configs.get(call.reportContext[0]);
    if (!config) return `configuration ${call.reportContext[0]} was never set`;
    const hash = keccak256(concat([keccak256(call.report), ...call.reportContext]));
    const parities = getBytes(call.rawVs);
    const signers = call.rs.map((r, i) => recoverAddress(hash, { r, s: call.ss[i], v: 27 + parities[i] }).toLowerCase());
    if (signers.length !== config.f + 1) return `${signers.length} signatures, not f + 1 = ${config.f + 1}`;
    if (new Set(signers).size !== signers.length) return 'a signer counts twice';
    const stranger = signers.find((signer) => !config.signers.includes(signer));
    return stranger ? `${stranger} signed and is no signer` : '';
  }

  /** Says where a NewTransmission differs from the report that its transaction carried. */
  logFailure(log, values) {
    const report = this.#transmitted.get(log.transaction_row);
    if (!report) return 'the transaction transmitted no report';
    this.#transmitted.delete(log.transaction_row);
    const { observations } = report;
    if (values.answer !== observations[observations.length >> 1]) return 'the answer is not the middle observation';
    if (values.observations.join() !== observations.join()) return 'other observations than reported';
    if (values.observers !== dataSlice(report.observers, 0, observations.length)) return 'other observers than reported';
    if (values.observationsTimestamp !== report.timestamp) return 'another timestamp than reported';
    if (values.juelsPerFeeCoin !== report.juelsPerFeeCoin) return 'another exchange rate than reported';
    if (values.configDigest !== report.context[0]) return 'another configuration than signed';
    if (values.epochAndRound !== (BigInt(report.context[1]) & 0xffffffffffn)) return 'another epoch and round than signed';
    return '';
  }
}
