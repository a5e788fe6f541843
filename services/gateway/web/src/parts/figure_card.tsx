// One figure: its numbers, its charts or tables, what it is true for, what is withheld, its definition and its files.
import { useId, useState } from 'preact/hooks';
import type { Answers, FigureMetadata, FigureName } from '../answers.ts';
import type { FigureView, Headline } from '../charts/chart.ts';
import { useSurroundings } from '../context.ts';
import { useDefinition } from '../definitions.ts';
import { figures } from '../figures/figures.ts';
import { followLink, pathOf, type Place } from '../location.ts';
import { isRightToLeft } from '../words/words.ts';
import { fileAddress, requestOf, writeSelection, type Selection } from '../selection.ts';
import { ChartBox, chartContext } from './chart.tsx';
import { Difference } from './difference.tsx';
import { Empty, Failure, Loading } from './states.tsx';
import { CountLink, TableBox, type Behind } from './table.tsx';
import { useCall } from './use_call.ts';

// `behind`: where the cases behind a count are, by its name.
export function Headlines({ headlines, behind }: { headlines: Headline[]; behind?: (cell: string) => Behind }) {
  return (
    <dl class="headlines">
      {headlines.map((headline) => (
        <div key={headline.label} class={headline.withheld ? 'withheld' : ''}>
          <dt>{headline.label}</dt>
          <dd class="headline">
            <CountLink text={headline.text} behind={headline.cell && behind ? behind(headline.cell) : undefined} />
          </dd>
          {headline.interval && <dd class="interval">{headline.interval}</dd>}
        </div>
      ))}
    </dl>
  );
}

function TrueFor({ metadata }: { metadata: FigureMetadata }) {
  const { words, format, language } = useSurroundings();
  const definition = useDefinition(metadata, language);
  const threshold = format.count(metadata.threshold ?? 0);
  return (
    <>
      <p class="true-for">
        {words.card.asOf(format.day(metadata.asOf ?? ''))} · {words.card.position}{' '}
        <code dir="ltr" title={metadata.position}>
          {(metadata.position ?? '').slice(-10)}
        </code>{' '}
        · {words.card.intervals}
      </p>
      <p class="withholding">
        {metadata.suppressedCells ? (
          <>
            <span class="hatch" aria-hidden="true" />{' '}
            {words.card.withheld(format.count(metadata.suppressedCells), threshold)}
          </>
        ) : (
          words.card.nothingWithheld(threshold)
        )}
      </p>
      <details>
        <summary>{words.card.definition}</summary>
        <p class="revision">{words.card.revision(format.count(metadata.definitionRevision ?? 0))}</p>
        <p lang={definition.language} dir={isRightToLeft(definition.language) ? 'rtl' : 'ltr'}>
          {definition.text}
        </p>
      </details>
    </>
  );
}

function Files({ name, selection }: { name: FigureName; selection: Selection }) {
  const { words, today, language } = useSurroundings();
  const address = (extension: string) => {
    const file = fileAddress(name, extension, selection, figures[name], today);
    return extension === 'svg' || extension === 'png' || extension === 'metadata.json'
      ? `${file}${file.includes('?') ? '&' : '?'}lang=${language}`
      : file;
  };
  return (
    <p class="files">
      <span>{words.card.download}</span>
      {['csv', 'json', 'metadata.json', 'svg', 'png'].map((extension) => {
        const text = extension === 'metadata.json' ? words.card.metadata : extension.toUpperCase();
        return (
          <a key={extension} href={address(extension)} download aria-label={`${text}, ${words.figures[name]}`}>
            {text}
          </a>
        );
      })}
    </p>
  );
}

// The page with the cases behind a number of this selection.
function casesBehind(figure: FigureName, cell: string, selection: Selection, place: Place): Behind {
  const query = new URLSearchParams();
  const language = place.query.get('lang');
  if (language) query.set('lang', language);
  writeSelection(selection, query);
  query.set('figure', figure);
  query.set('cell', cell);
  return { href: `${pathOf('cases')}?${query}`, follow: (event) => followLink(event, 'cases', query) };
}

interface SideProps {
  name: FigureName;
  selection: Selection;
  heading: string | undefined;
  asTable: boolean;
}

// The figure for one selection.
function Side({ name, selection, heading, asTable }: SideProps) {
  const surroundings = useSurroundings();
  const { words, today, announce, place } = surroundings;
  const figure = figures[name];
  const view = figure.view as FigureView<Answers[FigureName]>;
  const { answer, error, again } = useCall<Answers[FigureName]>(
    `praksis.v1.Dashboards/${figure.method}`,
    requestOf(selection, figure, today),
    () => announce(words.live.updated(words.figures[name])),
  );
  const context = chartContext(surroundings, 800);
  const behind = (cell: string) => casesBehind(name, cell, selection, place);
  return (
    <div class="side">
      {heading && <h3>{heading}</h3>}
      {!answer && (error ? <Failure error={error} again={again} /> : <Loading />)}
      {answer && view.isEmpty(answer) && <Empty />}
      {answer && !view.isEmpty(answer) && (
        <>
          <Headlines headlines={view.headlines(answer, context)} behind={behind} />
          {asTable
            ? view
                .tables(answer, context)
                .filter((table) => table.rows.length)
                .map((table) => <TableBox key={table.title} table={table} behind={behind} />)
            : view
                .charts(answer, context)
                .map((chart, i) => <ChartBox key={chart.title} make={(own) => view.charts(answer, own)[i]!} />)}
        </>
      )}
      {answer?.metadata && <TrueFor metadata={answer.metadata} />}
      {answer && <Files name={name} selection={selection} />}
    </div>
  );
}

export function FigureCard({ name }: { name: FigureName }) {
  const { words, selections } = useSurroundings();
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  return (
    <section class="card" aria-labelledby={id} data-figure={name}>
      <header>
        <h2 id={id}>{words.figures[name]}</h2>
        <div class="switch" role="group" aria-label={`${words.card.showAs}: ${words.figures[name]}`}>
          <button type="button" aria-pressed={!asTable} onClick={() => setAsTable(false)}>
            {words.card.chart}
          </button>
          <button type="button" aria-pressed={asTable} onClick={() => setAsTable(true)}>
            {words.card.table}
          </button>
        </div>
      </header>
      <p class="explain">{words.explain[name]}</p>
      <div class={selections.length > 1 ? 'sides' : ''}>
        {selections.map((selection, i) => (
          <Side
            key={i}
            name={name}
            selection={selection}
            asTable={asTable}
            heading={selections.length > 1 ? [words.filters.first, words.filters.second][i] : undefined}
          />
        ))}
      </div>
      {selections.length > 1 && (
        <Difference name={name} first={selections[0]!} second={selections[1]!} asTable={asTable} />
      )}
    </section>
  );
}
