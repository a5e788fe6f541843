import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Bytes in the stores. */
final class Stored {
  private Stored() {}

  static byte[] key(String stream) {
    return stream.getBytes(StandardCharsets.UTF_8);
  }

  /** A key in a store that several models share. */
  static byte[] ofModel(int model, byte[] key) {
    byte[] all = new byte[1 + key.length];
    all[0] = (byte) model;
    System.arraycopy(key, 0, all, 1, key.length);
    return all;
  }

  static byte[] count(long count) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
  }

  static long count(byte[] stored) {
    return ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
