#include "gui/compare/compared_futures.h"

#include <filesystem>

#include "sim/input_error.h"

namespace orrery::gui {
namespace {

FutureSide read_side(const sim::RecordingReader& reader) {
  const WorldModel world = WorldModel::read(reader);
  FutureSide side;
  side.name = std::filesystem::path(reader.path()).stem().string();
  side.state = world.state;
  side.start = world.start;
  side.end = world.end;
  side.density = DensityProfile::read(reader);
  side.faults = world.faults;
  return side;
}

std::string clock(sim::Time time) { return sim::to_text(time, 3); }

}  // namespace

std::optional<sim::Time> ComparedFutures::parting() const {
  const auto &first = comparison.first_row, &second = comparison.second_row;
  if (first.has_value() && second.has_value()) return std::min(first->time, second->time);
  if (first.has_value()) return first->time;
  return second.has_value() ? std::optional(second->time) : std::nullopt;
}

std::string ComparedFutures::headline() const {
  const auto at = parting();
  if (!at.has_value()) return "no row differs, up to " + clock(end());
  const auto &first = comparison.first_row, &second = comparison.second_row;
  // A recording that has no more rows because it has not got there yet parts from nothing.
  const FutureSide& shorter = first.has_value() ? b : a;
  const bool open = shorter.state != sim::RunState::kFinished;
  if ((!first.has_value() || !second.has_value()) && open && *at >= shorter.end)
    return "the same up to " + clock(shorter.end) + ", as far as " + shorter.name + " goes";
  return "they part at " + clock(*at) + ", after " + std::to_string(comparison.rows_in_common) + " rows in common";
}

ComparedFutures compare_futures(const sim::RecordingReader& shown, const std::string& other, bool other_is_original,
                                const std::atomic<bool>& stop) {
  ComparedFutures futures;
  futures.shown_is_b = other_is_original;
  try {
    const sim::RecordingReader beside(other);
    const sim::RecordingReader &a = other_is_original ? beside : shown, &b = other_is_original ? shown : beside;
    futures.a = read_side(a);
    futures.b = read_side(b);
    futures.comparison = scenarios::compare_recordings(a.path(), b.path(), &stop);
  } catch (const sim::InputError& error) {
    futures.problem = error.what();
  }
  return futures;
}

}  // namespace orrery::gui
