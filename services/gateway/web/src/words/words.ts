// The languages, and which one a reader is spoken to in.
import { da } from './da.ts';
import { en, type Words } from './en.ts';
import { he } from './he.ts';
import { sv } from './sv.ts';

export type { Words } from './en.ts';

export const languages = ['da', 'sv', 'en', 'he'] as const;
export type Language = (typeof languages)[number];

// Each language by its own name, so that whoever reads it finds it.
export const languageNames: Record<Language, string> = { da: 'Dansk', sv: 'Svenska', en: 'English', he: 'עברית' };

const all: Record<Language, Words> = { da, sv, en, he };

export function wordsOf(language: Language): Words {
  return all[language];
}

export function isRightToLeft(language: Language): boolean {
  return language === 'he';
}

// The first tag ("da-DK") whose language there is; English where there is none.
export function chooseLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    const primary = (tag || '').toLowerCase().split('-')[0];
    const found = languages.filter((language) => language === primary || (language === 'he' && primary === 'iw'))[0];
    if (found) return found;
  }
  return 'en';
}
