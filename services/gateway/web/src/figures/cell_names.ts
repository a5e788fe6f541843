// Names of what an answer has, "causes[code=ILLNESS].points[day=91].incidence": what leads there, with what identifies
// elements of lists (proto/praksis/v1/dashboards.proto, CompareSelectionsResponse.Comparison.measure).
export interface NamePart {
  name: string;
  is: Record<string, string>;
}

export function takenApart(path: string): NamePart[] {
  const parts: NamePart[] = [];
  const step = /(\w+)(?:\[([^\]]*)\])?(?:\.|$)/g;
  for (let found = step.exec(path); found && found[0]; found = step.exec(path)) {
    const is: Record<string, string> = {};
    (found[2] || '').split(',').forEach((one) => {
      const at = one.indexOf('=');
      if (at > 0) is[one.slice(0, at)] = one.slice(at + 1);
    });
    parts.push({ name: found[1]!, is });
  }
  return parts;
}
