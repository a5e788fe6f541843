// What surrounds every page: its head, the ways to the others, and how live it is.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useSurroundings } from '../context.ts';
import { criteriaNames } from '../criteria.ts';
import { aboutFigures, followLink, menu, pathOf, restate } from '../location.ts';
import { languageNames, languages, type Language } from '../words/words.ts';

function Live() {
  const { words, live } = useSurroundings();
  return (
    <p class={`live live-${live}`} role="status" title={words.live.liveHint}>
      <span class="dot" aria-hidden="true" />
      {words.live[live]}
    </p>
  );
}

function LanguageChoice() {
  const { words, language, place } = useSurroundings();
  const id = useId();
  const choose = (chosen: Language) => {
    const query = new URLSearchParams(place.query);
    query.set('lang', chosen);
    localStorage.setItem('praksis.language', chosen);
    restate(place.page ?? 'overview', query);
  };
  return (
    <div class="language">
      <label for={id} class="unseen">
        {words.language}
      </label>
      <select id={id} value={language} onChange={(event) => choose(event.currentTarget.value as Language)}>
        {languages.map((one) => (
          <option key={one} value={one} lang={one}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

function Navigation() {
  const { words, place } = useSurroundings();
  return (
    <nav aria-label={words.menu}>
      <ul>
        {menu.map((page) => {
          // Which number the cases are behind, which programme or cycle is shown, and by what is chosen, is of no use elsewhere.
          const kept = new URLSearchParams(place.query);
          for (const name of ['figure', 'cell', 'programme', ...criteriaNames]) kept.delete(name);
          // Other pages are about now.
          if (!aboutFigures.has(page)) kept.delete('known_at');
          const query = kept.toString();
          return (
            <li key={page}>
              <a
                href={pathOf(page) + (query ? '?' + query : '')}
                aria-current={place.page === page ? 'page' : undefined}
                onClick={(event) => followLink(event, page, kept)}
              >
                {words.pages[page]}
              </a>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

export function Shell({ children }: { children: ComponentChildren }) {
  const { words, place } = useSurroundings();
  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('main')?.focus();
        }}
      >
        {words.skip}
      </a>
      <header class="top">
        <p class="brand">
          praksis <span>{words.tagline}</span>
        </p>
        <Live />
        <LanguageChoice />
        <Navigation />
      </header>
      <main id="main" tabIndex={-1}>
        <div class="page-head">
          <h1>{place.page ? words.pages[place.page] : words.errors.notFound}</h1>
          {place.page && <p class="lead">{words.leads[place.page]}</p>}
        </div>
        {children}
      </main>
    </>
  );
}
