#include "tests/bench/facts.h"

#include "absl/strings/str_format.h"
#include "libs/base/strings.h"

namespace praksis::bench {
namespace {

v1::RecordRequest About(int64_t number, int64_t serial) {
  v1::RecordRequest request;
  v1::Event& event = *request.mutable_event();
  event.set_event_id(absl::StrFormat("01956a2c-7b00-7000-8%03x-%012x", number & 0xfff, serial));
  event.set_stream(base::StrCat("case/bench-", number));
  event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
  event.mutable_actor()->set_id("cw-17");
  event.mutable_actor()->set_role(v1::CASEWORKER);
  event.set_municipality("DK-360");
  return request;
}

}  // namespace

v1::RecordRequest OpenCase(int64_t number) {
  v1::RecordRequest request = About(number, number << 24);
  v1::CaseOpened& opened = *request.mutable_event()->mutable_case_opened();
  opened.set_person_ref(base::StrCat("p-", number));
  opened.set_target_group("ACTIVITY_READY");
  opened.set_opened_on("2025-03-03");
  return request;
}

v1::RecordRequest AddNote(int64_t number, int64_t serial) {
  v1::RecordRequest request = About(number, serial);
  request.mutable_event()->mutable_note_added()->set_text(
      "Spoke with the company: the trainee is on time, asks for more varied work. Agreed to try the "
      "warehouse from "
      "Monday and to speak again in two weeks.");
  return request;
}

}  // namespace praksis::bench
