#include "gui/model/places.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace orrery::gui {
namespace {

struct NamedPlace {
  std::string_view zone;  // behind the cloud's name
  GeoPoint point;
};

constexpr std::array kPlaces{
    // Amazon, https://aws.amazon.com/about-aws/global-infrastructure/regions_az/
    NamedPlace{"us-east-1", {39, -77.5}},
    NamedPlace{"us-east-2", {40, -83}},
    NamedPlace{"us-west-1", {37.5, -122}},
    NamedPlace{"us-west-2", {45.8, -119.7}},
    NamedPlace{"ca-central-1", {45.5, -73.6}},
    NamedPlace{"sa-east-1", {-23.5, -46.6}},
    NamedPlace{"eu-west-1", {53.3, -6.3}},
    NamedPlace{"eu-west-2", {51.5, -0.1}},
    NamedPlace{"eu-west-3", {48.9, 2.4}},
    NamedPlace{"eu-central-1", {50.1, 8.7}},
    NamedPlace{"eu-north-1", {59.3, 18.1}},
    NamedPlace{"ap-northeast-1", {35.7, 139.7}},
    NamedPlace{"ap-northeast-2", {37.6, 127}},
    NamedPlace{"ap-southeast-1", {1.3, 103.8}},
    NamedPlace{"ap-southeast-2", {-33.9, 151.2}},
    NamedPlace{"ap-south-1", {19.1, 72.9}},
    // Google, https://cloud.google.com/compute/docs/regions-zones
    NamedPlace{"us-central1", {41.3, -95.9}},
    NamedPlace{"us-east1", {33.2, -80}},
    NamedPlace{"us-east4", {39, -77.5}},
    NamedPlace{"us-west1", {45.6, -121.2}},
    NamedPlace{"europe-west1", {50.4, 3.8}},
    NamedPlace{"europe-west3", {50.1, 8.7}},
    NamedPlace{"europe-west4", {53.4, 6.8}},
    NamedPlace{"europe-north1", {60.6, 27.2}},
    NamedPlace{"asia-northeast1", {35.7, 139.7}},
    NamedPlace{"asia-southeast1", {1.3, 103.8}},
    NamedPlace{"asia-east1", {24.1, 120.5}},
    // Microsoft, https://learn.microsoft.com/azure/reliability/regions-list
    NamedPlace{"eastus", {37.4, -79}},
    NamedPlace{"westus2", {47.2, -119.9}},
    NamedPlace{"centralus", {41.6, -93.6}},
    NamedPlace{"northeurope", {53.3, -6.3}},
    NamedPlace{"westeurope", {52.4, 4.9}},
    NamedPlace{"southeastasia", {1.3, 103.8}},
    NamedPlace{"japaneast", {35.7, 139.8}},
    // Data centres by airport or town.
    NamedPlace{"fra", {50.1, 8.7}},
    NamedPlace{"ams", {52.4, 4.9}},
    NamedPlace{"lon", {51.5, -0.1}},
    NamedPlace{"par", {48.9, 2.4}},
    NamedPlace{"hel", {60.2, 25}},
    NamedPlace{"fsn", {50.5, 12.4}},
    NamedPlace{"nbg", {49.5, 11.1}},
    NamedPlace{"gra", {51, 2.1}},
    NamedPlace{"rbx", {50.7, 3.2}},
    NamedPlace{"sbg", {48.6, 7.8}},
    NamedPlace{"waw", {52.2, 21}},
    NamedPlace{"bhs", {45.3, -73.9}},
    NamedPlace{"nyc", {40.7, -74}},
    NamedPlace{"ash", {39, -77.5}},
    NamedPlace{"chi", {41.9, -87.6}},
    NamedPlace{"dal", {32.8, -96.8}},
    NamedPlace{"lax", {34, -118.2}},
    NamedPlace{"sfo", {37.8, -122.4}},
    NamedPlace{"tyo", {35.7, 139.7}},
    NamedPlace{"sgp", {1.3, 103.8}},
    NamedPlace{"sin", {1.3, 103.8}},
    NamedPlace{"hkg", {22.3, 114.2}},
    NamedPlace{"syd", {-33.9, 151.2}},
    NamedPlace{"sao", {-23.5, -46.6}},
};

bool inside(const std::vector<GeoPoint>& outline, GeoPoint point) {
  bool in = false;
  for (std::size_t i = 0, j = outline.size() - 1; i < outline.size(); j = i++) {
    const GeoPoint& a = outline[i];
    const GeoPoint& b = outline[j];
    if ((a.latitude > point.latitude) == (b.latitude > point.latitude)) continue;
    const double crossing =
        (b.longitude - a.longitude) * (point.latitude - a.latitude) / (b.latitude - a.latitude) + a.longitude;
    if (point.longitude < crossing) in = !in;
  }
  return in;
}

}  // namespace

std::optional<GeoPoint> place_of_zone(std::string_view zone) {
  const std::size_t slash = zone.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? zone : zone.substr(slash + 1);
  const auto* found = std::find_if(kPlaces.begin(), kPlaces.end(), [&](const auto& p) { return p.zone == name; });
  if (found == kPlaces.end()) return std::nullopt;
  return found->point;
}

const std::vector<std::vector<GeoPoint>>& continents() {
  static const std::vector<std::vector<GeoPoint>> kOutlines{
      // North and Central America
      {{71, -156}, {70, -141}, {69, -128}, {68, -110}, {68, -95},  {72, -90},  {63, -91},  {58, -93},  {55, -82},
       {52, -79},  {59, -78},  {62, -74},  {60, -65},  {53, -56},  {47, -60},  {45, -66},  {41, -71},  {38, -75},
       {35, -76},  {31, -81},  {25, -80},  {29, -84},  {30, -90},  {26, -97},  {21, -97},  {18, -94},  {21, -87},
       {16, -88},  {15, -83},  {9, -80},   {8, -83},   {13, -88},  {16, -95},  {20, -106}, {25, -109}, {31, -113},
       {24, -111}, {33, -117}, {39, -124}, {48, -124}, {54, -131}, {60, -145}, {55, -161}, {60, -165}, {66, -166}},
      // Greenland
      {{82, -55}, {83, -32}, {76, -20}, {70, -23}, {60, -43}, {67, -53}, {76, -68}},
      // South America
      {{11, -73},
       {10, -62},
       {5, -52},
       {-1, -49},
       {-5, -36},
       {-13, -39},
       {-23, -42},
       {-29, -49},
       {-35, -57},
       {-40, -62},
       {-52, -69},
       {-54, -66},
       {-46, -75},
       {-30, -71},
       {-18, -70},
       {-6, -81},
       {1, -79},
       {7, -77}},
      // Africa
      {{35, -6},  {37, 10},  {32, 20},  {31, 32}, {22, 37}, {12, 43}, {11, 51}, {-4, 40},  {-15, 41}, {-25, 35},
       {-34, 26}, {-34, 18}, {-22, 14}, {-9, 13}, {4, 9},   {5, -4},  {8, -13}, {15, -17}, {21, -17}, {28, -12}},
      // Europe and Asia
      {{37, -9},  {43, -9},  {44, -1},  {48, -5},  {50, 2},   {54, 8},   {57, 9},   {54, 14},  {55, 21},  {59, 24},
       {61, 28},  {65, 25},  {62, 18},  {56, 15},  {58, 6},   {63, 8},   {71, 26},  {67, 41},  {69, 60},  {73, 70},
       {77, 104}, {73, 128}, {72, 150}, {69, 178}, {63, 178}, {60, 163}, {52, 157}, {60, 155}, {55, 136}, {43, 132},
       {35, 129}, {40, 122}, {37, 119}, {30, 122}, {22, 113}, {20, 106}, {11, 109}, {9, 105},  {13, 100}, {2, 103},
       {8, 98},   {16, 95},  {22, 90},  {16, 82},  {8, 77},   {20, 73},  {25, 66},  {27, 56},  {24, 52},  {30, 49},
       {24, 57},  {17, 55},  {13, 45},  {22, 39},  {29, 35},  {36, 36},  {37, 28},  {41, 29},  {41, 41},  {46, 37},
       {46, 31},  {41, 28},  {37, 23},  {42, 19},  {45, 13},  {40, 18},  {38, 16},  {44, 9},   {41, 2},   {36, -5}},
      // Great Britain, Ireland, Iceland, Japan, Madagascar, Australia, New Zealand, the islands of South-East Asia
      {{50, -5}, {51, 1}, {53, 0}, {58, -3}, {58, -6}, {54, -3}},
      {{52, -10}, {52, -6}, {55, -6}, {54, -10}},
      {{64, -22}, {63, -18}, {66, -14}, {66, -22}},
      {{31, 130}, {34, 136}, {35, 140}, {41, 141}, {45, 142}, {43, 145}, {41, 140}, {36, 136}, {34, 131}},
      {{-12, 49}, {-25, 47}, {-25, 44}, {-16, 44}},
      {{-11, 142},
       {-19, 147},
       {-28, 153},
       {-38, 148},
       {-38, 141},
       {-32, 133},
       {-35, 118},
       {-22, 114},
       {-15, 125},
       {-12, 136},
       {-17, 140}},
      {{-35, 173}, {-38, 178}, {-46, 170}, {-46, 167}, {-40, 173}},
      {{5, 95}, {-6, 105}, {-8, 114}, {-7, 106}, {-3, 102}},
      {{7, 117}, {1, 119}, {-4, 115}, {1, 109}},
      {{-1, 132}, {-3, 141}, {-10, 150}, {-8, 138}},
      {{18, 121}, {13, 124}, {7, 126}, {14, 120}},
  };
  return kOutlines;
}

bool is_land(GeoPoint point) {
  return std::any_of(continents().begin(), continents().end(),
                     [point](const std::vector<GeoPoint>& outline) { return inside(outline, point); });
}

}  // namespace orrery::gui
