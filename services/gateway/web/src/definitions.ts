// What figures mean, in the reader's language, from the gateway's /definitions.json.
import { useEffect, useState } from 'preact/hooks';
import type { FigureMetadata } from './answers.ts';
import type { Language } from './words/words.ts';

// {"figures": {"funnel": {"revision": 1, "texts": {"da": "…", …}}, …}}
export interface DefinitionsAnswer {
  figures?: Record<string, { revision?: number; texts?: Record<string, string> }>;
}

// A text and the language it is in.
export interface Definition {
  text: string;
  language: Language;
}

// The answer's own words where they are asked for in English, or where none of the same revision are known.
export function definitionOf(
  metadata: FigureMetadata,
  definitions: DefinitionsAnswer | undefined,
  language: Language,
): Definition {
  const own: Definition = { text: metadata.definition ?? '', language: 'en' };
  const known = definitions?.figures?.[metadata.figure ?? ''];
  const text = known && known.revision === metadata.definitionRevision ? known.texts?.[language] : undefined;
  return text && language !== 'en' && known?.texts?.['en'] === own.text ? { text, language } : own;
}

let asked: Promise<DefinitionsAnswer> | undefined;

// Asked for once, by whoever first needs another language than English.
export function useDefinition(metadata: FigureMetadata | undefined, language: Language): Definition {
  const [definitions, setDefinitions] = useState<DefinitionsAnswer>();
  useEffect(() => {
    if (language === 'en') return;
    asked ??= fetch('/definitions.json').then((response) => response.json() as Promise<DefinitionsAnswer>);
    // Without them the words are English, which is better than nothing.
    asked.then(setDefinitions, () => (asked = undefined));
  }, [language]);
  return definitionOf(metadata ?? {}, definitions, language);
}
