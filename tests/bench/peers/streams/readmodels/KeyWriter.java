package readmodels;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Utils;
import praksis.domain.cases.CaseStateOuterClass.CaseState;

/** Keys and values as libs/readmodels/keys.h writes them, byte for byte. */
public final class KeyWriter {
  private static final int LONGEST_TEXT = 255;

  private byte[] bytes = new byte[96];
  private int size;

  /** What nearly all keys begin with: where a case counts, the day that it counts by, and whom it is about. */
  static KeyWriter of(CaseState state, int day) {
    return new KeyWriter().text(state.getMunicipality()).day(day).text(state.getTargetGroup());
  }

  public KeyWriter text(String text) {
    int length = text.length();
    if (length > LONGEST_TEXT) return encoded(text);
    reserve(1 + length);
    int end = size + 1;
    for (int i = 0; i < length; ++i) {
      char letter = text.charAt(i);
      if (letter >= 0x80) return encoded(text);
      bytes[end++] = (byte) letter;
    }
    bytes[size] = (byte) length;
    size = end;
    return this;
  }

  public KeyWriter day(int day) {
    return number(day ^ Integer.MIN_VALUE);
  }

  public KeyWriter number(int number) {
    reserve(4);
    bytes[size++] = (byte) (number >> 24);
    bytes[size++] = (byte) (number >> 16);
    bytes[size++] = (byte) (number >> 8);
    bytes[size++] = (byte) number;
    return this;
  }

  public KeyWriter number(long number) {
    return number((int) (number >> 32)).number((int) number);
  }

  public KeyWriter one(int oneByte) {
    reserve(1);
    bytes[size++] = (byte) oneByte;
    return this;
  }

  /** Without its length. */
  public KeyWriter raw(byte[] others) {
    reserve(others.length);
    System.arraycopy(others, 0, bytes, size, others.length);
    size += others.length;
    return this;
  }

  public int size() {
    return size;
  }

  /** What is written is in the first size() of it. */
  public byte[] buffer() {
    return bytes;
  }

  public byte[] copy() {
    return Arrays.copyOf(bytes, size);
  }

  /** Tells persons apart. */
  public static int personTag(CaseState state) {
    String named = state.getPersonRef().isEmpty() ? state.getStream() : state.getPersonRef();
    return Utils.murmur2(utf8(named));
  }

  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private KeyWriter encoded(String text) {
    byte[] all = utf8(text);
    int length = Math.min(all.length, LONGEST_TEXT);
    one(length);
    reserve(length);
    System.arraycopy(all, 0, bytes, size, length);
    size += length;
    return this;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
  }
}
