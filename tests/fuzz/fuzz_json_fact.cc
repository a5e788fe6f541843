// Facts as people and scripts write them: JSON that is read, valid or refused, and written again the same.
#include <cstddef>
#include <cstdint>
#include <string>

#include "google/protobuf/util/json_util.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/codelists/codelists.h"
#include "libs/domain/fact/fact.h"
#include "libs/domain/rules/stream_rules.h"
#include "praksis/v1/event.pb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace praksis;
  const std::string json(reinterpret_cast<const char*>(data), size);
  v1::Event fact;
  if (!google::protobuf::util::JsonStringToMessage(json, &fact).ok()) return 0;
  const absl::Status valid =
      domain::ValidateFact(fact, codelists::Codelists::BuiltIn(), domain::Circumstances{.today = 20'200});
  if (!valid.ok()) {
    PRAKSIS_CHECK(!base::ReasonOf(valid).empty(), "a refusal without a reason: ", valid.message());
    return 0;
  }
  std::string written;
  PRAKSIS_CHECK(google::protobuf::util::MessageToJsonString(fact, &written).ok());
  v1::Event again;
  PRAKSIS_CHECK(google::protobuf::util::JsonStringToMessage(written, &again).ok(), written);
  PRAKSIS_CHECK(again.SerializeAsString() == fact.SerializeAsString(), written);
  return 0;
}
