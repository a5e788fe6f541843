// The numbers of a chart as a table.
import type { Table } from '../charts/chart.ts';

export function TableBox({ table }: { table: Table }) {
  return (
    <div class="table-box">
      <table>
        <caption>{table.title}</caption>
        <thead>
          <tr>
            {table.columns.map((column, i) =>
              column ? (
                <th key={i} scope="col" class={i ? 'number' : ''}>
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
                  <td key={j} class="number">
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
