// What every part of a page knows: the language and its words, the labels of codes, what is selected, and how live it is.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { CodelistsAnswer, Label } from './codelists.ts';
import type { PageFormats } from './format.ts';
import type { LiveState } from './live.ts';
import type { Place } from './location.ts';
import type { Selection } from './selection.ts';
import type { Language, Words } from './words/words.ts';

export interface Surroundings {
  place: Place;
  language: Language;
  words: Words;
  format: PageFormats;
  codelists: CodelistsAnswer | undefined;
  label: Label;
  rtl: boolean;
  // One, or two that are compared.
  selections: Selection[];
  // A day like "2026-11-26", which periods such as "last year" count from.
  today: string;
  live: LiveState;
  // Figures have to have come here; "" where nothing has been recorded since the page was opened.
  position: string;
  // Rises when everything should be asked for again.
  generation: number;
  // Says something to those who listen rather than look.
  announce(text: string): void;
}

const Context = createContext<Surroundings | undefined>(undefined);

export const SurroundingsProvider = Context.Provider;

export function useSurroundings(): Surroundings {
  return useContext(Context)!;
}
