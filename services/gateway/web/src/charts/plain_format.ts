// Numbers and days without Intl, which the gateway's engine does not have; the same as format.ts gives with it, except
// that months are written as numbers.
import type { Formats } from './chart.ts';
import { quarterName } from './quarters.ts';

interface Signs {
  group: string;
  decimal: string;
  percent: string;
  day(year: string, month: string, day: string): string;
}

const noBreak = '\u00a0';
const signs: Record<string, Signs> = {
  da: { group: '.', decimal: ',', percent: noBreak + '%', day: (y, m, d) => Number(d) + '.' + Number(m) + '.' + y },
  sv: { group: noBreak, decimal: ',', percent: noBreak + '%', day: (y, m, d) => y + '-' + m + '-' + d },
  en: { group: ',', decimal: '.', percent: '%', day: (y, m, d) => d + '/' + m + '/' + y },
  he: { group: ',', decimal: '.', percent: '%', day: (y, m, d) => Number(d) + '.' + Number(m) + '.' + y },
};

function fixed(n: number, digits: number, { group, decimal }: Signs): string {
  const [whole, fraction] = Math.abs(n).toFixed(digits).split('.');
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, group);
  const isMinus = n < 0 && Number(n.toFixed(digits)) !== 0;
  return (isMinus ? '-' : '') + grouped + (fraction ? decimal + fraction : '');
}

export function plainFormats(language: string): Formats {
  const of = signs[language] || signs['en']!;
  return {
    count: (n) => fixed(n, 0, of),
    percent: (share, digits) => fixed(share * 100, digits === undefined ? 1 : digits, of) + of.percent,
    decimal: (n, digits) => fixed(n, digits, of),
    day: (iso) => (iso.length === 10 ? of.day(iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10)) : iso),
    quarter: (iso) => quarterName(iso, language),
  };
}
