#pragma once

#include <string>

namespace orrery::scenarios {

/// Every section and key of the scenario language with type, default and meaning, every fault kind with its parameters,
/// and every figure that an expectation can name, as Markdown. docs/scenarios.md holds this text.
std::string language_reference();

}  // namespace orrery::scenarios
