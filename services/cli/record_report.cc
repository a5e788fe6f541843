#include "services/cli/record_report.h"

#include <utility>

#include "google/protobuf/struct.pb.h"
#include "libs/base/strings.h"

namespace praksis::cli {
namespace {

using google::protobuf::Struct;

void Set(Struct& object, const std::string& name, const std::string& value) {
  (*object.mutable_fields())[name].set_string_value(value);
}
void Set(Struct& object, const std::string& name, int64_t value) {
  (*object.mutable_fields())[name].set_number_value(static_cast<double>(value));
}

// {"line": 3, "reason": "…", "message": "…", "violations": [{"field": "…", "description": "…"}]}
Struct RefusalObject(int64_t line, const Problem& problem) {
  Struct object;
  Set(object, "line", line);
  Set(object, "reason", problem.reason);
  Set(object, "message", problem.message);
  for (const auto& violation : problem.violations) {
    Struct& one =
        *(*object.mutable_fields())["violations"].mutable_list_value()->add_values()->mutable_struct_value();
    Set(one, "field", violation.field);
    Set(one, "description", violation.description);
  }
  return object;
}

std::string Plural(int64_t count, std::string_view noun) {
  return base::StrCat(Grouped(count), " ", noun, count == 1 ? "" : "s");
}

}  // namespace

RecordReport::RecordReport(const Context& context, std::string verb)
    : context_(context), verb_(std::move(verb)), progress_(context.err, context.clock) {}

bool RecordReport::KeepRefusals(const std::string& path) {
  refusals_.reset(std::fopen(path.c_str(), "w"));
  refusals_path_ = path;
  return refusals_ != nullptr;
}

void RecordReport::Accepted(int64_t line, const v1::Event& fact, const v1::RecordResponse& response) {
  const std::lock_guard lock(mutex_);
  ++(response.repeat() ? repeats_ : accepted_);
  if (context_.json) {
    Struct object;
    Set(object, "line", line);
    Set(object, "eventId", fact.event_id());
    Set(object, "stream", fact.stream());
    Set(object, "version", response.version());
    if (!response.position().empty()) Set(object, "position", response.position());
    if (response.repeat()) (*object.mutable_fields())["repeat"].set_bool_value(true);
    Print(ToJson(object, Terminal{}));
    std::fflush(stdout);
    return;
  }
  only_ = base::StrCat(Harmless(fact.stream()), " version ", response.version());
}

void RecordReport::Refused(int64_t line, const std::string& fact, bool is_json, const Problem& problem) {
  const std::lock_guard lock(mutex_);
  ++refused_;
  Struct object = RefusalObject(line, problem);
  if (context_.json) {
    Struct answer;
    Set(answer, "line", line);
    *(*answer.mutable_fields())["refused"].mutable_struct_value() = object;
    Print(ToJson(answer, Terminal{}));
    std::fflush(stdout);
  } else if (refused_ <= kMostListed) {
    progress_.Clear();
    PrintError(base::StrCat("line ", line, ": ", Describe(problem, context_.err)));
  } else if (refused_ == kMostListed + 1) {
    progress_.Clear();
    PrintError(refusals_ ? "more refusals are counted and kept in the file, but not listed\n"
                         : "more refusals are counted, but not listed; --refusals FILE keeps them all\n");
  }
  if (!refusals_) return;
  // What was read as a fact is an object, put back as one; anything else is kept as text.
  std::string line_text = ToJson(object, Terminal{});
  line_text.erase(line_text.rfind('}'));
  if (is_json) {
    line_text += base::StrCat(",\"fact\":", fact, "}\n");
  } else {
    Struct text;
    Set(text, "text", fact);
    const std::string json = ToJson(text, Terminal{});
    line_text += base::StrCat(",", json.substr(1));
  }
  std::fputs(line_text.c_str(), refusals_.get());
}

void RecordReport::MadeEventId() {
  const std::lock_guard lock(mutex_);
  ++made_ids_;
}

void RecordReport::ShowProgress(double share) {
  const std::lock_guard lock(mutex_);
  progress_.Update(accepted_ + repeats_ + refused_, refused_, share);
}

int RecordReport::Finish(bool interrupted) {
  const std::lock_guard lock(mutex_);
  progress_.Clear();
  if (!context_.json) {
    if (accepted_ == 1 && repeats_ == 0 && refused_ == 0) {
      Print(base::StrCat(verb_, ": ", only_, "\n"));
    } else {
      std::string sums = base::StrCat(verb_, ": ", Plural(accepted_, "fact"));
      if (repeats_ > 0) sums += base::StrCat("; ", Plural(repeats_, "repeat"), " of facts recorded before");
      if (refused_ > 0) sums += base::StrCat("; ", Grouped(refused_), " refused");
      Print(sums + "\n");
    }
  }
  if (made_ids_ > 0) {
    PrintError(
        base::StrCat(Plural(made_ids_, "fact"), " had no eventId and got a new one. ",
                     "It was kept while sending, but running this again would record the same facts again: ",
                     "put an eventId (UUIDv7) into the input to make repeats harmless.\n"));
  }
  if (refusals_ && refused_ > 0) {
    PrintError(base::StrCat("refused facts are in ", refusals_path_, "; once mended: jq -c .fact ",
                            refusals_path_, " | praksis record -\n"));
  }
  if (interrupted) PrintError("interrupted: the rest of the input was not sent\n");
  return refused_ > 0 || interrupted ? kFailed : kOk;
}

}  // namespace praksis::cli
