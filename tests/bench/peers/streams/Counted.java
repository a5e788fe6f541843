import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import readmodels.CaseModel;

/** What is in the stores, in the words and numbers of tests/bench/kafka/count_rows.cc. */
final class Counted {
  private Counted() {}

  static String of(StoredRows stored) {
    List<String> parts = new ArrayList<>();
    Tally states = new Tally();
    stored.forEach(ReadModelsApp.STATES, states::addRow);
    parts.add(String.format("\"states\": {\"rows\": %d, \"digest\": \"%s\"}", states.rows, states.digest()));
    parts.addAll(models(stored));
    Tally timeline = new Tally();
    stored.forEach(ReadModelsApp.TIMELINE, timeline::addRow);
    Tally lists = new Tally();
    stored.forEach(ReadModelsApp.LISTS, lists::addRow);
    long events = timeline.rows;
    timeline.add(lists);
    parts.add(
        String.format(
            "\"history\": {\"events\": %d, \"lists\": %d, \"digest\": \"%s\"}", events, lists.rows, timeline.digest()));
    return "{" + String.join(", ", parts) + "}";
  }

  private static List<String> models(StoredRows stored) {
    Tally[] tallies = new Tally[CaseModel.ALL.size()];
    for (int model = 0; model < tallies.length; ++model) tallies[model] = new Tally();
    // Cases of several partitions may add to one counter.
    Map<ByteBuffer, Long> counts = new HashMap<>();
    stored.forEach(ReadModelsApp.COUNTS, (key, value) -> counts.merge(ByteBuffer.wrap(key), Stored.count(value), Long::sum));
    counts.forEach((key, count) -> tallies[key.get(0)].addCount(withoutModel(key), count));
    stored.forEach(ReadModelsApp.ROWS, (key, value) -> tallies[key[0]].addRow(withoutModel(ByteBuffer.wrap(key)), value));
    List<String> parts = new ArrayList<>();
    for (int model = 0; model < tallies.length; ++model) {
      Tally tally = tallies[model];
      parts.add(
          String.format(
              "\"%s\": {\"cells\": %d, \"sum\": %d, \"rows\": %d, \"digest\": \"%s\"}",
              CaseModel.ALL.get(model).name(), tally.cells, tally.sum, tally.rows, tally.digest()));
    }
    return parts;
  }

  private static byte[] withoutModel(ByteBuffer key) {
    byte[] rest = new byte[key.limit() - 1];
    key.get(1, rest);
    return rest;
  }

  private static final class Tally {
    private final MessageDigest sha256;
    private long cells;
    private long sum;
    private long rows;
    private long digests;

    Tally() {
      try {
        sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException exception) {
        throw new IllegalStateException(exception);
      }
    }

    void addCount(byte[] key, long count) {
      if (count == 0) return;
      ++cells;
      sum += count;
      addToDigest(key, Stored.count(count));
    }

    void addRow(byte[] key, byte[] value) {
      ++rows;
      addToDigest(key, value);
    }

    void add(Tally other) {
      digests += other.digests;
    }

    String digest() {
      return String.format("%016x", digests);
    }

    private void addToDigest(byte[] key, byte[] value) {
      sha256.update(ByteBuffer.allocate(4).putInt(key.length).array());
      sha256.update(key);
      digests += ByteBuffer.wrap(sha256.digest(value)).getLong();
    }
  }
}
