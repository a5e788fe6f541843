import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.util.JsonFormat;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import praksis.v1.EventOuterClass.Event;

/**
 * Prints all events that a topic has by now, one line of JSON each: partition, offset, key, headers, event.
 *
 * <p>FollowEvents BOOTSTRAP TOPIC
 */
public final class FollowEvents {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  public static void main(String[] arguments) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", arguments[0],
            "isolation.level", "read_committed", // Java's default shows what was never accepted, too
            "enable.auto.commit", false);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(arguments[1]).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .collect(Collectors.toList());
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      // By positions, not by records: the last offsets of a partition may be commits, which no one is given.
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          out.println(lineOf(record));
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("not all of the topic came within " + PATIENCE);
        }
      }
    }
    out.flush();
  }

  private static JsonObject lineOf(ConsumerRecord<String, byte[]> record) throws Exception {
    Event event = Event.parseFrom(record.value());
    JsonObject line = new JsonObject();
    line.addProperty("partition", record.partition());
    line.addProperty("offset", record.offset());
    line.addProperty("key", record.key());
    JsonObject headers = new JsonObject();
    for (Header header : record.headers()) {
      headers.addProperty(header.key(), new String(header.value(), StandardCharsets.UTF_8));
    }
    line.add("headers", headers);
    line.add("event", JsonParser.parseString(JsonFormat.printer().print(event)));
    return line;
  }
}
