#pragma once

#include <string>

namespace orrery::scenarios {

/// Writes the whole text to an open file, pipe or socket; false, with errno, when it cannot.
bool write_all(int file, const std::string& text);

}  // namespace orrery::scenarios
