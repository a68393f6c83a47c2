#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/time.h"

namespace orrery::gui {

/// The window's side of the protocol of docs/control.md, as plain values. What a run says is read with suspicion:
/// every reader returns none, or leaves out, what is not of the expected shape, and never throws.
inline constexpr int kControlProtocol = 1;

/// How a steered run stands.
struct SteeredState {
  enum class Status : std::uint8_t { kPaused, kRunning, kEnded, kFailed };
  Status status = Status::kPaused;
  std::string reason;  ///< why it stands still: "watch 2 at row 1043 of span"
  sim::Time time;
  std::uint64_t events = 0, rows = 0;
  std::string digest, pace;  ///< pace: "fast", "express", or simulated seconds per second
  int hit_watch = 0;         ///< the watch that stopped it, or 0
  std::uint64_t hit_row = 0;
  bool is_over() const { return status == Status::kEnded || status == Status::kFailed; }
};
std::optional<SteeredState> read_state(const nlohmann::ordered_json& line);

/// What a run says of itself on joining.
struct RunGreeting {
  int protocol = 0;
  std::string title, recording, level;
  sim::Time start, end;
};
std::optional<RunGreeting> read_greeting(const nlohmann::ordered_json& line);

/// A fault of a steered run: past, standing or to come.
struct SteeredFault {
  std::uint64_t number = 0;
  std::string kind, target, about, status;  ///< status: "to come", "standing", "over"
  bool by_hand = false;
  std::uint64_t row = 0;  ///< in the recording, once it has begun
  sim::Time begin;
  std::optional<sim::Time> end;  ///< none: until the run ends
  bool has_begun() const { return status != "to come"; }
  bool is_over() const { return status == "over"; }
};
std::vector<SteeredFault> read_faults(const nlohmann::ordered_json& answer);
/// Takes the faults to `now`: what was to come may stand since they were told of, or be over. One that is put on a
/// paused run begins with its next event, and so stands from where it is paused. True when one changed.
bool bring_on(std::vector<SteeredFault>& faults, sim::Time now);

/// A parameter of a kind of fault, as a form shows it.
struct FaultParameter {
  enum class Type : std::uint8_t { kText, kNumber, kFlag, kNames };
  std::string name, about;
  Type type = Type::kText;
  std::string shown;      ///< what a form starts with: the default, or the example of one that must be given
  std::string unchanged;  ///< the default, which need not be said; the empty text for one without
  bool required = false;
};
/// A kind of fault that can be put on a run.
struct FaultKindInfo {
  std::string name, target, about;
  std::vector<FaultParameter> parameters;
};
std::vector<FaultKindInfo> read_fault_kinds(const nlohmann::ordered_json& answer);

/// A parameter's text as a command's value: a number, true or false, a list of names (by commas), or a text.
nlohmann::ordered_json parameter_value(const FaultParameter& parameter, const std::string& text);

/// Why a command was refused, in one line with its hint, and with its place unless that is the name of the command;
/// "" when it was not.
std::string refusal_text(const nlohmann::ordered_json& answer);

/// Reads where a run should pause, as a person writes it: a time ("06:48:31", near `now`), "+30s", "event 1000",
/// "round 14.3" (of `network`), "block 17" (of `chain`); anything else is a filter. An empty text is null: to the end.
nlohmann::ordered_json parse_until(const std::string& text, sim::Time now, const std::string& network,
                                   const std::string& chain);

/// A pace as a person writes it: "fast", "express", "60", "× 60"; none for anything else.
nlohmann::ordered_json parse_pace(const std::string& text);

}  // namespace orrery::gui
