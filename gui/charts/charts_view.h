#pragma once

#include "gui/charts/banded_chart.h"
#include "gui/charts/feed_series.h"
#include "gui/window/view.h"

namespace orrery::gui {

/// Price and answers, deviation, staleness of a feed, and its chain's base fee, zoomed with the timeline.
class ChartsView : public View {
  Q_OBJECT

 public:
  ChartsView(Session& session, QWidget* parent);
  QString as_text() const override;

 private:
  void ask();
  void read_feed();
  void show_feed(const FeedSeries& feed, const GasSeries& gas, TimeRange range);
  QString why_no_answer(const FeedSeries& series, TimeRange range) const;
  const Group* feed() const;

  BandedChart *price_, *deviation_, *staleness_, *gas_;
  FeedSeries shown_;
  Question question_;
};

}  // namespace orrery::gui
