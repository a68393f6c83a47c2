#!/usr/bin/env node
// Holds a recording against ethers, which shares no code with Orrery:  node conformance.mjs run.sqlite
// Prints a line of counts for each check. Exits with 0 when all agree, 1 on any difference, 2 on wrong input.
import { InputError, Recording } from './recording.mjs';

function stop(message) {
  console.error(`conformance: ${message}`);
  process.exit(2);
}

async function loadChecks() {
  try {
    return await import('./check_recording.mjs');
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return stop('the npm packages are not installed. Once, with network: npm ci --prefix tests/conformance');
  }
}

const [path, ...rest] = process.argv.slice(2);
if (!path || rest.length > 0) stop('usage: node conformance.mjs RECORDING.sqlite');
const { checkRecording } = await loadChecks();
try {
  const tallies = checkRecording(await Recording.open(path));
  for (const tally of tallies) tally.print();
  const sum = (count) => tallies.reduce((total, tally) => total + tally[count], 0);
  if (sum('checked') === 0) stop(`${path} holds no transactions: record at level protocol or full`);
  console.log(`${sum('checked') - sum('wrong')} passed, ${sum('wrong')} failed`);
  process.exitCode = sum('wrong') > 0 ? 1 : 0;
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  stop(error.message);
}
