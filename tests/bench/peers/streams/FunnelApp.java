import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.apache.kafka.streams.state.Stores;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import praksis.peer.CaseState;
import praksis.v1.EventOuterClass.Event;

/**
 * Follows a topic of praksis with Kafka Streams: folds every case's state and counts cases by how far they came, both
 * in RocksDB. Ends when so many events are processed; prints {"events", "seconds", "since_start", "opened"}.
 *
 * <p>FunnelApp BOOTSTRAP TOPIC EVENTS THREADS STATE_DIRECTORY
 */
public final class FunnelApp {
  private static final String CASES = "cases";
  private static final String CELLS = "cells";
  private static final int PATIENCE_S = 600;

  private static final LongAdder processed = new LongAdder();
  private static final AtomicLong firstNs = new AtomicLong();

  public static void main(String[] arguments) throws Exception {
    String topic = arguments[1];
    long events = Long.parseLong(arguments[2]);
    Path directory = Files.createDirectories(Path.of(arguments[4]));
    try (KafkaStreams streams =
        new KafkaStreams(topology(topic), settings(arguments[0], topic, arguments[3], directory))) {
      long startedNs = System.nanoTime();
      streams.start();
      while (processed.sum() < events) {
        if (System.nanoTime() - startedNs > PATIENCE_S * 1_000_000_000L || streams.state().hasCompletedShutdown()) {
          throw new IllegalStateException(processed.sum() + " of " + events + " events, " + streams.state());
        }
        Thread.sleep(5);
      }
      long endNs = System.nanoTime();
      System.out.printf(
          "{\"events\": %d, \"seconds\": %.4f, \"since_start\": %.4f, \"opened\": %d}%n",
          processed.sum(), (endNs - firstNs.get()) / 1e9, (endNs - startedNs) / 1e9, opened(streams));
    }
  }

  private static Properties settings(String bootstrap, String topic, String threads, Path directory) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-" + topic + "-" + System.nanoTime());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.parseInt(threads));
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 30_000);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 256L << 20);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, TunedRocksDb.class);
    settings.put(StreamsConfig.METRICS_RECORDING_LEVEL_CONFIG, "INFO");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 64 << 20);
    settings.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 4 << 20);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 20_000);
    return settings;
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

  private static long opened(KafkaStreams streams) {
    long cases = 0;
    try (KeyValueIterator<String, Long> cells =
        streams
            .store(StoreQueryParameters.fromNameAndType(CELLS, QueryableStoreTypes.<String, Long>keyValueStore()))
            .all()) {
      while (cells.hasNext()) cases += cells.next().value;
    }
    return cases;
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
      firstNs.compareAndSet(0, System.nanoTime());
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
      processed.increment();
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

  /** As much memory for RocksDB as ours has: blocks 128 MiB over all stores, memtables of 32 MiB, filters. */
  public static final class TunedRocksDb implements RocksDBConfigSetter {
    private static final LRUCache BLOCKS = new LRUCache(128L << 20);
    private static final BloomFilter FILTER = new BloomFilter(10, false);

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
      BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
      table.setBlockCache(BLOCKS);
      table.setFilterPolicy(FILTER);
      table.setBlockSize(16 << 10);
      options.setTableFormatConfig(table);
      options.setWriteBufferSize(32L << 20);
      options.setMaxWriteBufferNumber(3);
    }

    @Override
    public void close(String store, Options options) {}
  }
}
