// The way to a learning cycle's board.
import { useSurroundings } from '../context.ts';
import { followLink, pathOf } from '../location.ts';

export function CycleLink({ stream }: { stream: string }) {
  const { place } = useSurroundings();
  const query = new URLSearchParams(place.query);
  query.set('cycle', stream);
  return (
    <a href={`${pathOf('cycles')}?${query}`} onClick={(event) => followLink(event, 'cycles', query)}>
      <bdi dir="ltr">{stream}</bdi>
    </a>
  );
}
