package cases;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import praksis.v1.EventOuterClass.Event;
import praksis.v1.EventOuterClass.EventReplacement;

/** Corrections and voidings: libs/domain/stream/rewriting.cc. */
final class Rewriting {
  private Rewriting() {}

  /** The facts of `history` (version 1, 2, …) that stand, each saying what its last correction says. */
  static List<Event> standingFacts(List<Event> history) {
    List<Event> facts = new ArrayList<>(history);
    for (Event event : history) {
      int index = (int) event.getVersion() - 1;
      switch (event.getBodyCase()) {
        case EVENT_VOIDED -> {
          facts.set(index, null);
          facts.set((int) event.getEventVoided().getTargetVersion() - 1, null);
        }
        case EVENT_CORRECTED -> {
          facts.set(index, null);
          int target = (int) event.getEventCorrected().getTargetVersion() - 1;
          facts.set(target, replaced(facts.get(target), event.getEventCorrected().getReplacement()));
        }
        default -> {}
      }
    }
    facts.removeIf(fact -> fact == null);
    return facts;
  }

  private static Event replaced(Event fact, EventReplacement replacement) {
    Event.Builder event = fact.toBuilder();
    if (replacement.hasOccurredAt()) event.setOccurredAt(replacement.getOccurredAt());
    int body = replacement.getBodyCase().getNumber();
    FieldDescriptor to = Event.getDescriptor().findFieldByNumber(body);
    FieldDescriptor from = EventReplacement.getDescriptor().findFieldByNumber(body);
    return event.setField(to, (Message) replacement.getField(from)).build();
  }
}
