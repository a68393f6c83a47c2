#pragma once

#include "tests/known_answers/format.h"

namespace orrery::known_answers {

/// "ocr-evm-scenario/1": deployments, transactions and calls in order, recorded from real bytecode. A step passes when
/// status, revert data and reason, logs, return data and created address are as recorded and the gas is within 5 %.
/// After that comparison each transaction is run again so that it uses exactly the recorded gas, since contracts that
/// pay by their own gas meter turn a difference in gas into one of payments.
Format evm_scenario_format();

}  // namespace orrery::known_answers
