// Quarters of a year in words; Intl has none.
const names: Record<string, (quarter: number, year: string) => string> = {
  da: (quarter, year) => quarter + '. kvt. ' + year,
  sv: (quarter, year) => 'kv ' + quarter + ' ' + year,
  en: (quarter, year) => 'Q' + quarter + ' ' + year,
  he: (quarter, year) => 'רבעון ' + quarter + ' ' + year,
};

// The quarter that begins with a day like "2025-04-01"; the text as it is where it is none.
export function quarterName(iso: string, language: string): string {
  const month = Number(iso.slice(5, 7));
  const name = names[language] || names['en']!;
  return month >= 1 && month <= 12 ? name(Math.floor((month - 1) / 3) + 1, iso.slice(0, 4)) : iso;
}
