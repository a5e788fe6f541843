// Bytes that protobuf reads are explained as well-formed, bytes that it does not are explained: the walk that
// names the wrong field (libs/rpc/wire.h) and protobuf's own parser never disagree about well-formed
// messages.
#include <cstddef>
#include <cstdint>
#include <string>

#include "google/protobuf/stubs/logging.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/rpc/wire.h"
#include "praksis/v1/journal.pb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace praksis;
  google::protobuf::SetLogHandler(nullptr);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  v1::RecordRequest request;
  const absl::Status explained = rpc::ExplainMalformed(*v1::RecordRequest::descriptor(), bytes);
  if (request.ParseFromString(bytes)) PRAKSIS_CHECK(explained.ok(), explained.message());
  // Text that Parse would put into an answer must itself be text.
  const std::string readable = rpc::WithoutInvalidUtf8(bytes);
  PRAKSIS_CHECK(rpc::WithoutInvalidUtf8(readable) == readable);

  const grpc::Slice slice(bytes);
  const absl::Status parsed = rpc::Parse(grpc::ByteBuffer(&slice, 1), request);
  if (parsed.ok()) return 0;
  PRAKSIS_CHECK(base::ReasonOf(parsed) == "INVALID_MESSAGE", parsed.message());
  PRAKSIS_CHECK(base::BadRequestOf(parsed).field_violations_size() == 1);
  return 0;
}
