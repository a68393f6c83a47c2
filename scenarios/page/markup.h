#pragma once

#include <string>
#include <string_view>

namespace orrery::scenarios {

/// A text as HTML and SVG take it, in elements and in attributes.
std::string escape(std::string_view text);

/// "0.879", "12 400", "3.1e-5": about four significant digits, thin spaces between thousands.
std::string short_number(double number);
/// A figure's number with its unit: seconds as a duration, shares as a percentage.
std::string with_unit(double number, std::string_view unit);

/// The same as briefly as an axis needs it: "20 min", "1.5 h", "10 M".
std::string brief(double number, std::string_view unit);

/// A whole page: what stands in its head and the style that everything inside relies on.
std::string page(const std::string& title, const std::string& body);
/// A titled part of a page; `lead` is a sentence under the title and may be empty. `content` is HTML.
std::string section(const std::string& title, const std::string& lead, const std::string& content);
/// A figure in large type over its name. `tone` is "", "good" or "bad".
std::string tile(const std::string& value, const std::string& name, const std::string& tone = {});

}  // namespace orrery::scenarios
