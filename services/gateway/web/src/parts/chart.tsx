// A chart drawn as wide as there is room.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Chart, ChartContext } from '../charts/chart.ts';
import { toSvg } from '../charts/echarts.ts';
import { byStyleSheet } from '../charts/theme.ts';
import { useSurroundings, type Surroundings } from '../context.ts';

export function chartContext({ words, format, label, rtl, selections }: Surroundings, width: number): ChartContext {
  return { words, format, label, theme: byStyleSheet, rtl, width, wholeScale: selections.length > 1 };
}

export function ChartBox({ make }: { make(context: ChartContext): Chart }) {
  const surroundings = useSurroundings();
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(box.current!.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const chart = make(chartContext(surroundings, Math.max(width, 280)));
  // Drawing is dear, rendering is not.
  const svg = useMemo(
    () => (width ? toSvg(chart.option, width, chart.height) : ''),
    [width, chart.title, chart.text, JSON.stringify(chart.option)],
  );
  return (
    <figure class="chart">
      <figcaption>{chart.title}</figcaption>
      <div
        ref={box}
        class="drawing"
        style={{ minHeight: `${chart.height}px` }}
        role="img"
        aria-label={`${chart.title}. ${chart.text}`}
        dangerouslySetInnerHTML={{ __html: svg }}
      />
    </figure>
  );
}
