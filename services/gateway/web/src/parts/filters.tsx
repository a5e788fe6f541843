// What the figures on the page are about; every change becomes the address.
import { useMemo } from 'preact/hooks';
import { codesOf } from '../codelists.ts';
import { useSurroundings } from '../context.ts';
import { municipalities, municipalityCode, municipalityName } from '../data/municipalities.ts';
import { sectionsIn } from '../data/sections.ts';
import { go } from '../location.ts';
import {
  everything,
  isEverything,
  periods,
  raters,
  voices,
  writeSelection,
  type Period,
  type Selection,
} from '../selection.ts';
import { Choose, Find } from './chips.tsx';
import { DayField } from './day_field.tsx';
import { KnownField } from './known_field.tsx';
import { PickField } from './pick_field.tsx';

export interface Offered {
  industry?: boolean;
  voice?: boolean;
  rater?: boolean;
}

// The selection in words, "Lolland, Guldborgsund · Last year": of it, what figures that are asked with `offered` are about.
export function useSelectionText(offered: Offered): (selection: Selection) => string {
  const { words, format, label, language } = useSurroundings();
  return (selection) => {
    const parts = [
      selection.municipalities.length
        ? selection.municipalities.map(municipalityName).join(', ')
        : words.filters.allMunicipalities,
    ];
    const dates = [selection.from, selection.to].map((day) => (day ? format.day(day) : '…')).join(' – ');
    parts.push(
      selection.period === 'dates' && (selection.from || selection.to) ? dates : words.periods[selection.period],
    );
    if (selection.targetGroups.length)
      parts.push(selection.targetGroups.map((code) => label('target-group', code)).join(', '));
    if (offered.industry && selection.industries.length)
      parts.push(
        sectionsIn(language)
          .filter(({ code }) => selection.industries.includes(code))
          .map((section) => section.label)
          .join(', '),
      );
    if (offered.voice && selection.voice !== everything.voice)
      parts.push(`${words.filters.voice}: ${words.voices[selection.voice]}`);
    if (offered.rater && selection.rater !== everything.rater)
      parts.push(`${words.filters.rater}: ${words.raters[selection.rater]}`);
    if (selection.knownAt) parts.push(words.filters.knownThen);
    return parts.join(' · ');
  };
}

function Fields({
  selection,
  change,
  offered,
  offersKnown,
}: {
  selection: Selection;
  change(part: Partial<Selection>): void;
  offered: Offered;
  offersKnown: boolean;
}) {
  const { words, language, codelists } = useSurroundings();
  const { filters } = words;
  const places = useMemo(() => [...municipalities].map(([code, label]) => ({ code, label })), []);
  const groups = useMemo(() => codesOf(codelists, 'target-group', language), [codelists, language]);
  return (
    <div class="fields">
      <Find
        label={filters.municipalities}
        all={filters.allMunicipalities}
        placeholder={filters.addHint}
        choices={places}
        chosen={selection.municipalities}
        labelOf={municipalityName}
        codeOf={municipalityCode}
        unknown={filters.unknownMunicipality}
        choose={(codes) => change({ municipalities: codes })}
      />
      <PickField
        label={filters.period}
        values={periods}
        nameOf={(one) => words.periods[one]}
        value={selection.period}
        pick={(period: Period) => change({ period })}
      />
      {selection.period === 'dates' && (
        <DayField label={filters.from} value={selection.from} pick={(from) => change({ from })} />
      )}
      {selection.period === 'dates' && (
        <DayField label={filters.to} value={selection.to} pick={(to) => change({ to })} />
      )}
      <Choose
        label={filters.targetGroup}
        all={filters.allTargetGroups}
        choices={groups}
        chosen={selection.targetGroups}
        choose={(codes) => change({ targetGroups: codes })}
      />
      {offered.industry && (
        <Choose
          label={filters.industry}
          all={filters.allIndustries}
          choices={sectionsIn(language)}
          chosen={selection.industries}
          choose={(codes) => change({ industries: codes })}
        />
      )}
      {offered.voice && (
        <PickField
          label={filters.voice}
          values={voices}
          nameOf={(one) => words.voices[one]}
          value={selection.voice}
          pick={(voice) => change({ voice })}
        />
      )}
      {offered.rater && (
        <PickField
          label={filters.rater}
          values={raters}
          nameOf={(one) => words.raters[one]}
          value={selection.rater}
          pick={(rater) => change({ rater })}
        />
      )}
      {offersKnown && <KnownField knownAt={selection.knownAt} pick={(knownAt) => change({ knownAt })} />}
    </div>
  );
}

export function Filters({ offered }: { offered: Offered }) {
  const { words, selections, place } = useSurroundings();
  const { filters } = words;
  const selectionText = useSelectionText(offered);
  const comparing = selections.length > 1;
  const put = (next: Selection[]) => {
    const query = new URLSearchParams(place.query);
    writeSelection(next[0]!, query);
    writeSelection(next[1] ?? everything, query, 'b.');
    if (next.length > 1) query.set('compare', 'yes');
    else query.delete('compare');
    go(place.page ?? 'overview', query);
  };
  const change = (i: number) => (part: Partial<Selection>) =>
    put(selections.map((selection, j) => (i === j ? { ...selection, ...part } : selection)));
  return (
    <section class="filters" aria-label={filters.title}>
      <details open={matchMedia('(min-width: 48rem)').matches}>
        <summary>
          <span class="filters-title">{filters.title}</span>{' '}
          <span class="filters-text">{selections.map(selectionText).join('  |  ')}</span>
        </summary>
        {!offered.industry && selections.some(({ industries }) => industries.length > 0) && (
          <p class="hint">{filters.industryElsewhere(words.pages.interruptions)}</p>
        )}
        {selections.map((selection, i) => (
          <fieldset key={i}>
            <legend class={comparing ? '' : 'unseen'}>
              {comparing ? [filters.first, filters.second][i] : filters.title}
            </legend>
            <Fields selection={selection} change={change(i)} offered={offered} offersKnown={i === 0} />
          </fieldset>
        ))}
        <p class="filter-actions">
          <button
            type="button"
            onClick={() => put(comparing ? selections.slice(0, 1) : [selections[0]!, selections[0]!])}
          >
            {comparing ? filters.stopComparing : filters.compare}
          </button>
          {selections.some((selection) => !isEverything(selection)) && (
            <button type="button" onClick={() => put([everything])}>
              {filters.clear}
            </button>
          )}
        </p>
      </details>
    </section>
  );
}
