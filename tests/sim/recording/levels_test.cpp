// Proves that causes resolve at every level: a chain at a lower level is the same chain at level full without the rows
// that the lower level does not hold.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

#include "sim/journal.h"
#include "sim/recording/recording_reader.h"
#include "tests/sim/recording/scratch.h"

namespace orrery::sim {
namespace {

constexpr std::array<Level, 3> kLevels{Level::kSummary, Level::kProtocol, Level::kFull};

struct Act {
  std::size_t table = 0;    // whose own level is kLevels[table]
  bool as_cause = false;    // what follows in this event is caused by the row
  int follow_up_after = 0;  // seconds until an event that this act schedules; 0: none
};
// What happens in each event, given by the event's number; the same at every level.
using Story = std::vector<std::vector<Act>>;

class Run {
 public:
  Run(const std::string& path, const Story& story, Level level)
      : story_(story), kernel_(sample_time(0)), recording_(path, sample_run()), journal_(kernel_, level, &recording_) {
    for (const Level table_level : kLevels) {
      tables_.push_back(journal_.add_table({std::string(to_text(table_level)), table_level, {"label INTEGER"}, ""}));
    }
    kernel_.schedule(sample_time(0), {}, [this] { happen(); });
    kernel_.run_until(sample_time(100'000'000));
    recording_.finish({.state = RunState::kFinished, .reason = "", .end = kernel_.now(), .digest = "", .events = 0});
  }

 private:
  void happen() {
    if (next_ == story_.size()) return;
    for (const Act& act : story_[next_++]) {
      const Value label(++label_);
      if (act.as_cause) {
        journal_.write_as_cause(tables_[act.table], {label});
      } else {
        journal_.write(tables_[act.table], {label});
      }
      if (act.follow_up_after > 0) {
        kernel_.schedule_after(Duration::seconds(act.follow_up_after), {}, [this] { happen(); });
      }
    }
  }

  const Story& story_;
  Kernel kernel_;
  SqliteRecording recording_;
  Journal journal_;
  std::vector<TableId> tables_;
  std::size_t next_ = 0;
  std::int64_t label_ = 0;
};

std::vector<std::int64_t> labels(const std::vector<RecordedRow>& chain, const std::string& without = "",
                                 const std::string& and_without = "") {
  std::vector<std::int64_t> found;
  for (const RecordedRow& row : chain) {
    if (row.table->name != without && row.table->name != and_without) found.push_back(*row.integer("label"));
  }
  return found;
}

RC_GTEST_PROP(RecordingLevels, ALowerLevelHoldsTheSameChainsWithFewerLinks, ()) {
  Story story;
  for (int events = *rc::gen::inRange(1, 8); events > 0; --events) {
    story.push_back(*rc::gen::container<std::vector<Act>>(
        rc::gen::build<Act>(rc::gen::set(&Act::table, rc::gen::inRange<std::size_t>(0, 3)),
                            rc::gen::set(&Act::as_cause, rc::gen::arbitrary<bool>()),
                            rc::gen::set(&Act::follow_up_after, rc::gen::inRange(0, 4)))));
  }
  const ScratchFolder folder;
  for (const Level level : kLevels) Run(folder / std::string(to_text(level)), story, level);
  const RecordingReader full(folder / "full");
  const RecordingReader::Snapshot full_snapshot(full);
  std::map<std::int64_t, std::uint64_t> row_of_label;
  for (const RecordedTable& table : full.tables()) {
    for (const RecordedRow& row : full.rows(table.name)) row_of_label[*row.integer("label")] = row.id;
  }
  for (const std::string level : {"summary", "protocol"}) {
    const RecordingReader lower(folder / level);
    const RecordingReader::Snapshot lower_snapshot(lower);
    const std::string without = level == "summary" ? "protocol" : "full";
    for (const RecordedTable& table : lower.tables()) {
      for (const RecordedRow& row : lower.rows(table.name)) {
        const auto whole = full.chain(row_of_label.at(*row.integer("label")));
        RC_ASSERT(labels(lower.chain(row.id)) == labels(whole, without, "full"));
      }
    }
  }
}

}  // namespace
}  // namespace orrery::sim
