package readmodels;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import praksis.domain.cases.CaseStateOuterClass.CaseState;
import praksis.v1.EventOuterClass.Event.BodyCase;

/**
 * What one case contributes to all models, as libs/projection/contribution.h keeps it:
 *
 * <pre>
 *   section := entry*                                  one for each model
 *   entry   := what(1) key_length(4) value_length(4) key value
 *   what    := 'c': the value is an amount(8) | 'r': a row
 * </pre>
 */
public final class Contributions {
  /** Receives what differs between two. */
  public interface Changes {
    void count(int model, byte[] key, long amount);

    /** `value` is null where the row is gone. */
    void row(int model, byte[] key, byte[] value);
  }

  private static final byte COUNT = 'c';
  private static final byte ROW = 'r';
  private static final int HEADER = 9;
  private static final Contributions NONE = new Contributions(0);
  private static final Set<BodyCase> OF_ANY_MODEL = EnumSet.noneOf(BodyCase.class);

  static {
    for (CaseModel model : CaseModel.ALL) OF_ANY_MODEL.addAll(model.dependsOn());
  }

  private byte[] bytes;
  private int size;
  private final int[] ends = new int[CaseModel.ALL.size()];

  private Contributions(int capacity) {
    bytes = new byte[capacity];
  }

  /**
   * What `state` contributes after `event`, having contributed `before` (null: nothing); `before` itself where no model
   * depends on the event. Models that do not are not asked. A null event is one that all depend on.
   */
  public static Contributions of(CaseState state, BodyCase event, Contributions before) {
    if (before != null && event != null && !OF_ANY_MODEL.contains(event)) return before;
    Contributions after = new Contributions(before == null ? 512 : before.size + 128);
    for (int model = 0; model < after.ends.length; ++model) {
      CaseModel asked = CaseModel.ALL.get(model);
      if (before == null || event == null || asked.dependsOn().contains(event)) {
        asked.contribute(state, after);
      } else {
        after.append(before.bytes, before.begin(model), before.ends[model]);
      }
      after.ends[model] = after.size;
    }
    return after;
  }

  void count(KeyWriter key, long amount) {
    header(COUNT, key.size(), 8);
    append(key.buffer(), 0, key.size());
    reserve(8);
    for (int shift = 56; shift >= 0; shift -= 8) bytes[size++] = (byte) (amount >> shift);
  }

  void row(KeyWriter key, KeyWriter value) {
    header(ROW, key.size(), value.size());
    append(key.buffer(), 0, key.size());
    append(value.buffer(), 0, value.size());
  }

  /** Tells `changes` how `after` differs from `before` (null: nothing). */
  public static void compare(Contributions before, Contributions after, Changes changes) {
    if (before == null) before = NONE;
    for (int model = 0; model < after.ends.length; ++model) {
      int from = before.begin(model);
      int to = before.ends[model];
      int afterFrom = after.begin(model);
      int afterTo = after.ends[model];
      if (Arrays.equals(before.bytes, from, to, after.bytes, afterFrom, afterTo)) continue;
      // Most of a section stays as it was, in the same order.
      while (from < to && afterFrom < afterTo && same(before, from, after, afterFrom)) {
        from = before.next(from);
        afterFrom = after.next(afterFrom);
      }
      for (int entry = from; entry < to; entry = before.next(entry)) {
        int excess = before.times(before, entry, from, to) - after.times(before, entry, afterFrom, afterTo);
        // Of several alike the first stands for all.
        if (excess <= 0 || before.times(before, entry, from, entry) > 0) continue;
        if (before.bytes[entry] == COUNT) {
          changes.count(model, before.key(entry), -excess * before.amount(entry));
        } else if (!after.hasRow(before, entry, afterFrom, afterTo)) {
          changes.row(model, before.key(entry), null);
        }
      }
      for (int entry = afterFrom; entry < afterTo; entry = after.next(entry)) {
        int excess = after.times(after, entry, afterFrom, afterTo) - before.times(after, entry, from, to);
        if (excess <= 0 || after.times(after, entry, afterFrom, entry) > 0) continue;
        if (after.bytes[entry] == COUNT) {
          changes.count(model, after.key(entry), excess * after.amount(entry));
        } else {
          changes.row(model, after.key(entry), after.value(entry));
        }
      }
    }
  }

  private int begin(int model) {
    return model == 0 ? 0 : ends[model - 1];
  }

  private int next(int entry) {
    return entry + HEADER + number(entry + 1) + number(entry + 5);
  }

  private byte[] key(int entry) {
    return Arrays.copyOfRange(bytes, entry + HEADER, entry + HEADER + number(entry + 1));
  }

  private byte[] value(int entry) {
    return Arrays.copyOfRange(bytes, entry + HEADER + number(entry + 1), next(entry));
  }

  private long amount(int entry) {
    int at = entry + HEADER + number(entry + 1);
    return (long) number(at) << 32 | number(at + 4) & 0xffffffffL;
  }

  private static boolean same(Contributions one, int entry, Contributions other, int otherEntry) {
    return Arrays.equals(one.bytes, entry, one.next(entry), other.bytes, otherEntry, other.next(otherEntry));
  }

  /** How often `wanted` of `other` is among the entries from … to. */
  private int times(Contributions other, int wanted, int from, int to) {
    int times = 0;
    for (int entry = from; entry < to; entry = next(entry)) {
      if (same(other, wanted, this, entry)) ++times;
    }
    return times;
  }

  /** Whether the row `wanted` of `other`, whatever its value, is among the entries from … to. */
  private boolean hasRow(Contributions other, int wanted, int from, int to) {
    int end = wanted + HEADER + other.number(wanted + 1);
    for (int entry = from; entry < to; entry = next(entry)) {
      int entryEnd = entry + HEADER + number(entry + 1);
      if (bytes[entry] == ROW
          && Arrays.equals(other.bytes, wanted + HEADER, end, bytes, entry + HEADER, entryEnd)) {
        return true;
      }
    }
    return false;
  }

  private void header(byte what, int keyLength, int valueLength) {
    reserve(HEADER);
    bytes[size] = what;
    putNumber(size + 1, keyLength);
    putNumber(size + 5, valueLength);
    size += HEADER;
  }

  private void putNumber(int at, int number) {
    bytes[at] = (byte) (number >> 24);
    bytes[at + 1] = (byte) (number >> 16);
    bytes[at + 2] = (byte) (number >> 8);
    bytes[at + 3] = (byte) number;
  }

  private int number(int at) {
    return (bytes[at] & 0xff) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
  }

  private void append(byte[] others, int from, int to) {
    reserve(to - from);
    System.arraycopy(others, from, bytes, size, to - from);
    size += to - from;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
  }
}
