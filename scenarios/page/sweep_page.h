#pragma once

#include <string>

#include "scenarios/page/sweep_rows.h"

namespace orrery::scenarios {

/// The page about a sweep: outcomes, expectations with confidence intervals, what moves the figures, distributions.
std::string sweep_page(const SweepRows& rows);

}  // namespace orrery::scenarios
