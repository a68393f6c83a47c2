#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/language/document.h"
#include "sim/time.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// One fault of a steered run: of its scenario, or put on by hand.
struct DeskFault {
  std::size_t number = 0;  ///< stays the same while the run lives
  Node entry;              ///< as a scenario writes it, with the dates that count
  std::size_t index = 0;   ///< in the world's schedule
  bool by_hand = false;
  bool removed = false;
};

/// Puts faults on a running world, moves them and takes them off, and keeps the scenario that does the same by itself.
/// No act changes what has happened: dates lie after now. "now" means the next nanosecond. Two acts never share an
/// instant with each other or with another fault's start or end (a date that is taken moves on by a nanosecond), so
/// that the order in which they were clicked cannot matter.
class FaultDesk {
 public:
  /// `document` is the scenario that `world` was built from.
  FaultDesk(Node document, sim::World& world, sim::Time end);

  const std::vector<DeskFault>& faults() const { return faults_; }

  /// Adds a fault written as in a scenario, in a table of the keys of [[fault]]; a `start` of "now" or none is now.
  /// Throws InputError, and then nothing has changed.
  std::size_t add(Node entry);
  /// Gives a fault other dates. One that has begun keeps its start. `end` of nullptr keeps the length for one that has
  /// not begun. Throws InputError.
  void move(std::size_t number, const std::optional<std::string>& start, const std::optional<std::string>& end);
  /// Takes a fault that has not begun off the schedule; one that stands ends now. Throws InputError.
  void remove(std::size_t number);
  /// Undoes the last act that is not yet history. Returns what it undid in words. Throws InputError.
  std::string undo();

  /// Takes over the faults of another version of this scenario that is the same up to now: what stands gets its end,
  /// what is to come is replaced. Throws InputError.
  void adopt(const Node& document);

  /// Whether the faults are other than the scenario's.
  bool changed() const { return changed_; }
  /// The scenario with the faults as they are now.
  Node document() const;

 private:
  struct Act {
    std::string about;
    std::size_t number = 0;
    std::optional<Node> before;  ///< the entry before, none when the act added it
  };
  DeskFault& fault(std::size_t number);
  const sim::Faults::Scheduled& scheduled(const DeskFault& fault) const;
  bool has_begun(const DeskFault& fault) const;
  sim::Time moment(const std::string& text) const;
  sim::Time free_moment(sim::Time asked, std::size_t except) const;
  void reschedule(DeskFault& fault, Node entry);
  void set_end(DeskFault& fault, std::optional<sim::Time> end);

  Node document_;
  sim::World& world_;
  sim::Time end_;
  std::vector<DeskFault> faults_;
  std::vector<Act> acts_;
  bool changed_ = false;
};

}  // namespace orrery::scenarios
