#include "gui/window/flight_text.h"

#include <QObject>

#include "gui/window/wording.h"

namespace orrery::gui {

QString flight_text(const WorldModel& world, const MessageWindow& window, const Flight& flight) {
  const WindowMessage& message = window.messages[flight.message];
  QString text =
      QObject::tr("%1 from %2 to %3\nsent %4")
          .arg(to_qt(window.kinds[message.kind]), to_qt(world.name_of(message.sender)),
               to_qt(world.name_of(flight.receiver)), clock_text(sim::Time::from_unix_nanoseconds(message.time), 6));
  if (!message.detail.empty()) text += "\n" + to_qt(message.detail);
  const QString flew = span_text(sim::Duration::nanoseconds(flight.end - flight.begin));
  const QString how = flight.lost                            ? QObject::tr("did not arrive")
                      : flight.arrival == Arrival::kRecorded ? QObject::tr("arrived after %1").arg(flew)
                      : flight.arrival == Arrival::kCaused
                          ? QObject::tr("answered after %1").arg(flew)
                          : QObject::tr("arrived after %1 at the earliest (not recorded)").arg(flew);
  return text + "\n" + how;
}

std::uint64_t row_of(const MessageWindow& window, const Flight& flight) {
  return flight.delivery != 0 ? flight.delivery : window.messages[flight.message].row;
}

}  // namespace orrery::gui
