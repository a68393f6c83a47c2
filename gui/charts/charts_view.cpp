#include "gui/charts/charts_view.h"

#include <QHBoxLayout>
#include <algorithm>

#include "gui/window/wording.h"

namespace orrery::gui {
namespace {

constexpr std::size_t kPoints = 600;
// Of a deviation's threshold: below this share of it nobody cares how much it is.
constexpr double kLeastShare = 0.1;
constexpr double kLeastPrice = 1e-12;

}  // namespace

ChartsView::ChartsView(Session& session, QWidget* parent) : View(session, "Charts", parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  price_ = new BandedChart(session, tr("Price and answer"), QString(), this);
  deviation_ = new BandedChart(session, tr("Off the market"), tr("%"), this);
  staleness_ = new BandedChart(session, tr("Age of the answer"), tr("min"), this);
  gas_ = new BandedChart(session, tr("Base fee"), tr("gwei"), this);
  price_->allow_logarithm(kLeastPrice);
  for (BandedChart* chart : {price_, deviation_, staleness_, gas_}) {
    layout->addWidget(chart, chart == price_ ? 3 : 2);
    connect(chart, &BandedChart::row_chosen, this, [this](quint64 row) {
      this->session().select({this->session().network(), row});
      Q_EMIT row_chosen(row);
    });
  }
  connect(&session, &Session::range_changed, this, &ChartsView::ask);
  connect(&session, &Session::network_changed, this, &ChartsView::ask);
  connect(&session, &Session::histories_changed, this, &ChartsView::ask);
  connect(&session, &Session::theme_changed, this, &ChartsView::ask);
  ask();
}

const Group* ChartsView::feed() const { return session().world().group(session().network()); }

void ChartsView::ask() {
  look_when_seen([this] { read_feed(); });
}

void ChartsView::read_feed() {
  const Group* group = feed();
  if (group == nullptr) return;
  struct Answer {
    FeedSeries feed;
    GasSeries gas;
  };
  question_.ask(
      session().questions(),
      [world = session().shared_world(), group = *group, range = session().range()](sim::RecordingReader& reader,
                                                                                    const QuestionRunner::Stop& stop) {
        return Answer{FeedSeries::read(reader, *world, group, range.from, range.until, kPoints, stop),
                      GasSeries::read(reader, group.chain, range.from, range.until, kPoints, stop)};
      },
      [this, range = session().range()](const Answer& answer) { show_feed(answer.feed, answer.gas, range); });
}

void ChartsView::show_feed(const FeedSeries& series, const GasSeries& gas, TimeRange range) {
  const Group* group = feed();
  if (group == nullptr) return;
  shown_ = series;
  const std::int64_t start = session().world().start.unix_nanoseconds();
  const auto x = [start](std::int64_t time) { return static_cast<double>(time - start) / 1e9; };
  QList<QPointF> market, answers, deviation, staleness, fees;
  std::vector<std::uint64_t> answer_rows, deviation_rows, staleness_rows, fee_rows;
  for (std::size_t i = 0; i < kPoints; ++i) {
    const std::int64_t time = series.from + series.step * static_cast<std::int64_t>(i);
    if (i < series.market.size()) market << QPointF(x(time), series.market[i]);
    const FeedAnswer* answer = series.answer_at_point(i);
    const std::uint64_t row = answer == nullptr ? 0 : answer->row;
    if (const double off = series.deviation(i); off >= 0) {
      deviation << QPointF(x(time), off * 100);
      deviation_rows.push_back(row);
    }
    if (const double age = series.staleness(i); age >= 0) {
      staleness << QPointF(x(time), age / 60);
      staleness_rows.push_back(row);
    }
  }
  for (const FeedAnswer& answer : series.answers) {
    answers << QPointF(std::max(x(answer.time), x(range.from.unix_nanoseconds())), answer.value);
    answer_rows.push_back(answer.row);
  }
  for (const GasSeries::Point& point : gas.points) {
    fees << QPointF(x(point.time), point.base_fee_gwei);
    fee_rows.push_back(point.row);
  }
  const QString no_answer = why_no_answer(series, range);
  const QString no_market =
      market.isEmpty() ? tr("The recording's scenario cannot be read, so the true price is not known") : QString();
  price_->set_title(to_qt(group->name) + tr(": price and answer"));
  price_->set_lines({{tr("market"), theme().quiet, market, false, {}},
                     {no_answer.isEmpty() ? tr("on chain") : tr("on chain: none yet"), theme().series(0), answers, true,
                      answer_rows}},
                    range, no_answer);
  if (group->deviation > 0) {
    deviation_->set_limit(group->deviation * 100, tr("threshold"));
    deviation_->allow_logarithm(group->deviation * 100 * kLeastShare);
  }
  deviation_->set_lines({{tr("deviation"), theme().series(1), deviation, false, deviation_rows}}, range,
                        no_answer.isEmpty() ? no_market : no_answer);
  if (group->heartbeat > sim::Duration::zero()) {
    staleness_->set_limit(static_cast<double>(group->heartbeat.whole_seconds()) / 60, tr("heartbeat"));
  }
  staleness_->set_lines({{tr("age"), theme().series(3), staleness, false, staleness_rows}}, range, no_answer);
  gas_->set_lines({{tr("base fee"), theme().series(2), fees, false, fee_rows}}, range,
                  group->chain.is_none() ? tr("%1 writes to no chain").arg(to_qt(group->name))
                                         : tr("No block of its chain is recorded in this time"));
}

QString ChartsView::why_no_answer(const FeedSeries& series, TimeRange range) const {
  if (!series.answers.empty()) return {};
  return tr("No answer of this feed is on chain until %1").arg(clock_text(range.until));
}

QString ChartsView::as_text() const {
  QString text;
  for (const FeedAnswer& answer : shown_.answers) {
    text += clock_text(sim::Time::from_unix_nanoseconds(answer.time), 3) + "\t" +
            QString::number(answer.value, 'g', 12) + "\n";
  }
  return text;
}

}  // namespace orrery::gui
