package readmodels;

/** Sections of NACE Rev. 2: libs/readmodels/industry.cc. */
final class Industry {
  private record Section(String letter, int firstDivision, int lastDivision) {}

  // Regulation (EC) No 1893/2006, Annex I.
  private static final Section[] SECTIONS = {
    new Section("A", 1, 3), new Section("B", 5, 9), new Section("C", 10, 33), new Section("D", 35, 35),
    new Section("E", 36, 39), new Section("F", 41, 43), new Section("G", 45, 47), new Section("H", 49, 53),
    new Section("I", 55, 56), new Section("J", 58, 63), new Section("K", 64, 66), new Section("L", 68, 68),
    new Section("M", 69, 75), new Section("N", 77, 82), new Section("O", 84, 84), new Section("P", 85, 85),
    new Section("Q", 86, 88), new Section("R", 90, 93), new Section("S", 94, 96), new Section("T", 97, 98),
    new Section("U", 99, 99),
  };

  private Industry() {}

  /** "G" of "47", "47.1", "47.11" or "G"; "" of anything else. */
  static String section(String industry) {
    if (industry.length() == 1) return industry.charAt(0) >= 'A' && industry.charAt(0) <= 'U' ? industry : "";
    if (industry.length() < 2 || !isDigit(industry.charAt(0)) || !isDigit(industry.charAt(1))) return "";
    if (industry.length() > 2 && industry.charAt(2) != '.') return "";
    int division = (industry.charAt(0) - '0') * 10 + (industry.charAt(1) - '0');
    for (Section section : SECTIONS) {
      if (division >= section.firstDivision && division <= section.lastDivision) return section.letter;
    }
    return "";
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
