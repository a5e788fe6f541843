package cases;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import praksis.v1.Common.When;
import praksis.v1.EventOuterClass.Event;

/** Days since 1970-01-01, as libs/domain/stream/days.h and libs/domain/fact/occurred_day.cc have them. */
public final class Days {
  /** 2200-12-31. */
  public static final int LAST = 84370;

  private static final long SECONDS_PER_HOUR = 3600;
  private static final long SECONDS_PER_DAY = 24 * SECONDS_PER_HOUR;

  private Days() {}

  /** Of "2025-03-14"; `otherwise` where it is empty. Events have been accepted: there is nothing else. */
  public static int dayOr(String iso8601, int otherwise) {
    return iso8601.isEmpty() ? otherwise : dayOf(iso8601);
  }

  public static int dayOf(String iso8601) {
    if (iso8601.isEmpty()) return 0;
    return (int) LocalDate.of(digits(iso8601, 0, 4), digits(iso8601, 5, 7), digits(iso8601, 8, 10)).toEpochDay();
  }

  /** The day on which the event happened; that of an instant is the one in central Europe. */
  public static int occurredDay(When when) {
    return when.hasInstant() ? centralEuropeanDay(when.getInstant().getSeconds()) : dayOf(when.getDate().getDate());
  }

  public static int occurredDay(Event event) {
    return occurredDay(event.getOccurredAt());
  }

  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; ++i) number = number * 10 + text.charAt(i) - '0';
    return number;
  }

  private static int centralEuropeanDay(long seconds) {
    int year = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY)).getYear();
    boolean summer = seconds >= lastSunday(year, 3) && seconds < lastSunday(year, 10);
    return (int) Math.floorDiv(seconds + (summer ? 2 : 1) * SECONDS_PER_HOUR, SECONDS_PER_DAY);
  }

  /** 01:00 UTC on the last Sunday of a month of 31 days. */
  private static long lastSunday(int year, int month) {
    LocalDate sunday = LocalDate.of(year, month, 31).with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
    return sunday.toEpochDay() * SECONDS_PER_DAY + SECONDS_PER_HOUR;
  }
}
