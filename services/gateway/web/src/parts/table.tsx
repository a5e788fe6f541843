// The numbers of a chart as a table.
import type { Table } from '../charts/chart.ts';
import { useSurroundings } from '../context.ts';
import { ScrollBox } from './scroll_box.tsx';

// A number and the way to the cases behind it.
export interface Behind {
  href: string;
  follow(event: MouseEvent): void;
}

interface TableProps {
  table: Table;
  // What it is about stands above it already.
  titled?: boolean;
  // Where the cases behind a count are, by its name.
  behind?: (cell: string) => Behind;
}

export function CountLink({ text, behind }: { text: string; behind: Behind | undefined }) {
  const { words } = useSurroundings();
  if (!behind) return <>{text}</>;
  return (
    <a
      class="behind"
      href={behind.href}
      onClick={behind.follow}
      title={words.behind.link}
      aria-label={`${text}: ${words.behind.link}`}
    >
      {text}
    </a>
  );
}

export function TableBox({ table, titled, behind }: TableProps) {
  const leadsTo = (row: number, column: number) => {
    const cell = table.cells?.[row]?.[column];
    return cell && behind ? behind(cell) : undefined;
  };
  const kind = (column: number) => (column === 0 || table.wordColumns?.includes(column) ? '' : 'number');
  return (
    <ScrollBox title={table.title}>
      <table>
        <caption class={titled ? 'unseen' : ''}>{table.title}</caption>
        <thead>
          <tr>
            {table.columns.map((column, i) =>
              column ? (
                <th key={i} scope="col" class={kind(i)}>
                  {column}
                </th>
              ) : (
                <td key={i} />
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) =>
                j === 0 ? (
                  <th key={j} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={j} class={kind(j)}>
                    <CountLink text={cell} behind={leadsTo(i, j)} />
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
