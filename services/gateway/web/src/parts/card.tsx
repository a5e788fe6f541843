// A part of a page that is no figure of the dashboards: its title, and what it is about.
import type { ComponentChildren } from 'preact';
import type { FigureMetadata } from '../answers.ts';
import { useSurroundings } from '../context.ts';
import { useComposedDefinition, useDefinition, type Composition } from '../definitions.ts';
import { isRightToLeft } from '../words/words.ts';

interface CardProps {
  title: string;
  explain?: string;
  badge?: ComponentChildren;
  children: ComponentChildren;
}

export function Card({ title, explain, badge, children }: CardProps) {
  return (
    <section class="card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {badge}
      </header>
      {explain && <p class="explain">{explain}</p>}
      {children}
    </section>
  );
}

interface ComposedProps {
  text: string | undefined;
  composition: Composition;
}

// A definition that the server put together from what was asked, folded away.
export function ComposedDefinition({ text, composition }: ComposedProps) {
  const { words, language } = useSurroundings();
  const definition = useComposedDefinition(text ?? '', composition, language);
  return (
    <details class="more">
      <summary>{words.card.definition}</summary>
      <p dir={isRightToLeft(definition.language) ? 'rtl' : 'ltr'} lang={definition.language}>
        {definition.text}
      </p>
    </details>
  );
}

// What a figure says about itself, folded away.
export function Definition({ metadata }: { metadata: FigureMetadata | undefined }) {
  const { words, format, language } = useSurroundings();
  const definition = useDefinition(metadata, language);
  if (!metadata) return null;
  return (
    <details class="more">
      <summary>{words.card.definition}</summary>
      <p dir={isRightToLeft(definition.language) ? 'rtl' : 'ltr'} lang={definition.language}>
        {definition.text}
      </p>
      <p>
        {words.card.revision(format.count(metadata.definitionRevision ?? 0))}
        {metadata.asOf && ' · ' + words.card.asOf(format.day(metadata.asOf))}
      </p>
    </details>
  );
}

export function Nothing({ what, hint }: { what: string; hint: string }) {
  return (
    <div class="state">
      <p class="state-what">{what}</p>
      <p>{hint}</p>
    </div>
  );
}
