#include "sim/assert.h"

#include <cstdio>
#include <cstdlib>

namespace orrery::sim {

void broken_invariant(const char* expression, const char* file, int line, std::string_view why) {
  std::fflush(stdout);
  std::fprintf(stderr, "orrery: broken invariant: %.*s\n  %s does not hold at %s:%d\n", static_cast<int>(why.size()),
               why.data(), expression, file, line);
  std::fflush(stderr);
  // Destructors must not run: they would work on a state that is known to be wrong.
  std::_Exit(3);
}

}  // namespace orrery::sim
