import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Processor time of this process, by what its threads are for. */
final class ThreadTimes {
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final int TICKS_PER_SECOND = 100;

  private ThreadTimes() {}

  /** In seconds: of stream threads, the garbage collector, the compiler, RocksDB's threads, and all others. */
  static Map<String, Double> now() throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (String what : List.of("streams", "collector", "compiler", "rocksdb", "others")) seconds.put(what, 0.0);
    try (Stream<Path> threads = Files.list(THREADS)) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double own = (double) (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        seconds.merge(purpose(stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))), own, Double::sum);
      }
    }
    return seconds;
  }

  private static String purpose(String name) {
    if (name.startsWith("s-StreamThread")) return "streams";
    if (name.startsWith("GC Thread") || name.startsWith("VM Thread")) return "collector";
    if (name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler")) return "compiler";
    return name.startsWith("rocksdb:") ? "rocksdb" : "others";
  }
}
