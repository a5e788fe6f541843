// Labels of codes, from the gateway's /codelists.json.
import type { Language } from './words/words.ts';

export interface Code {
  code: string;
  label: string;
}

// {"lists": {"interruption-reason": {"revision": 1, "codes": [{"code": "ILLNESS", "labels": {"da": "Sygdom", …}}, …]}, …}}
export interface CodelistsAnswer {
  lists?: Record<string, { codes?: { code: string; labels?: Record<string, string> }[] }>;
}

// The codes of a list in its own order; none where there is no such list.
export function codesOf(answer: CodelistsAnswer | undefined, list: string, language: string): Code[] {
  const codes = (answer && answer.lists && answer.lists[list] && answer.lists[list].codes) || [];
  return codes.map(({ code, labels }) => ({ code, label: (labels && (labels[language] || labels['en'])) || code }));
}

export type Label = (list: string, code: string) => string;

export function labelOf(answer: CodelistsAnswer | undefined, language: Language | string): Label {
  return (list, code) => {
    const found = codesOf(answer, list, language).filter((one) => one.code === code)[0];
    return found ? found.label : code;
  };
}
