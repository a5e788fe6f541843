// Learning from success: principles of action with their stories, the picture of how they hang together, and a search.
import { useId, useRef, useState } from 'preact/hooks';
import { useSurroundings } from '../context.ts';
import { followLink, pathOf } from '../location.ts';
import { ComposedDefinition } from '../parts/card.tsx';
import { PrincipleRows } from '../parts/principle_rows.tsx';
import { Programmes } from '../parts/programmes.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { StoryGraph, useStoryName } from '../parts/story_graph.tsx';
import { TakeApart } from '../parts/take_apart.tsx';
import { useCall } from '../parts/use_call.ts';
import { nodeOf, type Hit, type PrinciplesAnswer, type SearchAnswer } from '../stories_answer.ts';

interface Walk {
  // The node that the picture is around, "" before any is chosen.
  around: string;
  choose(node: string): void;
}

function Hits({ query, choose }: { query: string } & Walk) {
  const { words, format } = useSurroundings();
  const nameOf = useStoryName();
  const say = words.stories;
  const { answer, error, again } = useCall<SearchAnswer>('praksis.v1.Stories/SearchStories', { query, pageSize: 50 });
  if (!answer) {
    if (error?.reason === 'REQUEST_INVALID') return <p class="state">{say.askForSomething}</p>;
    return error ? <Failure error={error} again={again} /> : <Loading />;
  }
  const hits = answer.hits ?? [];
  const nameOfHit = (hit: Hit) =>
    hit.item === 'STORY_ITEM_PRINCIPLE' ? say.items[hit.item] : `${say.items[hit.item!]} · ${nameOf(hit.story)}`;
  return (
    <div role="status">
      <p class="hint">
        {hits.length ? say.found(format.count(hits.length) + (answer.nextPageToken ? '+' : '')) : say.nothingFound}
      </p>
      <ol class="hits">
        {hits.map((hit) => (
          <li key={nodeOf(hit) + hit.item + (hit.snippet?.[0]?.text ?? '')}>
            <button type="button" class="hit" onClick={() => choose(nodeOf(hit))}>
              {nameOfHit(hit)}
            </button>
            <p>
              {(hit.snippet ?? []).map((part, i) =>
                part.matched ? <mark key={i}>{part.text}</mark> : <span key={i}>{part.text}</span>,
              )}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Search(walk: Walk) {
  const { words } = useSurroundings();
  const [query, setQuery] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const say = words.stories;
  return (
    <section class="card" aria-label={say.search}>
      <header>
        <h2>{say.search}</h2>
      </header>
      <form
        class="ask"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery(input.current?.value.trim() ?? '');
        }}
      >
        <div class="field">
          <label for={id}>{say.searchFor}</label>
          <input
            id={id}
            ref={input}
            type="search"
            name="query"
            aria-describedby={`${id}-hint`}
            maxLength={200}
            autocomplete="off"
            dir="auto"
          />
        </div>
        <button type="submit" class="main">
          {say.searchButton}
        </button>
        <p class="hint" id={`${id}-hint`}>
          {say.searchHint}
        </p>
      </form>
      {query && <Hits query={query} {...walk} />}
    </section>
  );
}

// The way to telling one.
function TellLink() {
  const { words, place } = useSurroundings();
  return (
    <p>
      <a href={pathOf('stories/tell')} onClick={(event) => followLink(event, 'stories/tell', place.query)}>
        {words.tell.link}
      </a>
    </p>
  );
}

function Picture({ around, choose, rounds }: Walk & { rounds: number }) {
  const { words } = useSurroundings();
  return (
    <section class="card" aria-label={words.stories.picture} id="picture" tabIndex={-1}>
      <header>
        <h2>{words.stories.picture}</h2>
      </header>
      <p class="hint">{words.stories.pictureHint}</p>
      <StoryGraph key={rounds} around={around} choose={choose} />
    </section>
  );
}

export function StoriesPage() {
  const { words, format, announce } = useSurroundings();
  const say = words.stories;
  const [chosen, setChosen] = useState('');
  const [rounds, setRounds] = useState(0);
  const { answer, error, again } = useCall<PrinciplesAnswer>('praksis.v1.Stories/ListPrinciples', {});
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  const principles = answer.principles ?? [];
  const totals = answer.totals ?? {};
  if (!principles.length && !totals.stories) {
    return (
      <div class="state">
        <p class="state-what">{say.none}</p>
        <TellLink />
      </div>
    );
  }
  const walk: Walk = {
    around: chosen || principles[0]?.stream || '',
    choose: (node) => {
      setChosen(node);
      announce(say.shown);
      const picture = document.getElementById('picture');
      picture?.scrollIntoView({ block: 'nearest' });
    },
  };
  // The story that is chosen, or that the chosen action is of.
  const story = walk.around.startsWith('story/') ? walk.around.split('#')[0]! : '';
  return (
    <>
      <TellLink />
      <Search {...walk} />
      {walk.around && <Picture {...walk} rounds={rounds} />}
      {story && <TakeApart key={story} story={story} changed={() => setRounds((n) => n + 1)} />}
      <Programmes />
      <section class="card" aria-label={say.principles}>
        <header>
          <h2>{say.principles}</h2>
        </header>
        <p class="explain">
          {say.totals(
            format.count(totals.stories ?? 0),
            format.count(totals.sessions ?? 0),
            format.count(totals.staffGroups ?? 0),
          )}
        </p>
        <ul class="principles">
          <PrincipleRows choose={walk.choose} />
        </ul>
        {/* Where nobody asks for another number, a principle is general from two stories on. */}
        <ComposedDefinition text={answer.definition} composition={{ names: ['principles'], gaps: { stories: '2' } }} />
      </section>
    </>
  );
}
