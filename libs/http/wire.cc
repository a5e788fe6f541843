#include "libs/http/wire.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/strings.h"
#include "libs/http/coding.h"

namespace praksis::http {
namespace {

// Smaller ones fit a packet as they are.
constexpr size_t kCompressFrom = 1024;

void AddField(std::string_view name, std::string_view value, std::string& text) {
  text += name;
  text += ": ";
  for (const char c : value) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  text += "\r\n";
}

}  // namespace

std::string HeadText(const Response& response, const Framing& framing, absl::Time now) {
  std::string text = base::StrCat("HTTP/1.1 ", response.status, " ", ReasonPhrase(response.status), "\r\n");
  AddField("Date", absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", now, absl::UTCTimeZone()), text);
  if (!response.content_type.empty()) AddField("Content-Type", response.content_type, text);
  for (const Field& field : response.headers) AddField(field.name, field.value, text);
  if (framing.length) AddField("Content-Length", absl::StrCat(*framing.length), text);
  if (framing.chunked) AddField("Transfer-Encoding", "chunked", text);
  AddField("Connection", framing.keep_alive ? "keep-alive" : "close", text);
  return text + "\r\n";
}

std::string Chunk(std::string_view piece) {
  return base::StrCat(absl::Hex(piece.size()), "\r\n", piece, "\r\n");
}

void CompressFor(const Request& request, Response& response) {
  const std::string_view bytes = response.bytes();
  if (bytes.size() < kCompressFrom || response.Has("Content-Encoding") ||
      !IsCompressible(response.content_type)) {
    return;
  }
  response.headers.push_back({"Vary", "Accept-Encoding"});
  if (!Accepts(request.Header("Accept-Encoding"), "gzip")) return;
  response.body = Gzip(bytes);
  response.shared_body = nullptr;
  response.headers.push_back({"Content-Encoding", "gzip"});
}

}  // namespace praksis::http
