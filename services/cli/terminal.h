// What the output goes to, and text made for it. Pure but for the two functions that look at the process.
#ifndef PRAKSIS_SERVICES_CLI_TERMINAL_H_
#define PRAKSIS_SERVICES_CLI_TERMINAL_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace praksis::cli {

// One of the two outputs.
struct Terminal {
  // Somebody reads it as it is written; else it is a pipe or a file.
  bool interactive = false;
  bool colour = false;
  // Columns.
  int width = 100;
};

// Looks at file descriptor 1 or 2, and at NO_COLOR, TERM and COLUMNS.
Terminal LookAtTerminal(int file_descriptor);

// The language of the surroundings (LC_ALL, LC_MESSAGES, LANG), "en" where none of da, sv, en, he.
std::string SurroundingLanguage();

enum class Style { kPlain, kBold, kDim, kStruck, kRed, kGreen, kYellow, kCyan };

// `text` in the style where the terminal has colour, else as it is.
std::string Styled(const Terminal& terminal, Style style, std::string_view text);

// Columns that `text` (UTF-8, without escapes) takes; combining marks take none, wide characters two.
int DisplayWidth(std::string_view text);

// `text` cut to `width` columns, with "…" where something was cut.
std::string Shorten(std::string_view text, int width);

// `text` without what a terminal would take for a command: control characters become "�". Everything that
// comes from a server or a file goes through this before it is shown.
std::string Harmless(std::string_view text);

// 1234567 → "1,234,567".
std::string Grouped(int64_t number);

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_TERMINAL_H_
