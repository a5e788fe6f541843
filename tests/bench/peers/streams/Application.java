import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/**
 * Runs a topology until so many events are processed: settings, RocksDB and clock of both applications.
 *
 * <p>Arguments: BOOTSTRAP TOPIC EVENTS THREADS STATE_DIRECTORY
 */
final class Application {
  private static final int PATIENCE_S = 840;

  private static final LongAdder processed = new LongAdder();
  private static final AtomicLong firstNs = new AtomicLong();

  private Application() {}

  /**
   * Prints {"events", "seconds" from the first event, "since_start", "cpu_seconds", "threads": processor time, "counted":
   * what `count` says of the stores, once they are closed}.
   */
  static void run(String[] arguments, Topology topology, Function<StoredRows, String> count) throws Exception {
    String topic = arguments[1];
    long events = Long.parseLong(arguments[2]);
    Path directory = Files.createDirectories(Path.of(arguments[4]));
    Properties settings = settings(arguments[0], topic, arguments[3], directory);
    long startedNs = System.nanoTime();
    long endNs;
    long cpuNs;
    Map<String, Double> threads;
    try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
      streams.start();
      while (processed.sum() < events) {
        if (System.nanoTime() - startedNs > PATIENCE_S * 1_000_000_000L || streams.state().hasCompletedShutdown()) {
          throw new IllegalStateException(processed.sum() + " of " + events + " events, " + streams.state());
        }
        Thread.sleep(5);
      }
      endNs = System.nanoTime();
      cpuNs = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
      threads = ThreadTimes.now();
    }
    System.out.printf(
        "{\"events\": %d, \"seconds\": %.4f, \"since_start\": %.4f, \"cpu_seconds\": %.4f, %s, "
            + "\"counted\": %s}%n",
        processed.sum(),
        (endNs - firstNs.get()) / 1e9,
        (endNs - startedNs) / 1e9,
        cpuNs / 1e9,
        inWords(threads),
        count.apply(new StoredRows(directory.resolve(settings.getProperty(StreamsConfig.APPLICATION_ID_CONFIG)))));
  }

  private static String inWords(Map<String, Double> threads) {
    return threads.entrySet().stream()
        .map(thread -> String.format("\"%s\": %.2f", thread.getKey(), thread.getValue()))
        .collect(Collectors.joining(", ", "\"threads\": {", "}"));
  }

  /** Called with every event, before anything is done with it. */
  static void begin() {
    if (firstNs.get() == 0) firstNs.compareAndSet(0, System.nanoTime());
  }

  /** Called with every event, after everything. */
  static void end() {
    processed.increment();
  }

  private static Properties settings(String bootstrap, String topic, String threads, Path directory) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "peer-" + topic + "-" + System.nanoTime());
    // Names the threads.
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, "s");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.parseInt(threads));
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 30_000);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 1L << 30);
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
      // Most keys that are looked up past the cache are new.
      options.setMemtablePrefixBloomSizeRatio(0.1);
      options.setMemtableWholeKeyFiltering(true);
    }

    @Override
    public void close(String store, Options options) {}
  }
}
