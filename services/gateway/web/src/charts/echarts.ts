// What is used of ECharts, and nothing else of it.
import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { EChartsCoreOption } from 'echarts/core';

use([CustomChart, LineChart, GridComponent, SVGRenderer]);

// Inline styles as attributes of their own, and none for pointers, which do not reach these charts: a strict content
// security policy lets no style through.
function withoutStyles(svg: string): string {
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) =>
      style
        .split(';')
        .filter((rule) => rule.indexOf(':') > 0)
        .map((rule) => {
          const colon = rule.indexOf(':');
          return ' ' + rule.slice(0, colon).replace(/^\s+/, '') + '="' + rule.slice(colon + 1) + '"';
        })
        .join(''),
    );
}

// A chart as SVG. Needs no document.
export function toSvg(option: EChartsCoreOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option);
  const svg = withoutStyles(chart.renderToSVGString());
  chart.dispose();
  return svg;
}
