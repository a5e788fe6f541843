#include "services/gateway/connect_request.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "libs/base/encoding.h"
#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"
#include "libs/http/coding.h"
#include "libs/http/query.h"

namespace praksis::gateway {
namespace {

constexpr size_t kEnvelopeHead = 5;

absl::Status Invalid(std::string_view field, std::string_view why) {
  return base::Refuse(absl::StatusCode::kInvalidArgument, "CONNECT_REQUEST_INVALID",
                      base::StrCat(field, ": ", why),
                      {{"field", std::string(field)}, {"problem", std::string(why)}});
}

absl::StatusOr<Surroundings> ReadSurroundings(const http::Request& request) {
  Surroundings surroundings;
  const std::string_view version = request.Header("Connect-Protocol-Version");
  if (!version.empty() && version != "1") return Invalid("Connect-Protocol-Version", "only 1 is spoken here");
  const std::string_view timeout = request.Header("Connect-Timeout-Ms");
  int64_t milliseconds = 0;
  if (!timeout.empty()) {
    // At most ten digits, says the protocol.
    if (timeout.size() > 10 || !std::all_of(timeout.begin(), timeout.end(), absl::ascii_isdigit) ||
        !absl::SimpleAtoi(base::ToAbsl(timeout), &milliseconds)) {
      return Invalid("Connect-Timeout-Ms", "must be a number of at most ten digits");
    }
    surroundings.timeout = absl::Milliseconds(milliseconds);
  }
  for (const char* name : {"x-correlation-id", "traceparent", "tracestate"}) {
    const std::string_view value = request.Header(name);
    const bool printable =
        std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (!value.empty() && printable) surroundings.metadata.push_back({name, std::string(value)});
  }
  return surroundings;
}

// `coding`: of Content-Encoding, compression= or Connect-Content-Encoding.
absl::StatusOr<std::string> Decompressed(std::string_view field, std::string_view coding,
                                         std::string_view bytes, size_t max_bytes) {
  if (coding.empty() || coding == "identity") return std::string(bytes);
  if (coding != "gzip") {
    return base::Refuse(absl::StatusCode::kUnimplemented, "COMPRESSION_UNKNOWN",
                        base::StrCat("\"", coding, "\" is not spoken here; supported are: gzip, identity"),
                        {{"coding", std::string(coding)}, {"supported", "gzip, identity"}});
  }
  auto text = http::Gunzip(bytes, max_bytes);
  if (!text) {
    return Invalid(field, base::StrCat("the message is no gzip, or larger than ", max_bytes, " bytes"));
  }
  return *std::move(text);
}

std::string_view TypeOf(std::string_view content_type) {
  return base::ToStd(
      absl::StripAsciiWhitespace(base::ToAbsl(content_type.substr(0, content_type.find(';')))));
}

// Both alphabets, with padding or without.
std::optional<std::string> FromBase64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string bytes;
  const bool decoded = absl::WebSafeBase64Unescape(base::ToAbsl(text), &bytes) ||
                       absl::Base64Unescape(base::ToAbsl(text), &bytes);
  return decoded ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace

std::optional<Codec> UnaryCodec(std::string_view content_type) {
  const std::string_view type = TypeOf(content_type);
  if (http::SameName(type, "application/json")) return Codec::kJson;
  if (http::SameName(type, "application/proto")) return Codec::kProto;
  return std::nullopt;
}

std::optional<Codec> StreamCodec(std::string_view content_type) {
  const std::string_view type = TypeOf(content_type);
  if (http::SameName(type, "application/connect+json")) return Codec::kJson;
  if (http::SameName(type, "application/connect+proto")) return Codec::kProto;
  return std::nullopt;
}

absl::StatusOr<ConnectRequest> ReadUnaryPost(const http::Request& request, Codec codec, size_t max_bytes) {
  ConnectRequest read;
  read.codec = codec;
  ASSIGN_OR_RETURN(read.surroundings, ReadSurroundings(request));
  ASSIGN_OR_RETURN(std::string message, Decompressed("Content-Encoding", request.Header("Content-Encoding"),
                                                     request.body, max_bytes));
  read.messages.push_back(std::move(message));
  return read;
}

absl::StatusOr<ConnectRequest> ReadUnaryGet(const http::Request& request, size_t max_bytes) {
  ConnectRequest read;
  ASSIGN_OR_RETURN(read.surroundings, ReadSurroundings(request));
  const auto fields = http::ParseQuery(request.query);
  if (!fields) return Invalid("query", "cannot be decoded");
  std::optional<std::string> message;
  std::string compression;
  bool encoding = false;
  bool base64 = false;
  for (const auto& [name, value] : *fields) {
    if (name == "encoding") {
      const auto codec = UnaryCodec(base::StrCat("application/", value));
      if (!codec) return Invalid("encoding", "must be json or proto");
      read.codec = *codec;
      encoding = true;
    } else if (name == "message") {
      message = value;
    } else if (name == "base64") {
      if (value != "1" && value != "0") return Invalid("base64", "must be 1 or 0");
      base64 = value == "1";
    } else if (name == "compression") {
      compression = value;
    } else if (name == "connect") {
      if (value != "v1") return Invalid("connect", "must be v1");
    } else {
      return Invalid(name, "is no parameter; there are connect, encoding, message, base64 and compression");
    }
  }
  if (!encoding) return Invalid("encoding", "must be given: json or proto");
  if (!message) return Invalid("message", "must be given");
  if (base64) {
    message = FromBase64(*message);
    if (!message) return Invalid("message", "is no base64");
  }
  ASSIGN_OR_RETURN(std::string text, Decompressed("message", compression, *message, max_bytes));
  read.messages.push_back(std::move(text));
  return read;
}

absl::StatusOr<ConnectRequest> ReadStreamPost(const http::Request& request, Codec codec, size_t max_bytes) {
  ConnectRequest read;
  read.codec = codec;
  ASSIGN_OR_RETURN(read.surroundings, ReadSurroundings(request));
  std::string_view rest = request.body;
  while (!rest.empty()) {
    if (rest.size() < kEnvelopeHead) return Invalid("body", "ends within an envelope's head");
    const auto flags = static_cast<uint8_t>(rest[0]);
    const uint32_t size = base::ReadBigEndian32(rest.data() + 1);
    if (rest.size() - kEnvelopeHead < size) return Invalid("body", "ends within an envelope");
    if ((flags & ~kCompressedFlag) != 0)
      return Invalid("body", base::StrCat("an envelope has unknown flags ", flags));
    const bool compressed = (flags & kCompressedFlag) != 0;
    const std::string_view coding =
        compressed ? request.Header("Connect-Content-Encoding") : std::string_view();
    if (compressed && coding.empty()) {
      return Invalid("Connect-Content-Encoding", "must be given where an envelope is compressed");
    }
    ASSIGN_OR_RETURN(std::string message,
                     Decompressed("body", coding, rest.substr(kEnvelopeHead, size), max_bytes));
    read.messages.push_back(std::move(message));
    rest.remove_prefix(kEnvelopeHead + size);
  }
  return read;
}

std::string Envelope(uint8_t flags, std::string_view message) {
  std::string bytes(1, static_cast<char>(flags));
  base::AppendBigEndian32(static_cast<uint32_t>(message.size()), bytes);
  bytes += message;
  return bytes;
}

}  // namespace praksis::gateway
