// Numbers and days as a reader of a language expects them, by Intl.
import type { Formats } from './charts/chart.ts';
import { quarterName } from './charts/quarters.ts';
import type { Language } from './words/words.ts';

// Days and numbers as in the countries where job centres speak the language; English as in Europe.
const locales: Record<Language, string> = { da: 'da-DK', sv: 'sv-SE', en: 'en-GB', he: 'he-IL' };

export interface PageFormats extends Formats {
  // An instant as protobuf JSON has it.
  instant(iso: string): string;
}

export function formatsOf(language: Language): PageFormats {
  const locale = locales[language];
  const count = new Intl.NumberFormat(locale);
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
  const percents = [0, 1].map(
    (digits) =>
      new Intl.NumberFormat(locale, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  return {
    count: (n) => count.format(n),
    percent: (share, digits = 1) => (percents[digits] ?? percents[1]!).format(share),
    decimal: (n, digits) => n.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
    day: (iso) => (/^\d{4}-\d\d-\d\d$/.test(iso) ? day.format(new Date(iso + 'T00:00:00Z')) : iso),
    quarter: (iso) => quarterName(iso, language),
    instant: (iso) => (Number.isNaN(Date.parse(iso)) ? iso : instant.format(new Date(iso))),
  };
}
