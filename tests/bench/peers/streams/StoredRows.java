import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The rows that an application has left on disk, read without it: while it runs, what iterates over a store that has a cache
 * may see a row again that a commit has just deleted.
 *
 * @param directory of the application
 */
record StoredRows(Path directory) {
  /** Those of all partitions. */
  void forEach(String store, BiConsumer<byte[], byte[]> visit) {
    for (Path path : pathsOf(store)) {
      try (Options options = new Options();
          RocksDB database = RocksDB.openReadOnly(options, path.toString());
          RocksIterator row = database.newIterator()) {
        for (row.seekToFirst(); row.isValid(); row.next()) visit.accept(row.key(), row.value());
        row.status();
      } catch (RocksDBException exception) {
        throw new IllegalStateException(exception);
      }
    }
  }

  private List<Path> pathsOf(String store) {
    try (Stream<Path> tasks = Files.list(directory)) {
      return tasks.map(task -> task.resolve("rocksdb").resolve(store)).filter(Files::isDirectory).toList();
    } catch (IOException exception) {
      throw new IllegalStateException(exception);
    }
  }
}
