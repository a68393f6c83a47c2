#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gui/inspector/inspector_facts.h"

namespace orrery::gui {

/// A line of a difference: what is said here and there; empty where one says nothing.
struct FactDifference {
  std::string name, here, there;
  bool differs() const { return here != there; }
};

/// Lays two lists of facts beside each other: the n-th of a name against the n-th of that name, in the order of `here`,
/// with what only the other says at the end.
std::vector<FactDifference> diff_facts(const std::vector<Fact>& here, const std::vector<Fact>& there);

/// Another recording, as far as states of entities need it.
struct OtherRecording {
  std::string path, problem;
  WorldModel world;
  StateHistory states;
  /// Throws nothing: `problem` says what is wrong.
  static std::shared_ptr<const OtherRecording> read(const std::string& path, const std::atomic<bool>& stop);
};

}  // namespace orrery::gui
