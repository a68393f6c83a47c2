#pragma once

#include <string>
#include <utility>
#include <vector>

namespace orrery::scenarios {

/// A stretch of values laid over a stretch of pixels.
struct Scale {
  double from = 0, to = 1;   ///< values
  double low = 0, high = 1;  ///< pixels of those
  double at(double value) const { return low + (value - from) / (to - from) * (high - low); }
};

struct Tick {
  double value;
  std::string label;
};
/// About `most` round values inside [from, to], labelled as brief() says.
std::vector<Tick> value_ticks(double from, double to, int most, const std::string& unit);
/// The same for seconds since 1970: whole hours, minutes or days.
std::vector<Tick> time_ticks(double from, double to, int most);

struct Point {
  double x, y;
};
/// At most two points (the lowest and the highest) for each of `columns` stretches of the x axis, so that a long line
/// stays small and keeps its extremes.
std::vector<Point> thinned(const std::vector<Point>& points, std::size_t columns);

/// One SVG picture with a plotting area, in the page's colours. Coordinates of shapes are values, not pixels.
class Chart {
 public:
  struct Margins {
    double left = 62, right = 14, top = 10, bottom = 24;
  };
  Chart(double width, double height, Margins margins, Scale x, Scale y);

  void x_axis(const std::vector<Tick>& ticks);
  void y_axis(const std::vector<Tick>& ticks);
  void line(const std::vector<Point>& points, const std::string& colour, const std::string& tip = {});
  /// Each value holds until the next point; the last until `until`.
  void steps(const std::vector<Point>& points, double until, const std::string& colour, const std::string& tip = {});
  void area(const std::vector<Point>& points, const std::string& colour);
  /// A span of x over the whole height.
  void band(double from, double to, const std::string& css_class, const std::string& tip);
  void bar(double x_from, double x_to, double y_from, double y_to, const std::string& fill, const std::string& tip,
           double opacity = 1);
  void rule_x(double x, const std::string& colour, const std::string& tip, bool dashed);
  void rule_y(double y, const std::string& colour, const std::string& label);
  void dot(double x, double y, double radius, const std::string& colour, const std::string& tip, double opacity = 1);
  /// A text at pixels: anchor is "start", "middle" or "end".
  void text(double x, double y, const std::string& words, const std::string& anchor, const std::string& css_class = {});
  /// A plain rectangle at pixels.
  void box(double left, double top, double width, double height, const std::string& attributes, const std::string& tip);

  const Scale& x() const { return x_; }
  const Scale& y() const { return y_; }
  double width() const { return width_; }
  double height() const { return height_; }
  /// `name` is read to those who do not see it.
  std::string svg(const std::string& name) const;

 private:
  double width_, height_;
  Margins margins_;
  Scale x_, y_;
  std::string shapes_;
};

}  // namespace orrery::scenarios
