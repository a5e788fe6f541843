// All pages: reads the address, follows what is recorded, and shows the page that is asked for.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { labelOf, type CodelistsAnswer } from './codelists.ts';
import { SurroundingsProvider, type Surroundings } from './context.ts';
import { formatsOf } from './format.ts';
import { follow, type LiveState } from './live.ts';
import { followLink, pathOf, usePlace, type Place } from './location.ts';
import { CasePage } from './pages/case_page.tsx';
import { CasesPage } from './pages/cases_page.tsx';
import { ExperimentsPage } from './pages/experiments_page.tsx';
import { CyclesPage } from './pages/cycles_page.tsx';
import { figurePages, FigurePage, OverviewPage } from './pages/figure_pages.tsx';
import { MeasuresPage } from './pages/measures_page.tsx';
import { OperationsPage } from './pages/operations_page.tsx';
import { ProgrammePage } from './pages/programme_page.tsx';
import { SelectionPage } from './pages/selection_page.tsx';
import { TransferPage } from './pages/transfer_page.tsx';
import { StoriesPage } from './pages/stories_page.tsx';
import { TellPage } from './pages/tell_page.tsx';
import { Shell } from './parts/shell.tsx';
import { readSelection, type Selection } from './selection.ts';
import { chooseLanguage, isRightToLeft, wordsOf, type Language } from './words/words.ts';

function useCodelists(): CodelistsAnswer | undefined {
  const [answer, setAnswer] = useState<CodelistsAnswer>();
  useEffect(() => {
    // Without labels codes are shown, which is better than nothing.
    fetch('/codelists.json')
      .then((response) => response.json() as Promise<CodelistsAnswer>)
      .then(setAnswer, () => setAnswer(undefined));
  }, []);
  return answer;
}

function useLive(selections: Selection[]) {
  const [state, setState] = useState<LiveState>('connecting');
  const [moved, setMoved] = useState({ position: '', generation: 0 });
  // Whoever sees all municipalities in one selection has to follow all.
  const followed = selections.some((selection) => !selection.municipalities.length)
    ? []
    : [...new Set(selections.flatMap((selection) => selection.municipalities))];
  useEffect(
    () =>
      follow(followed, {
        state: setState,
        moved: (position) => setMoved((before) => ({ position, generation: before.generation + 1 })),
      }),
    [followed.join()],
  );
  return { live: state, ...moved };
}

function PageOf({ place }: { place: Place }) {
  if (place.page === 'overview') return <OverviewPage />;
  if (place.page === 'case') return <CasePage />;
  if (place.page === 'cases') return <CasesPage />;
  if (place.page === 'experiments') return <ExperimentsPage />;
  if (place.page === 'transfer') return <TransferPage />;
  if (place.page === 'selection') return <SelectionPage />;
  if (place.page === 'cycles') return <CyclesPage />;
  if (place.page === 'stories') return <StoriesPage />;
  if (place.page === 'stories/tell') return <TellPage />;
  if (place.page === 'stories/programme') return <ProgrammePage />;
  if (place.page === 'measures') return <MeasuresPage />;
  if (place.page === 'operations') return <OperationsPage />;
  if (place.page && figurePages[place.page]) return <FigurePage page={place.page} />;
  const words = wordsOf(languageOf(place));
  return (
    <p class="state">
      <a href={pathOf('overview')} onClick={(event) => followLink(event, 'overview', place.query)}>
        {words.errors.toOverview}
      </a>
    </p>
  );
}

function languageOf(place: Place): Language {
  return chooseLanguage([place.query.get('lang'), localStorage.getItem('praksis.language'), ...navigator.languages]);
}

// The day where the reader is.
function localDay(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}

export function App() {
  const place = usePlace();
  const language = languageOf(place);
  const codelists = useCodelists();
  const search = place.query.toString();
  const selections = useMemo(() => {
    const first = readSelection(place.query);
    return place.query.get('compare') === 'yes' ? [first, readSelection(place.query, 'b.')] : [first];
  }, [search]);
  const live = useLive(selections);
  const [said, announce] = useState('');
  const words = wordsOf(language);
  const surroundings: Surroundings = {
    place,
    language,
    words,
    codelists,
    selections,
    announce,
    ...live,
    today: localDay(),
    rtl: isRightToLeft(language),
    format: useMemo(() => formatsOf(language), [language]),
    label: useMemo(() => labelOf(codelists, language), [codelists, language]),
  };
  useEffect(() => {
    document.documentElement.lang = language;
    document.documentElement.dir = surroundings.rtl ? 'rtl' : 'ltr';
    document.title = `${place.page ? words.pages[place.page] : words.errors.notFound} – praksis`;
  }, [language, place.page]);
  // Whoever follows a link hears, and is at, the beginning of the new page.
  const shown = useRef(place.page);
  useEffect(() => {
    if (shown.current === place.page) return;
    shown.current = place.page;
    document.getElementById('main')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place.page]);
  return (
    <SurroundingsProvider value={surroundings}>
      <Shell>
        <PageOf place={place} />
      </Shell>
      <p class="unseen" role="status" aria-live="polite" id="announcements">
        {said}
      </p>
    </SurroundingsProvider>
  );
}
