// The pages that consist of figures.
import type { ComponentChildren } from 'preact';
import type { Answers, FigureName } from '../answers.ts';
import type { FigureView } from '../charts/chart.ts';
import { useSurroundings } from '../context.ts';
import { figures } from '../figures/figures.ts';
import { followLink, pathOf, type Page } from '../location.ts';
import { chartContext } from '../parts/chart.tsx';
import { FigureCard, Headlines } from '../parts/figure_card.tsx';
import { Filters, useSelectionText, type Offered } from '../parts/filters.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { useCall } from '../parts/use_call.ts';
import { requestOf } from '../selection.ts';

interface FigurePage {
  names: FigureName[];
  offered: Offered;
}

export const figurePages: Partial<Record<Page, FigurePage>> = {
  interruptions: { names: ['interruptions', 'disagreement'], offered: { industry: true, voice: true } },
  outcomes: { names: ['return-to-work', 'coaching-outcomes'], offered: {} },
  belief: { names: ['belief'], offered: { rater: true } },
  referrals: { names: ['referrals'], offered: {} },
  load: { names: ['continuity'], offered: {} },
};

function Figures({ names, offered, children }: FigurePage & { children?: ComponentChildren }) {
  return (
    <>
      <Filters offered={offered} />
      {names.map((name) => (
        <FigureCard key={name} name={name} />
      ))}
      {children}
    </>
  );
}

export function FigurePage({ page }: { page: Page }) {
  return <Figures {...figurePages[page]!} />;
}

const overviewed: { name: FigureName; page: Page }[] = [
  { name: 'interruptions', page: 'interruptions' },
  { name: 'disagreement', page: 'interruptions' },
  { name: 'return-to-work', page: 'outcomes' },
  { name: 'coaching-outcomes', page: 'outcomes' },
  { name: 'belief', page: 'belief' },
  { name: 'referrals', page: 'referrals' },
  { name: 'continuity', page: 'load' },
];

// The first numbers of a figure, and the way to all of it.
function Tile({ name, page }: { name: FigureName; page: Page }) {
  const surroundings = useSurroundings();
  const { words, today, selections, place } = surroundings;
  const figure = figures[name];
  const view = figure.view as FigureView<Answers[FigureName]>;
  const { answer, error, again } = useCall<Answers[FigureName]>(
    `praksis.v1.Dashboards/${figure.method}`,
    // Only what the page says that it is about: it offers neither industry nor voice nor rater.
    requestOf(selections[0]!, {}, today),
  );
  const query = place.query.toString();
  return (
    <section class="tile" aria-label={words.figures[name]} data-figure={name}>
      <h2>
        <a href={pathOf(page) + (query ? '?' + query : '')} onClick={(event) => followLink(event, page, place.query)}>
          {words.figures[name]}
        </a>
      </h2>
      {!answer && (error ? <Failure error={error} again={again} brief /> : <Loading />)}
      {answer &&
        (view.isEmpty(answer) ? (
          <Empty />
        ) : (
          <Headlines headlines={view.headlines(answer, chartContext(surroundings, 400)).slice(0, 2)} />
        ))}
    </section>
  );
}

export function OverviewPage() {
  const { selections, words } = useSurroundings();
  const selectionText = useSelectionText({});
  return (
    <Figures names={['funnel']} offered={{}}>
      <div class="tiles" role="group" aria-label={words.pages.overview}>
        {selections.length > 1 && (
          <p class="tiles-note">
            {words.filters.first}: {selectionText(selections[0]!)}
          </p>
        )}
        {overviewed.map(({ name, page }) => (
          <Tile key={name} name={name} page={page} />
        ))}
      </div>
    </Figures>
  );
}
