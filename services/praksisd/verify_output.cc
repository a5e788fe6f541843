#include "services/praksisd/verify_output.h"

#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"

namespace praksis::services {
namespace {

std::string ValueText(const std::string& value) { return value.empty() ? "(absent)" : base::ToHex(value); }

void Add(google::protobuf::Struct& object, const char* name, const std::string& text) {
  (*object.mutable_fields())[name].set_string_value(text);
}

void Add(google::protobuf::Struct& object, const char* name, int64_t number) {
  (*object.mutable_fields())[name].set_number_value(static_cast<double>(number));
}

}  // namespace

std::string VerificationText(const Verification& verification) {
  if (!verification.log.ok()) {
    return base::StrCat("The log is damaged: ", verification.log.message(),
                        "\nNOT SOUND. Do not record into it; restore the data directory from a backup.\n");
  }
  std::string text = base::StrCat("log: ", verification.events, " events in ", verification.streams,
                                  " streams; versions without gaps, every event id unique\n");
  if (verification.projection.empty()) {
    text += "read models: none of this program's yet; praksisd makes them when it starts\n";
  } else {
    text += base::StrCat("read models: ", verification.projection, ", ", verification.rows_compared,
                         " rows compared with a rebuild, ", verification.rows_different, " different\n");
  }
  for (const RowDifference& difference : verification.differences) {
    text += base::StrCat("  ", difference.table, " ", base::ToHex(difference.key), ": stored ",
                         ValueText(difference.stored), ", rebuilt ", ValueText(difference.rebuilt), "\n");
  }
  if (verification.rows_different > static_cast<int64_t>(verification.differences.size())) text += "  …\n";
  if (verification.sound()) return text + "SOUND\n";
  if (!verification.copy.ok()) {
    return base::StrCat(text, "The topic is whole, but ", verification.copy.message(),
                        "\nNOT SOUND. Remove the replica and projections directories: they are made anew.\n");
  }
  return text + "NOT SOUND. The log is whole: remove the projections directory, and it is made anew.\n";
}

std::string VerificationJson(const Verification& verification) {
  google::protobuf::Struct object;
  (*object.mutable_fields())["sound"].set_bool_value(verification.sound());
  Add(object, "events", verification.events);
  Add(object, "streams", verification.streams);
  Add(object, "log", std::string(verification.log.message()));
  Add(object, "copy", std::string(verification.copy.message()));
  Add(object, "projection", verification.projection);
  Add(object, "rowsCompared", verification.rows_compared);
  Add(object, "rowsDifferent", verification.rows_different);
  auto* list = (*object.mutable_fields())["differences"].mutable_list_value();
  for (const RowDifference& difference : verification.differences) {
    auto* entry = list->add_values()->mutable_struct_value();
    Add(*entry, "table", difference.table);
    Add(*entry, "key", base::ToHex(difference.key));
    Add(*entry, "stored", base::ToHex(difference.stored));
    Add(*entry, "rebuilt", base::ToHex(difference.rebuilt));
  }
  std::string json;
  static_cast<void>(google::protobuf::util::MessageToJsonString(object, &json));
  return json + "\n";
}

}  // namespace praksis::services
