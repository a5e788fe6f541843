import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import praksis.peer.CaseState;
import praksis.v1.EventOuterClass.Event;

/**
 * Follows a topic of praksis with Kafka Streams and keeps one figure: folds what that needs of every case's state and
 * counts cases by how far they came, both in RocksDB. Counted are the cases.
 */
public final class FunnelApp {
  private static final String CASES = "cases";
  private static final String CELLS = "cells";

  public static void main(String[] arguments) throws Exception {
    Application.run(arguments, topology(arguments[1]), rows -> Long.toString(opened(rows)));
  }

  private static Topology topology(String topic) {
    // The topic itself is what the stores are made anew from, as ours are: no changelogs.
    return new Topology()
        .addSource("events", new StringDeserializer(), new ByteArrayDeserializer(), topic)
        .addProcessor("fold", Fold::new, "events")
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(CASES), Serdes.String(), STATES)
                .withCachingEnabled()
                .withLoggingDisabled(),
            "fold")
        .addStateStore(
            Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(CELLS), Serdes.String(), Serdes.Long())
                .withCachingEnabled()
                .withLoggingDisabled(),
            "fold");
  }

  private static long opened(StoredRows rows) {
    long[] cases = {0};
    rows.forEach(CELLS, (cell, count) -> cases[0] += ByteBuffer.wrap(count).getLong());
    return cases[0];
  }

  private static final Serde<CaseState> STATES =
      Serdes.serdeFrom(
          (topic, state) -> state == null ? null : state.toByteArray(),
          (topic, bytes) -> {
            try {
              return bytes == null ? null : CaseState.parseFrom(bytes);
            } catch (InvalidProtocolBufferException exception) {
              throw new IllegalStateException(exception);
            }
          });

  private static final class Fold implements Processor<String, byte[], Void, Void> {
    private KeyValueStore<String, CaseState> cases;
    private KeyValueStore<String, Long> cells;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      cases = context.getStateStore(CASES);
      cells = context.getStateStore(CELLS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      Application.begin();
      Event event;
      try {
        event = Event.parseFrom(record.value());
      } catch (InvalidProtocolBufferException exception) {
        throw new IllegalStateException(exception);
      }
      CaseState before = cases.get(record.key());
      CaseState after = fold(before, event);
      cases.put(record.key(), after);
      String left = before == null ? null : cellOf(before);
      String entered = cellOf(after);
      if (!entered.equals(left)) {
        if (left != null) add(left, -1);
        add(entered, 1);
      }
      Application.end();
    }

    private void add(String cell, long difference) {
      Long count = cells.get(cell);
      cells.put(cell, (count == null ? 0 : count) + difference);
    }
  }

  private static CaseState fold(CaseState before, Event event) {
    CaseState.Builder state = before == null ? CaseState.newBuilder() : before.toBuilder();
    if (state.getVersion() + 1 != event.getVersion()) {
      throw new IllegalStateException(event.getStream() + ": " + event.getVersion() + " after " + state.getVersion());
    }
    state.setVersion(event.getVersion());
    switch (event.getBodyCase()) {
      case CASE_OPENED -> {
        state.setMunicipality(event.getMunicipality());
        state.setOpenedOn(event.getCaseOpened().getOpenedOn());
        state.setTargetGroup(event.getCaseOpened().getTargetGroup());
      }
      case CASE_TRANSFERRED -> state.setMunicipality(event.getCaseTransferred().getToMunicipality());
      case REFERRAL_MADE -> state.setReferred(true);
      case REFERRAL_ACCEPTED -> state.setAccepted(true);
      case PLACEMENT_AGREED -> state.putPlacements(event.getPlacementAgreed().getPlacementId(), 1);
      case PLACEMENT_OFFER_DECLINED ->
          state.removePlacements(event.getPlacementOfferDeclined().getPlacementId());
      case PLACEMENT_STARTED -> state.putPlacements(event.getPlacementStarted().getPlacementId(), 2);
      case PLACEMENT_COMPLETED -> state.putPlacements(event.getPlacementCompleted().getPlacementId(), 3);
      case OCCUPATION_STARTED -> {
        switch (event.getOccupationStarted().getKind()) {
          case ORDINARY, SUBSIDISED, SELF_EMPLOYED -> state.setInWork(true);
          default -> {}
        }
      }
      default -> {}
    }
    return state.build();
  }

  private static String cellOf(CaseState state) {
    int stage = state.getAccepted() ? 2 : state.getReferred() ? 1 : 0;
    for (int placement : state.getPlacementsMap().values()) stage = Math.max(stage, 2 + placement);
    if (state.getInWork()) stage = 6;
    return state.getMunicipality() + '|' + state.getOpenedOn() + '|' + state.getTargetGroup() + '|' + stage;
  }
}
