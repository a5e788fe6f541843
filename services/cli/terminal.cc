#include "services/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "libs/base/strings.h"

namespace praksis::cli {
namespace {

std::string_view Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

// The code point that begins at text[at], and its length in bytes. A byte that begins none is U+FFFD of one
// byte.
struct CodePoint {
  char32_t value;
  size_t bytes;
};
CodePoint Decode(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const size_t bytes = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0;
  if (bytes == 0 || first > 0xF4 || at + bytes > text.size()) return {0xFFFD, 1};
  if (bytes == 1) return {first, 1};
  char32_t value = first & (0x7F >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {0xFFFD, 1};
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  return {value, bytes};
}

// Columns of a code point, after Unicode's East Asian Width (UAX #11), in ranges wide enough for names and
// notes.
int Columns(char32_t c) {
  if ((c >= 0x0300 && c <= 0x036F) || (c >= 0x0591 && c <= 0x05C7) || (c >= 0x200B && c <= 0x200F) ||
      (c >= 0xFE00 && c <= 0xFE0F)) {
    return 0;
  }
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
                    (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                    (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

}  // namespace

Terminal LookAtTerminal(int file_descriptor) {
  Terminal terminal;
  terminal.interactive = isatty(file_descriptor) == 1;
  terminal.colour = terminal.interactive && Environment("NO_COLOR").empty() && Environment("TERM") != "dumb";
  winsize size{};
  if (terminal.interactive && ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    terminal.width = size.ws_col;
  }
  return terminal;
}

std::string SurroundingLanguage() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string_view value = Environment(name);
    if (value.empty()) continue;
    const std::string_view language = value.substr(0, 2);
    for (const std::string_view known : {"da", "sv", "en", "he"}) {
      if (language == known) return std::string(known);
    }
    return "en";
  }
  return "en";
}

std::string Styled(const Terminal& terminal, Style style, std::string_view text) {
  if (!terminal.colour || style == Style::kPlain || text.empty()) return std::string(text);
  static constexpr std::array<std::string_view, 8> kCodes = {"0", "1", "2", "9", "31", "32", "33", "36"};
  return base::StrCat("\x1b[", kCodes[static_cast<size_t>(style)], "m", text, "\x1b[0m");
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = Decode(text, at);
    width += Columns(c.value);
    at += c.bytes;
  }
  return width;
}

std::string Shorten(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  int used = 0;
  size_t at = 0;
  while (at < text.size()) {
    const CodePoint c = Decode(text, at);
    if (used + Columns(c.value) > width - 1) break;
    used += Columns(c.value);
    at += c.bytes;
  }
  return base::StrCat(text.substr(0, at), "…");
}

std::string Harmless(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const CodePoint c = Decode(text, at);
    const bool control = c.value < 0x20 || (c.value >= 0x7F && c.value < 0xA0) || c.value == 0xFFFD ||
                         (c.value >= 0x202A && c.value <= 0x202E) || (c.value >= 0x2066 && c.value <= 0x2069);
    if (control) {
      safe += c.value == '\n' || c.value == '\t' ? " " : "\xEF\xBF\xBD";
    } else {
      safe.append(text.substr(at, c.bytes));
    }
    at += c.bytes;
  }
  return safe;
}

std::string Grouped(int64_t number) {
  std::string digits = std::to_string(number);
  const int first = number < 0 ? 1 : 0;
  for (int at = static_cast<int>(digits.size()) - 3; at > first; at -= 3) {
    digits.insert(static_cast<size_t>(at), 1, ',');
  }
  return digits;
}

}  // namespace praksis::cli
