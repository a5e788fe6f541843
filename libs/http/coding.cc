#include "libs/http/coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "libs/base/check.h"
#include "libs/base/strings.h"
#include "libs/http/message.h"

namespace praksis::http {
namespace {

// What makes zlib read and write gzip's frame.
constexpr int kGzipWindow = 15 + 16;
// Answers are made anew each time: the last few percent are not worth their time.
constexpr int kLevel = 5;

std::string_view Trimmed(std::string_view text) {
  return base::ToStd(absl::StripAsciiWhitespace(base::ToAbsl(text)));
}

// The weight in "gzip;q=0.5", 1 where there is none, 0 where it cannot be read.
double WeightOf(std::string_view parameters) {
  const std::string_view parameter = Trimmed(parameters);
  if (parameter.empty()) return 1;
  double weight = 0;
  if (parameter.size() < 3 || !SameName(parameter.substr(0, 2), "q=") ||
      !absl::SimpleAtod(base::ToAbsl(parameter.substr(2)), &weight)) {
    return 0;
  }
  return weight;
}

}  // namespace

bool Accepts(std::string_view accept_encoding, std::string_view coding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    const size_t comma = accept_encoding.find(',');
    const std::string_view item = accept_encoding.substr(0, comma);
    accept_encoding =
        comma == std::string_view::npos ? std::string_view() : accept_encoding.substr(comma + 1);
    const size_t semicolon = item.find(';');
    const std::string_view name = Trimmed(item.substr(0, semicolon));
    const bool wanted = semicolon == std::string_view::npos || WeightOf(item.substr(semicolon + 1)) > 0;
    if (SameName(name, coding)) return wanted;
    if (name == "*") any = wanted;
  }
  return any;
}

bool IsCompressible(std::string_view content_type) {
  const std::string_view type = Trimmed(content_type.substr(0, content_type.find(';')));
  constexpr std::array<std::string_view, 6> kTypes = {
      "application/json",          "application/javascript", "application/connect+json",
      "application/manifest+json", "image/svg+xml",          "application/openmetrics-text"};
  return type.starts_with("text/") || std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  PRAKSIS_CHECK(deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  // zlib reads through a pointer that is not const, and writes nothing there.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  PRAKSIS_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END, "size=", bytes.size());
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::optional<std::string> Gunzip(std::string_view bytes, size_t max_bytes) {
  z_stream stream{};
  PRAKSIS_CHECK(inflateInit2(&stream, kGzipWindow) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 16384> piece = {};
  int state = Z_OK;
  while (state == Z_OK && out.size() <= max_bytes) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (!whole || out.size() > max_bytes) return std::nullopt;
  return out;
}

}  // namespace praksis::http
