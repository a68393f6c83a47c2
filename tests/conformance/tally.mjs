/** Counts of one check, with the first failures in words. */
export class Tally {
  constructor(name) {
    Object.assign(this, { name, checked: 0, wrong: 0, uncovered: 0, failures: [], reasons: new Map() });
  }

  /** Counts `holds`; says `what` went wrong when it does not. */
  check(holds, what) {
    ++this.checked;
    if (!holds) this.fail(what);
    return holds;
  }

  /** Runs `attempt`, which returns a failure in words or nothing; an exception of the library is a failure, too. */
  attempt(where, attempt) {
    ++this.checked;
    try {
      const failure = attempt();
      if (failure) this.fail(`${where}: ${failure}`);
    } catch (error) {
      this.fail(`${where}: ${error.shortMessage ?? error.message}`);
    }
  }

  fail(what) {
    ++this.wrong;
    if (this.failures.length < 10) this.failures.push(what);
  }

  /** Something that this script cannot judge. */
  skip(reason) {
    ++this.uncovered;
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + 1);
  }

  print() {
    const count = (value, word) => `${String(value).padStart(8)} ${word}`;
    console.log(`${this.name.padEnd(24)}${count(this.checked, 'checked')}${count(this.wrong, 'wrong')}${count(this.uncovered, 'uncovered')}`);
    for (const failure of this.failures) console.log(`    wrong: ${failure}`);
    for (const [reason, times] of this.reasons) console.log(`    uncovered: ${reason} (${times})`);
  }
}
