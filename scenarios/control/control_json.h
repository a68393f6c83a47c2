#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "scenarios/control/steered_run.h"
#include "scenarios/language/document.h"
#include "sim/fault.h"
#include "sim/input_error.h"

namespace orrery::scenarios {

/// {"re": id, "ok": false, "error": {"message", "place", "hint"}}
nlohmann::ordered_json refusal(const nlohmann::ordered_json& id, const sim::InputError& error);

nlohmann::ordered_json pace_json(const Pace& pace);
/// What "pace" of a command says: "fast", "express" or simulated seconds per second; `otherwise` when it says nothing.
Pace pace_of(const nlohmann::ordered_json& command, const Pace& otherwise);

/// "now", "+30s" or a time. Throws InputError.
sim::Time moment_of(const std::string& text, sim::Time now);

/// A table of a scenario, from and to JSON: the same keys, the same values.
Node node_of(const nlohmann::ordered_json& value);
nlohmann::ordered_json json_of(const Node& node);

/// A kind of fault for a palette: its name, target, words, and parameters with an example each.
nlohmann::ordered_json kind_json(const sim::FaultKind& kind);

/// " && network == \"eth-usd\"" when the command names one, or "".
std::string network_condition(const nlohmann::ordered_json& command);
std::string chain_condition(const nlohmann::ordered_json& command);

}  // namespace orrery::scenarios
