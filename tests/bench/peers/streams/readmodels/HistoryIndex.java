package readmodels;

import cases.CaseRules;
import cases.Days;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import praksis.v1.EventOuterClass.Event;
import praksis.v1.EventOuterClass.EventReplacement;

/**
 * Every event, found by its case and by the time it was recorded, of one partition: libs/readmodels/history_index.h and
 * history_rows.cc say how its entries and items look. Rows of the lists are those of ours. Of the timelines every event is
 * a row, since stores cannot append to one:
 *
 * <pre>
 *   timeline   stream 0x00 version(4) -> an entry without its size
 * </pre>
 */
public final class HistoryIndex {
  private static final byte IN_ORDER = 'l';
  private static final byte LATE = 'x';
  private static final int SEGMENT_EVENTS = 64;
  // What an entry has before its municipality, and where it has the length of that.
  private static final int ENTRY_HEAD = 27;

  private final int partition;
  private final KeyValueStore<byte[], byte[]> timeline;
  private final KeyValueStore<byte[], byte[]> lists;

  // The row of the list begun last.
  private byte[] rowKey;
  private ByteBuffer row = ByteBuffer.allocate(16 << 10);
  private int items;
  private long latest = Long.MIN_VALUE;

  public HistoryIndex(
      int partition, KeyValueStore<byte[], byte[]> timeline, KeyValueStore<byte[], byte[]> lists) {
    this.partition = partition;
    this.timeline = timeline;
    this.lists = lists;
    load();
  }

  public void add(Event event, byte[] bytes, long offset) {
    long recorded = event.getRecordedAt().getSeconds() * 1_000_000_000L + event.getRecordedAt().getNanos();
    byte[] municipality = KeyWriter.utf8(event.getMunicipality());
    int day = Days.occurredDay(event);
    boolean rewrites = CaseRules.rewritesHistory(event);

    ByteBuffer entry = ByteBuffer.allocate(ENTRY_HEAD + municipality.length + (rewrites ? 13 : 0) + bytes.length);
    entry.putInt(partition).putLong(offset).putLong(recorded ^ Long.MIN_VALUE);
    putTraits(event, day, municipality, entry);
    if (rewrites) putRewrite(event, entry);
    entry.put(bytes);
    timeline.put(timelineKey(event.getStream(), (int) event.getVersion()), entry.array());

    byte[] stream = KeyWriter.utf8(event.getStream());
    ByteBuffer item = ByteBuffer.allocate(35 + municipality.length + stream.length);
    item.putInt(item.capacity() - 4).putLong(recorded ^ Long.MIN_VALUE).putLong(offset).putLong(event.getVersion());
    putTraits(event, day, municipality, item);
    item.put(stream);
    addToLists(recorded, offset, item.array());
  }

  /** The events of a case up to `version`. */
  public List<Event> history(String stream, long version) throws InvalidProtocolBufferException {
    List<Event> events = new ArrayList<>();
    try (KeyValueIterator<byte[], byte[]> entries =
        timeline.range(timelineKey(stream, 1), timelineKey(stream, (int) version))) {
      while (entries.hasNext()) {
        ByteBuffer entry = ByteBuffer.wrap(entries.next().value);
        int body = entry.getShort(20);
        int head = ENTRY_HEAD + (entry.get(ENTRY_HEAD - 1) & 0xff);
        if (body == Event.EVENT_CORRECTED_FIELD_NUMBER || body == Event.EVENT_VOIDED_FIELD_NUMBER) head += 13;
        events.add(Event.parseFrom(entry.position(head)));
      }
    }
    if (events.size() != version) throw new IllegalStateException(stream + ": " + events.size() + " events");
    return events;
  }

  private void addToLists(long recorded, long offset, byte[] item) {
    if (recorded < latest) {
      lists.put(listKey(LATE, recorded, offset), item);
      return;
    }
    latest = recorded;
    if (items == 0 || items == SEGMENT_EVENTS) {
      rowKey = listKey(IN_ORDER, recorded, offset);
      row.clear();
      items = 0;
    }
    ++items;
    if (row.remaining() < item.length) {
      row = ByteBuffer.allocate(2 * row.capacity() + item.length).put(row.flip());
    }
    row.put(item);
    lists.put(rowKey, Arrays.copyOf(row.array(), row.position()));
  }

  private byte[] listKey(byte list, long recorded, long offset) {
    return ByteBuffer.allocate(21)
        .put(list)
        .putInt(partition)
        .putLong(recorded ^ Long.MIN_VALUE)
        .putLong(offset)
        .array();
  }

  private static byte[] timelineKey(String stream, int version) {
    byte[] name = KeyWriter.utf8(stream);
    return ByteBuffer.allocate(name.length + 5).put(name).put((byte) 0).putInt(version).array();
  }

  private static void putTraits(Event event, int day, byte[] municipality, ByteBuffer out) {
    out.putShort((short) event.getBodyCase().getNumber()).putInt(day);
    out.put((byte) municipality.length).put(municipality);
  }

  private static void putRewrite(Event event, ByteBuffer out) {
    if (event.hasEventVoided()) {
      out.putLong(event.getEventVoided().getTargetVersion()).put((byte) 0).putInt(0);
      return;
    }
    EventReplacement replacement = event.getEventCorrected().getReplacement();
    out.putLong(event.getEventCorrected().getTargetVersion());
    out.put((byte) (replacement.hasOccurredAt() ? 1 : 0));
    out.putInt(replacement.hasOccurredAt() ? Days.occurredDay(replacement.getOccurredAt()) : 0);
  }

  /** Where an earlier run stopped: what is in the row of the list begun last. */
  private void load() {
    byte[] first = listKey(IN_ORDER, Long.MIN_VALUE, 0);
    byte[] last = listKey(IN_ORDER, Long.MAX_VALUE, Long.MAX_VALUE);
    try (KeyValueIterator<byte[], byte[]> rows = lists.reverseRange(first, last)) {
      if (!rows.hasNext()) return;
      var begun = rows.next();
      rowKey = begun.key;
      addToRow(begun.value);
    }
  }

  private void addToRow(byte[] value) {
    if (row.capacity() < value.length) row = ByteBuffer.allocate(2 * value.length);
    row.put(value);
    for (int item = 0; item < value.length; item += 4 + row.getInt(item)) {
      ++items;
      latest = row.getLong(item + 4) ^ Long.MIN_VALUE;
    }
  }
}
