// What the texts of all figures have in common.
#ifndef PRAKSIS_SERVICES_CLI_FIGURE_PARTS_H_
#define PRAKSIS_SERVICES_CLI_FIGURE_PARTS_H_

#include <string>
#include <string_view>

#include "praksis/v1/dashboards.pb.h"
#include "services/cli/terminal.h"

namespace praksis::cli {

inline constexpr std::string_view kSuppressed = "·";

// What the figure is, for when it is true, and what is missing.
std::string Note(const v1::FigureMetadata& metadata, const Terminal& terminal);

// Its definition in `language`, where this program knows the same revision.
void SayInLanguage(std::string_view language, v1::FigureMetadata& metadata);

// An empty line, then the text on a line of its own.
std::string Heading(std::string_view text, const Terminal& terminal);

// "6.0", with `decimals`; "·" where suppressed.
std::string NumberText(double number, bool suppressed, int decimals);

// A bar of the share, of `width` columns; "·" where suppressed.
std::string EstimateBar(const v1::Estimate& estimate, int width);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_FIGURE_PARTS_H_
