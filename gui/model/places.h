#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orrery::gui {

/// Degrees; north and east positive.
struct GeoPoint {
  double latitude = 0, longitude = 0;
};

/// Where a zone stands, by its name: "aws/us-east-1", "gcp/europe-west1", "bare-metal/fra". Cloud regions by the metro
/// area that their operator names, to a degree; the rest by the airport codes that hosting companies use. None for a
/// name that says no place, such as "cloud/west".
std::optional<GeoPoint> place_of_zone(std::string_view zone);

/// Coarse outlines of the continents, closed, to about three degrees: a backdrop to find one's bearings by, drawn for
/// this purpose and good for nothing else.
const std::vector<std::vector<GeoPoint>>& continents();

/// Whether a point lies on one of the outlines.
bool is_land(GeoPoint point);

}  // namespace orrery::gui
