// Which contract stands where, and what its ABI makes of calls, results, reverts and logs.
import { AbiCoder, Interface, dataLength, dataSlice, getBytes, toUtf8String } from 'ethers';
import { abis } from './abis.mjs';

const kMagic = '0xfe4f5243'; // begins the deployment input of a native contract: INVALID, "ORC"
const builtIn = new Interface(['error Error(string reason)', 'error Panic(uint256 code)']);
const coder = AbiCoder.defaultAbiCoder();

const interfaces = new Map(Object.entries(abis).map(([kind, abi]) => [kind, new Interface(abi)]));

/** The kind of contract and the constructor's arguments in a deployment's input; null when it is none of ours. */
export function parseDeployment(input) {
  if (dataLength(input) < 5 || dataSlice(input, 0, 4) !== kMagic) return null;
  const length = getBytes(dataSlice(input, 4, 5))[0];
  return { kind: toUtf8String(dataSlice(input, 5, 5 + length)), arguments: dataSlice(input, 5 + length) };
}

export class Contracts {
  #kinds = new Map();

  add(chain, address, kind) {
    this.#kinds.set(`${chain}/${address}`, kind);
  }

  /** The kind that stands at an address, or undefined. */
  kindAt(chain, address) {
    return this.#kinds.get(`${chain}/${address}`);
  }

  /** The interface that stands at an address, or undefined. */
  interfaceAt(chain, address) {
    return interfaces.get(this.kindAt(chain, address));
  }
}

export const interfaceOf = (kind) => interfaces.get(kind);

/** A failure in words unless the constructor's arguments are the canonical encoding of something. */
export function constructorFailure(contract, data) {
  const values = coder.decode(contract.deploy.inputs, data);
  return coder.encode(contract.deploy.inputs, values) === data ? '' : 'the arguments encode differently';
}

/** A failure in words unless a call's input is the canonical encoding of its decoded arguments. */
export function callFailure(contract, input) {
  if (dataLength(input) < 4) return contract.receive || contract.fallback ? '' : 'a call without selector succeeded';
  const called = contract.getFunction(dataSlice(input, 0, 4));
  if (!called) return contract.fallback ? '' : `selector ${dataSlice(input, 0, 4)} is none of the contract's`;
  const values = contract.decodeFunctionData(called, input);
  return contract.encodeFunctionData(called, values) === input ? '' : `${called.name}: the arguments encode differently`;
}

/** The same of what a successful call returned. */
export function resultFailure(contract, input, output) {
  const called = dataLength(input) < 4 ? null : contract.getFunction(dataSlice(input, 0, 4));
  if (!called) return output === '0x' ? '' : 'data came back from no function';
  const values = contract.decodeFunctionResult(called, output);
  return contract.encodeFunctionResult(called, values) === output ? '' : `${called.name}: the result encodes differently`;
}

/** A failure in words, or null for data that only the ABI of an inner contract could explain. */
export function revertFailure(contract, output) {
  if (output === '0x') return '';
  if (dataLength(output) < 4) return 'revert data of less than four bytes';
  for (const source of [builtIn, contract]) {
    const error = source.getError(dataSlice(output, 0, 4));
    if (!error) continue;
    const values = source.decodeErrorResult(error, output);
    return source.encodeErrorResult(error, values) === output ? '' : `${error.name}: the error encodes differently`;
  }
  return null;
}

/** Maker's anonymous LogNote, whose first topic is the selector of a function of the contract; else undefined. */
function noteOf(contract, topic) {
  const called = topic.endsWith('0'.repeat(56)) && contract.getFunction(topic.slice(0, 10));
  return called ? contract.fragments.find((one) => one.type === 'event' && one.anonymous) : undefined;
}

/** A log's event and arguments, or a failure in words. */
export function decodeLog(contract, log) {
  const topics = [log.topic0, log.topic1, log.topic2, log.topic3].filter((topic) => topic !== null);
  const event = topics.length > 0 ? (contract.getEvent(topics[0]) ?? noteOf(contract, topics[0])) : null;
  if (!event) return { failure: `topic ${topics[0]} is none of the contract's events` };
  const values = contract.decodeEventLog(event, log.data, topics);
  const again = contract.encodeEventLog(event, values);
  if (again.data !== log.data) return { failure: `${event.name}: the data encodes differently` };
  if (again.topics.join() !== topics.join()) return { failure: `${event.name}: the topics encode differently` };
  return { event, values };
}
