#pragma once

#include <QMimeData>
#include <QString>
#include <optional>
#include <string>

#include "sim/time.h"

namespace orrery::gui {

/// What dragging from the palette carries: the name of a kind of fault.
inline constexpr const char* kFaultMime = "application/x-orrery-fault-kind";

inline std::string dropped_kind(const QMimeData* data) {
  return data == nullptr ? std::string() : QString::fromUtf8(data->data(kFaultMime)).toStdString();
}

/// A fault that someone pointed out and that a form is to be filled with.
struct FaultWish {
  std::string kind;    ///< empty: not chosen yet
  std::string target;  ///< empty: not chosen yet
  std::optional<sim::Time> start;
};

}  // namespace orrery::gui
