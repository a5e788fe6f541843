// Features of placements in words, and the values they can have.
import { codesOf } from '../codelists.ts';
import type { Features } from '../choice_answer.ts';
import { useSurroundings } from '../context.ts';
import { features, type Feature } from '../criteria.ts';
import { sectionsIn } from '../data/sections.ts';
import type { Choice } from './chips.tsx';

const bands = ['0-27', '28-55', '56-90', '91-181', '182+'];
const types = ['TRAINEESHIP', 'WAGE_SUBSIDY', 'HYBRID'];
const beliefs = ['RISING', 'FALLING', 'STEADY_LOW', 'STEADY_HIGH', 'NOT_ASSESSED'];

export interface FeatureWords {
  valuesOf(feature: Feature): Choice[];
  valueIn(feature: Feature, value: string): string;
  // "reason_citizen=TRANSPORT", as SelectCases names what is shown.
  shown(text: string): string;
  // All that is known of a case: "Transport, 28-55 days, Trade".
  all(features: Features | undefined): string;
}

// "REASON_CITIZEN" → "reasonCitizen", as protobuf JSON names the field.
const fieldOf = (feature: Feature) =>
  feature.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export function useFeatureWords(): FeatureWords {
  const { words, codelists, language } = useSurroundings();
  const say = words.choice;
  const sections = sectionsIn(language);
  const valuesOf = (feature: Feature): Choice[] => {
    switch (feature) {
      case 'DURATION_BAND':
        return bands.map((code) => ({ code, label: say.days(code) }));
      case 'INDUSTRY_SECTION':
        return sections;
      case 'PLACEMENT_TYPE':
        return types.map((code) => ({ code, label: (words.codes as Record<string, string>)[code] ?? code }));
      case 'TARGET_GROUP':
        return codesOf(codelists, 'target-group', language);
      case 'BELIEF_TRAJECTORY':
        return beliefs.map((code) => ({ code, label: say.beliefs[code] ?? code }));
      default:
        return codesOf(codelists, 'interruption-reason', language);
    }
  };
  const valueIn = (feature: Feature, value: string) =>
    valuesOf(feature).find((choice) => choice.code === value)?.label ?? value;
  // Whose reason it is has to be said; the others speak for themselves.
  const inWords = (feature: Feature, value: string) =>
    feature.startsWith('REASON_') ? `${say.features[feature]}: ${valueIn(feature, value)}` : valueIn(feature, value);
  return {
    valuesOf,
    valueIn,
    shown: (text) => {
      const [name, value] = text.split('=');
      return inWords((name ?? '').toUpperCase() as Feature, value ?? '');
    },
    all: (known) =>
      features
        .filter((feature) => known?.[fieldOf(feature)])
        .map((feature) => inWords(feature, known![fieldOf(feature)]!))
        .join(', '),
  };
}
