// What anybody may send over HTTP, where we read it ourselves: queries, calls of the Connect protocol, URLs
// of figures. Any bytes are read or refused, and what is read is within its bounds.
#include <cstddef>
#include <cstdint>
#include <string>

#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/http/coding.h"
#include "libs/http/guard.h"
#include "libs/http/host.h"
#include "libs/http/query.h"
#include "services/gateway/connect_request.h"
#include "services/gateway/figure_query.h"

namespace praksis {
namespace {

constexpr size_t kMax = 4096;

void CheckRead(const absl::StatusOr<gateway::ConnectRequest>& read) {
  if (!read.ok()) {
    PRAKSIS_CHECK(!base::ReasonOf(read.status()).empty(), read.status().message());
    return;
  }
  for (const std::string& message : read->messages) PRAKSIS_CHECK(message.size() <= kMax, message.size());
}

// What envelopes are read as is written as the same envelopes again, where none was compressed.
void ReadStream(const http::Request& request) {
  const auto read = gateway::ReadStreamPost(request, gateway::Codec::kJson, kMax);
  CheckRead(read);
  if (!read.ok()) return;
  std::string again;
  for (const std::string& message : read->messages) again += gateway::Envelope(0, message);
  const bool compressed = !request.Header("Connect-Content-Encoding").empty();
  PRAKSIS_CHECK(compressed || again == request.body, "size=", request.body.size());
}

void Read(const std::string& input) {
  http::Request request;
  request.method = "POST";
  request.body = input.substr(0, kMax);
  request.query = input;
  ReadStream(request);
  CheckRead(gateway::ReadUnaryGet(request, kMax));
  request.headers = {{"Content-Encoding", "gzip"},
                     {"Connect-Content-Encoding", "gzip"},
                     {"Host", input},
                     {"Origin", input},
                     {"Connect-Timeout-Ms", input}};
  ReadStream(request);
  CheckRead(gateway::ReadUnaryPost(request, gateway::Codec::kProto, kMax));
  http::RefuseForeign(request, true, {});
  http::Accepts(input, "gzip");
  (void)http::ParseAddress(input);
  if (const auto text = http::PercentDecoded(input)) PRAKSIS_CHECK(http::IsUtf8(*text), *text);
  const size_t question = input.find('?');
  const auto figure =
      gateway::ReadFigureQuery("/figures/" + input.substr(0, question),
                               question == std::string::npos ? "" : input.substr(question + 1));
  PRAKSIS_CHECK(figure.ok() || !base::ReasonOf(figure.status()).empty());
}

}  // namespace
}  // namespace praksis

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  praksis::Read(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
