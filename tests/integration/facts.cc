#include "tests/integration/facts.h"

#include <atomic>
#include <cstdint>
#include <cstdio>

namespace praksis::testing {

std::string NewEventId() {
  static std::atomic<uint64_t> counter = 0;
  char id[40];
  std::snprintf(id, sizeof(id), "01956a2c-7b00-7000-8000-%012llx",
                static_cast<unsigned long long>(++counter));
  return id;
}

v1::Event Envelope(const std::string& stream) {
  v1::Event event;
  event.set_event_id(NewEventId());
  event.set_stream(stream);
  event.mutable_occurred_at()->mutable_date()->set_date("2025-03-03");
  event.set_municipality("DK-360");
  event.mutable_actor()->set_id("cw-17");
  event.mutable_actor()->set_role(v1::CASEWORKER);
  return event;
}

v1::Event CaseOpened(const std::string& stream) {
  v1::Event event = Envelope(stream);
  auto* opened = event.mutable_case_opened();
  opened->set_person_ref("p-1");
  opened->set_target_group("ACTIVITY_READY");
  opened->set_opened_on("2025-03-03");
  return event;
}

v1::Event NoteAdded(const std::string& stream, const std::string& text) {
  v1::Event event = Envelope(stream);
  event.mutable_note_added()->set_text(text);
  return event;
}

v1::Event PlacementCompletedOfNone(const std::string& stream) {
  v1::Event event = Envelope(stream);
  auto* completed = event.mutable_placement_completed();
  completed->set_placement_id("none");
  completed->set_last_day("2025-03-03");
  completed->set_goal(v1::PlacementCompleted::ACHIEVED);
  return event;
}

}  // namespace praksis::testing
