// The numbers of a chart as a table.
import type { Table } from '../charts/chart.ts';

// `titled`: what it is about stands above it already.
export function TableBox({ table, titled }: { table: Table; titled?: boolean }) {
  const kind = (column: number) => (column === 0 || table.wordColumns?.includes(column) ? '' : 'number');
  return (
    <div class="table-box">
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
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
