#include "gui/model/feed_price.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace orrery::gui {
namespace {

constexpr double kLeastTrouble = 0.01;
// A feed may be silent for long while its market is noted each minute.
constexpr int kMostRows = 5000;

}  // namespace

FeedPrice FeedPrice::read(const sim::RecordingReader& reader, sim::EntityId feed, sim::Time time) {
  FeedPrice price;
  if (feed.is_none() || reader.table("metric") == nullptr) return price;
  const sim::RowFilter before{
      .from = {}, .until = time + sim::Duration::nanoseconds(1), .about = feed, .newest_first = true};
  int looked_at = 0;
  reader.rows("metric", before, [&](const sim::RecordedRow& row) {
    const std::string name = row.text("name");
    const auto* value = std::get_if<double>(&row.cell("value"));
    if (value != nullptr && name == "market" && price.market == 0) price.market = *value;
    if (value != nullptr && name == "answer" && price.answer == 0) price.answer = *value;
    return (price.market == 0 || price.answer == 0) && ++looked_at < kMostRows;
  });
  return price;
}

double FeedPrice::off() const { return market <= 0 || answer <= 0 ? 0 : std::abs(answer - market) / market; }

std::string price_trouble(const Group& feed, const FeedPrice& price) {
  const double off = price.off();
  if (off <= std::max(kLeastTrouble, 2 * feed.deviation)) return {};
  return fmt::format("the answer of {}, {:.5g}, is {} % off its market, {:.5g}", feed.name, price.answer,
                     off < 0.1 ? fmt::format("{:.1f}", off * 100) : fmt::format("{:.0f}", off * 100), price.market);
}

}  // namespace orrery::gui
