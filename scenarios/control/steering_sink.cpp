#include "scenarios/control/steering_sink.h"

#include <algorithm>

#include "sim/input_error.h"
#include "sim/recording/recorded_row.h"

namespace orrery::scenarios {

namespace {

constexpr std::array<std::string_view, 5> kRoundColumns{"kind", "network", "epoch", "round", "entity"};
/// Tables whose rows are named by columns of others.
constexpr std::array<std::string_view, 5> kNamedTables{"message", "fault", "deadline", "block", "transaction"};

sim::Cell kept(const sim::Value& value) {
  switch (value.type()) {
    case sim::Value::Type::kNull:
      return {};
    case sim::Value::Type::kInteger:
      return value.integer();
    case sim::Value::Type::kReal:
      return value.real();
    case sim::Value::Type::kText:
      return std::string(value.text());
    case sim::Value::Type::kBlob:
      return sim::Bytes(value.blob().begin(), value.blob().end());
  }
  return {};
}

sim::Value borrowed(const sim::Cell& cell) {
  if (const auto* integer = std::get_if<std::int64_t>(&cell)) return {*integer};
  if (const auto* real = std::get_if<double>(&cell)) return {*real};
  if (const auto* text = std::get_if<std::string>(&cell)) return {*text};
  if (const auto* bytes = std::get_if<sim::Bytes>(&cell)) return {*bytes};
  return {};
}

}  // namespace

struct SteeringSink::Remembered final : FilterRow {
  std::uint64_t id() const override { return row_id; }
  sim::Time time() const override { return row_time; }
  std::uint64_t cause() const override { return row_cause; }
  sim::Value column(std::size_t index) const override { return borrowed(cells[index]); }
  const FilterRow* follow(std::size_t) const override { return nullptr; }  // filters follow one step
  bool round_ended(std::int64_t, std::int64_t, std::int64_t, std::int64_t) const override { return false; }
  bool lost() const override { return false; }

  std::uint64_t row_id = 0, row_cause = 0;
  sim::Time row_time;
  std::vector<sim::Cell> cells;
};

class SteeringSink::LiveRow final : public FilterRow {
 public:
  LiveRow(const SteeringSink& sink, std::uint32_t table, std::uint64_t id, sim::Time time, std::uint64_t cause,
          const sim::Value* values, std::size_t count)
      : sink_(sink), table_(table), id_(id), time_(time), cause_(cause), values_(values), count_(count) {}
  std::uint64_t id() const override { return id_; }
  sim::Time time() const override { return time_; }
  std::uint64_t cause() const override { return cause_; }
  sim::Value column(std::size_t index) const override { return index < count_ ? values_[index] : sim::Value(); }
  const FilterRow* follow(std::size_t column) const override {
    if (column >= count_ || values_[column].type() != sim::Value::Type::kInteger) return nullptr;
    const auto found = sink_.remembered_.find(static_cast<std::uint64_t>(values_[column].integer()));
    return found == sink_.remembered_.end() ? nullptr : found->second.get();
  }
  bool round_ended(std::int64_t network, std::int64_t epoch, std::int64_t round, std::int64_t leader) const override {
    return sink_.rounds_ended_.count({network, epoch, round, leader}) != 0;
  }
  bool lost() const override {
    if (sink_.tables_[table_] != "delivery") return false;
    return std::any_of(values_, values_ + count_, [](const sim::Value& value) {
      return value.type() == sim::Value::Type::kText &&
             (value.text() == "lost" || value.text() == "blocked" || value.text() == "dead");
    });
  }

 private:
  const SteeringSink& sink_;
  std::uint32_t table_;
  std::uint64_t id_;
  sim::Time time_;
  std::uint64_t cause_;
  const sim::Value* values_;
  std::size_t count_;
};

SteeringSink::SteeringSink(sim::RowSink* recording, std::function<void()> stop)
    : recording_(recording), stop_(std::move(stop)) {}
SteeringSink::~SteeringSink() = default;

void SteeringSink::table_added(sim::TableId table, const sim::TableSpec& spec) {
  tables_.resize(std::max<std::size_t>(tables_.size(), table.index + 1));
  round_columns_.resize(tables_.size());
  tables_[table.index] = spec.name;
  columns_.resize(tables_.size());
  for (const std::string& column : spec.columns) columns_[table.index].push_back(column.substr(0, column.find(' ')));
  if (spec.name == "span")
    for (std::size_t part = 0; part < kRoundColumns.size(); ++part)
      for (std::size_t i = 0; i < spec.columns.size(); ++i)
        if (spec.columns[i].starts_with(std::string(kRoundColumns[part]) + " ")) round_columns_[table.index][part] = i;
  if (recording_ != nullptr) recording_->table_added(table, spec);
}

void SteeringSink::entity_added(const sim::Entity& entity) {
  if (recording_ != nullptr) recording_->entity_added(entity);
}

void SteeringSink::set(sim::TableId table, std::uint64_t id, std::size_t column, const sim::Value& value) {
  if (recording_ != nullptr) recording_->set(table, id, column, value);
  const std::string& name = tables_[table.index];
  if (!sim::can_be_restored(name, columns_[table.index][column])) later_.reset();
  if (later_) (*later_)[{name, id, columns_[table.index][column]}] = kept(value);
}

void SteeringSink::row(sim::TableId table, std::uint64_t id, sim::Time time, sim::CauseId cause,
                       const sim::Value* values, std::size_t count) {
  if (recording_ != nullptr) recording_->row(table, id, time, cause, values, count);
  const std::string& name = tables_[table.index];
  if (!watches_.empty()) {
    look(table.index, LiveRow(*this, table.index, id, time, cause.row, values, count));
    if (std::find(kNamedTables.begin(), kNamedTables.end(), name) != kNamedTables.end())
      remember(table.index, id, time, cause, values, count);
  }
  if (name != "span") return;
  const auto& [kind, network, epoch, round, entity] = round_columns_[table.index];
  const bool whole =
      values[network].type() == sim::Value::Type::kInteger && values[epoch].type() == sim::Value::Type::kInteger &&
      values[round].type() == sim::Value::Type::kInteger && values[entity].type() == sim::Value::Type::kInteger;
  if (whole && values[kind].text() == "round")
    rounds_ended_.insert(
        {values[network].integer(), values[epoch].integer(), values[round].integer(), values[entity].integer()});
}

void SteeringSink::look(std::uint32_t table, const LiveRow& row) {
  for (Watch& watch : watches_) {
    if (watch.filter.table() != tables_[table] || !watch.filter.matches(row)) continue;
    if (watch.left > 1) {
      --watch.left;
      continue;
    }
    if (!hit_) hit_ = WatchHit{watch.number, row.id(), tables_[table], row.time()};
    stop_();
  }
}

void SteeringSink::remember(std::uint32_t, std::uint64_t id, sim::Time time, sim::CauseId cause,
                            const sim::Value* values, std::size_t count) {
  auto row = std::make_unique<Remembered>();
  row->row_id = id;
  row->row_time = time;
  row->row_cause = cause.row;
  for (std::size_t i = 0; i < count; ++i) row->cells.push_back(kept(values[i]));
  remembered_.emplace(id, std::move(row));
  remembered_order_.push_back(id);
  if (remembered_order_.size() <= kRowsRemembered) return;
  remembered_.erase(remembered_order_.front());
  remembered_order_.pop_front();
}

int SteeringSink::watch(Filter filter, std::uint64_t after, bool once) {
  if (filter.looks_ahead())
    throw sim::InputError("filter", "\"lost\" is known only after a message was sent",
                          "watch rows of delivery: fate in (lost, blocked, dead)");
  watches_.push_back({next_watch_, std::move(filter), std::max<std::uint64_t>(after, 1), once});
  return next_watch_++;
}

bool SteeringSink::forget(int watch) {
  return std::erase_if(watches_, [&](const Watch& known) { return known.number == watch; }) != 0;
}

void SteeringSink::forget_once() {
  std::erase_if(watches_, [](const Watch& known) { return known.once; });
}

std::optional<WatchHit> SteeringSink::take_hit() {
  const auto hit = hit_;
  hit_.reset();
  return hit;
}

}  // namespace orrery::scenarios
