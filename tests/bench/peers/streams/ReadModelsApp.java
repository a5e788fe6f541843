import cases.CaseRules;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event;
import readmodels.Contributions;
import readmodels.HistoryIndex;

/**
 * Follows a topic of praksis with Kafka Streams and keeps what praksis-dashboards keeps: the state of every case, what it
 * contributes to all case models, and the history index, all in RocksDB. Counted is what count_rows counts of ours.
 */
public final class ReadModelsApp {
  static final String STATES = "states";
  // Of all case models; the first byte of a key is the model's number.
  static final String COUNTS = "counts";
  static final String ROWS = "rows";
  static final String TIMELINE = "timeline";
  static final String LISTS = "lists";

  // Cases kept decoded, for each partition.
  private static final int DECODED_CASES = 50_000;

  public static void main(String[] arguments) throws Exception {
    Application.run(arguments, topology(arguments[1]), Counted::of);
  }

  private static Topology topology(String topic) {
    // The topic itself is what the stores are made anew from, as ours are: no changelogs.
    return new Topology()
        .addSource("events", new StringDeserializer(), new ByteArrayDeserializer(), topic)
        .addProcessor("project", Project::new, "events")
        .addStateStore(store(STATES).withCachingEnabled(), "project")
        .addStateStore(store(COUNTS).withCachingEnabled(), "project")
        .addStateStore(store(ROWS).withCachingEnabled(), "project")
        // Written once and hardly ever read: a cache would only be a second copy on the way.
        .addStateStore(store(TIMELINE).withCachingDisabled(), "project")
        .addStateStore(store(LISTS).withCachingEnabled(), "project");
  }

  private static StoreBuilder<KeyValueStore<byte[], byte[]>> store(String name) {
    return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), Serdes.ByteArray(), Serdes.ByteArray())
        .withLoggingDisabled();
  }

  /** A case as it is stored, and what it contributes. */
  private record DecodedCase(CaseState state, Contributions contributions) {}

  private static final class Project implements Processor<String, byte[], Void, Void>, Contributions.Changes {
    private final Map<String, DecodedCase> decoded =
        new LinkedHashMap<>(1024, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, DecodedCase> eldest) {
            return size() > DECODED_CASES;
          }
        };
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<byte[], byte[]> states;
    private KeyValueStore<byte[], byte[]> counts;
    private KeyValueStore<byte[], byte[]> rows;
    private HistoryIndex history;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
      this.context = context;
      states = context.getStateStore(STATES);
      counts = context.getStateStore(COUNTS);
      rows = context.getStateStore(ROWS);
      history =
          new HistoryIndex(
              context.taskId().partition(), context.getStateStore(TIMELINE), context.getStateStore(LISTS));
    }

    @Override
    public void process(Record<String, byte[]> record) {
      Application.begin();
      try {
        project(record.key(), record.value(), context.recordMetadata().orElseThrow().offset());
      } catch (InvalidProtocolBufferException exception) {
        throw new IllegalStateException(exception);
      }
      Application.end();
    }

    private void project(String stream, byte[] bytes, long offset) throws InvalidProtocolBufferException {
      Event event = Event.parseFrom(bytes);
      byte[] key = Stored.key(stream);
      DecodedCase known = find(stream, key);
      CaseState before = known == null ? CaseState.getDefaultInstance() : known.state;
      if (before.getVersion() + 1 != event.getVersion()) {
        throw new IllegalStateException(stream + ": " + event.getVersion() + " after " + before.getVersion());
      }
      history.add(event, bytes, offset);
      boolean rewrites = CaseRules.rewritesHistory(event);
      CaseState after =
          rewrites
              ? CaseRules.fold(history.history(stream, event.getVersion()))
              : CaseRules.evolve(event, before);
      states.put(key, after.toByteArray());
      Contributions contributed = known == null ? null : known.contributions;
      Contributions contributions = Contributions.of(after, rewrites ? null : event.getBodyCase(), contributed);
      if (contributions != contributed) Contributions.compare(contributed, contributions, this);
      decoded.put(stream, new DecodedCase(after, contributions));
    }

    private DecodedCase find(String stream, byte[] key) throws InvalidProtocolBufferException {
      DecodedCase known = decoded.get(stream);
      if (known != null) return known;
      byte[] stored = states.get(key);
      if (stored == null) return null;
      CaseState state = CaseState.parseFrom(stored);
      return new DecodedCase(state, Contributions.of(state, null, null));
    }

    @Override
    public void count(int model, byte[] key, long amount) {
      byte[] cell = Stored.ofModel(model, key);
      byte[] stored = counts.get(cell);
      long count = (stored == null ? 0 : Stored.count(stored)) + amount;
      counts.put(cell, count == 0 ? null : Stored.count(count));
    }

    @Override
    public void row(int model, byte[] key, byte[] value) {
      rows.put(Stored.ofModel(model, key), value);
    }
  }
}
