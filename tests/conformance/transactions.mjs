// Transactions put together again from their recorded fields by the library.
import { Signature, Transaction, decodeRlp, getAddress, getCreateAddress } from 'ethers';

const lower = (address) => address?.toLowerCase() ?? null;

function accessList(row) {
  if (row.access_list === null) return [];
  return decodeRlp(row.access_list).map(([address, storageKeys]) => ({ address: getAddress(address), storageKeys }));
}

/** The signed transaction that the row's fields make. Throws what the library finds wrong with them. */
export function rebuild(row) {
  const type = Number(row.type);
  const fields = {
    type,
    chainId: BigInt(row.chain_id),
    nonce: Number(row.nonce),
    gasLimit: BigInt(row.gas_limit),
    to: row.to_address,
    value: BigInt(row.value),
    data: row.input,
    signature: Signature.from({ r: row.r, s: row.s, yParity: Number(row.v) }),
  };
  if (type === 0) return Transaction.from({ ...fields, gasPrice: BigInt(row.max_fee) });
  return Transaction.from({
    ...fields,
    maxFeePerGas: BigInt(row.max_fee),
    maxPriorityFeePerGas: BigInt(row.max_priority_fee),
    accessList: accessList(row),
  });
}

export function hashFailure(row) {
  const { hash } = rebuild(row);
  return hash === row.hash ? '' : `recorded ${row.hash}, is ${hash}`;
}

export function senderFailure(row) {
  const sender = lower(rebuild(row).from);
  return sender === row.sender ? '' : `recorded ${row.sender}, is ${sender}`;
}

export function createAddressFailure(row) {
  const address = lower(getCreateAddress({ from: getAddress(row.sender), nonce: BigInt(row.nonce) }));
  return address === row.contract_address ? '' : `recorded ${row.contract_address}, is ${address}`;
}
