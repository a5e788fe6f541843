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

// The texts of `names`, one after the other, with "{days}" filled by the value of `days`; undefined where one is not known.
function composed(
  { names, gaps }: Composition,
  definitions: DefinitionsAnswer | undefined,
  language: Language,
): string | undefined {
  const texts = names.map((name) => definitions?.figures?.[name]?.texts?.[language]);
  if (texts.includes(undefined)) return undefined;
  return texts.join(' ').replace(/\{(\w+)\}/g, (gap, name: string) => gaps[name] ?? gap);
}

// What a server put its definition `text` together from, and what was asked.
export interface Composition {
  names: string[];
  gaps: Record<string, string>;
}

// The same as `text` in the reader's language; `text` itself where what it is said to be composed of says something else.
export function composedDefinitionOf(
  text: string,
  composition: Composition,
  definitions: DefinitionsAnswer | undefined,
  language: Language,
): Definition {
  const own: Definition = { text, language: 'en' };
  if (language === 'en' || composed(composition, definitions, 'en') !== text) return own;
  return { text: composed(composition, definitions, language)!, language };
}

let asked: Promise<DefinitionsAnswer> | undefined;

// Asked for once, by whoever first needs another language than English.
function useDefinitions(language: Language): DefinitionsAnswer | undefined {
  const [definitions, setDefinitions] = useState<DefinitionsAnswer>();
  useEffect(() => {
    if (language === 'en') return;
    asked ??= fetch('/definitions.json').then((response) => response.json() as Promise<DefinitionsAnswer>);
    // Without them the words are English, which is better than nothing.
    asked.then(setDefinitions, () => (asked = undefined));
  }, [language]);
  return definitions;
}

export function useDefinition(metadata: FigureMetadata | undefined, language: Language): Definition {
  return definitionOf(metadata ?? {}, useDefinitions(language), language);
}

export function useComposedDefinition(text: string, composition: Composition, language: Language): Definition {
  return composedDefinitionOf(text, composition, useDefinitions(language), language);
}
