// Every check over one recording; conformance.mjs is its command.
import { getAddress } from 'ethers';
import {
  Contracts, callFailure, constructorFailure, decodeLog, interfaceOf, parseDeployment, resultFailure, revertFailure,
} from './contracts.mjs';
import { Reports } from './reports.mjs';
import { Tally } from './tally.mjs';
import { createAddressFailure, hashFailure, senderFailure } from './transactions.mjs';

class Checks {
  constructor(recording) {
    this.recording = recording;
    this.modelled = recording.signatureMode() === 'modelled';
    this.contracts = new Contracts();
    this.reports = new Reports();
    this.chainIds = new Map();
    this.tallies = {
      hashes: new Tally('transaction hashes'),
      senders: new Tally('senders'),
      created: new Tally('CREATE addresses'),
      constructors: new Tally('constructor arguments'),
      calls: new Tally('calls'),
      results: new Tally('results'),
      reverts: new Tally('reverts'),
      logs: new Tally('logs'),
      digests: new Tally('config digests'),
      signatures: new Tally('report signatures'),
      transmissions: new Tally('transmissions'),
    };
  }

  run() {
    for (const row of this.recording.transactions()) this.transaction(row);
    for (const log of this.recording.logs()) this.log(log);
    // Signatures need the configurations, which stand in the logs.
    for (const row of this.recording.transactions("status = 1 AND lower(hex(substr(input, 1, 4))) = 'b1dc65a4'"))
      this.transmission(row);
    return Object.values(this.tallies);
  }

  transaction(row) {
    const { hashes, senders, created } = this.tallies;
    const where = `transaction row ${row.id} (${row.hash})`;
    this.chainIds.set(row.chain, row.chain_id);
    hashes.attempt(where, () => hashFailure(row));
    if (this.modelled) senders.skip('signatures are modelled, so no library can tell who signed');
    else senders.attempt(where, () => senderFailure(row));
    if (row.to_address !== null) return this.call(row, where);
    if (row.status === '1') created.attempt(where, () => createAddressFailure(row));
    this.deployment(row, where);
  }

  deployment(row, where) {
    const { constructors } = this.tallies;
    const deployment = parseDeployment(row.input);
    if (!deployment) return constructors.skip('a deployment of real bytecode');
    const contract = interfaceOf(deployment.kind);
    if (!contract) return constructors.skip(`no ABI here for ${deployment.kind}`);
    if (row.status !== '1') return;
    constructors.attempt(where, () => constructorFailure(contract, deployment.arguments));
    this.contracts.add(row.chain, row.contract_address, deployment.kind);
  }

  call(row, where) {
    const { calls, results, reverts } = this.tallies;
    const contract = this.contracts.interfaceAt(row.chain, row.to_address);
    if (!contract) {
      if (row.input !== '0x') calls.skip('a call of an address where no known contract was deployed');
      return;
    }
    const output = row.output ?? '0x';
    if (row.status === '1') {
      calls.attempt(where, () => callFailure(contract, row.input));
      results.attempt(where, () => resultFailure(contract, row.input, output));
    } else {
      const failure = this.#tryRevert(contract, output);
      if (failure === null) reverts.skip('an error of an inner contract');
      else reverts.check(failure === '', `${where}: ${failure}`);
    }
    if (row.status === '1' && row.input.startsWith('0xb1dc65a4') && contract.getFunction('transmit'))
      this.tallies.transmissions.attempt(where, () =>
        this.reports.keepTransmission(row, contract.decodeFunctionData('transmit', row.input)),
      );
  }

  #tryRevert(contract, output) {
    try {
      return revertFailure(contract, output);
    } catch (error) {
      return error.shortMessage ?? error.message;
    }
  }

  log(log) {
    const { logs, digests, transmissions } = this.tallies;
    const where = `log row ${log.id}`;
    const contract = this.contracts.interfaceAt(log.chain, log.address);
    if (!contract) return logs.skip('a log of an address where no known contract was deployed');
    let decoded = {};
    logs.attempt(where, () => (decoded = decodeLog(contract, log)).failure);
    if (decoded.event?.name === 'ConfigSet')
      digests.attempt(where, () =>
        this.reports.configFailure(this.chainIds.get(log.chain), getAddress(log.address), decoded.values),
      );
    if (decoded.event?.name === 'NewTransmission')
      transmissions.attempt(where, () => this.reports.logFailure(log, decoded.values));
  }

  transmission(row) {
    const contract = this.contracts.interfaceAt(row.chain, row.to_address);
    if (!contract?.getFunction('transmit')) return;
    if (this.modelled) return this.tallies.signatures.skip('signatures are modelled');
    this.tallies.signatures.attempt(`transaction row ${row.id} (${row.hash})`, () =>
      this.reports.signatureFailure(contract.decodeFunctionData('transmit', row.input)),
    );
  }
}

/** The tallies of all checks. */
export const checkRecording = (recording) => new Checks(recording).run();
