#pragma once

#include "sim/kernel.h"

namespace orrery::sim {

/// Makes `cause` the current cause until the end of the scope, then restores the one before it.
class CauseScope {
 public:
  CauseScope(Kernel& kernel, CauseId cause) : kernel_(kernel), before_(kernel.cause()) { kernel.set_cause(cause); }
  ~CauseScope() { kernel_.set_cause(before_); }
  CauseScope(const CauseScope&) = delete;
  CauseScope& operator=(const CauseScope&) = delete;

 private:
  Kernel& kernel_;
  CauseId before_;
};

}  // namespace orrery::sim
