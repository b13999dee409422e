import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

type Labels = Readonly<Record<string, string>>;
type Sample = { labels: Labels; value: number };
/** One value a minute; undefined: it was not scraped then. */
type Series = { name: string; labels: Labels; values: (number | undefined)[] };
export type Exposition = { types: Map<string, string>; series: { name: string; labels: Labels; value: number }[] };

const sampled =
  /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? ([+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|Inf|NaN))$/;
const said = /^# (?:HELP [a-zA-Z_:][\w:]* \S.*|TYPE ([a-zA-Z_:][\w:]*) (counter|gauge|histogram|summary|untyped))$/;

/** The content of a scrape, by the grammar of Prometheus: where it refuses a line, and with it the whole scrape, this throws. */
export function parseExposition(text: string): Exposition {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Map<string, string>();
  const series: Exposition['series'] = [];
  const seen = new Set<string>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [comment, typed, type] = said.exec(line) ?? [];
    const [sample, name = '', inBraces = '', value] = sampled.exec(line) ?? [];
    const key = typed === undefined ? `${name}{${inBraces}}` : `# TYPE ${typed}`;
    if (comment === undefined && sample === undefined) throw new Error(`Prometheus cannot read: ${line}`);
    if ((sample ?? typed) !== undefined && seen.has(key)) throw new Error(`is there twice: ${line}`);
    seen.add(key);
    if (typed !== undefined && type !== undefined) types.set(typed, type);
    if (sample === undefined) continue;
    const labels = Object.fromEntries(
      Array.from(inBraces.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g), ([, label = '', said = '']) => [
        label,
        said.replace(/\\(.)/g, '$1'),
      ]),
    );
    series.push({ name, labels, value: Number(value?.replace('Inf', 'Infinity')) });
  }
  return { types, series };
}

/** Minutes of a scene: two of them healthy, then the state that is looked at. */
const usually = 20;
export const lengthOf = (scene: readonly Series[]): number => (scene[0]?.values.length ?? 1) - 1;

/**
 * The series of a node in Prometheus: at first the scrape `before`, then `after`. Counters grow evenly in between; so does the use of a disk in
 * a scene of hours. Without `after` the node does not answer any more.
 */
export function sceneOf(before: Exposition, after: Exposition | undefined, length = usually): Series[] {
  const scraped = { job: 'cloud', instance: 'node1:3000' };
  const minutes = Array.from({ length: length + 1 }, (_, minute) => minute);
  const keyOf = ({ name, labels }: { name: string; labels: Labels }) => JSON.stringify([name, labels]);
  const [from, to] = [before, after].map((each) => new Map(each?.series.map((one) => [keyOf(one), one])));
  const up = { name: 'up', labels: scraped, values: minutes.map((at) => (at < 2 || after !== undefined ? 1 : 0)) };
  const keys = new Set([...(from?.keys() ?? []), ...(to?.keys() ?? [])]);
  const others = [...keys].flatMap((key) => {
    const [earlier, later] = [from?.get(key), to?.get(key)];
    const one = earlier ?? later;
    if (one === undefined) return [];
    const type = before.types.get(one.name.replace(/_(bucket|sum|count)$/, '')) ?? before.types.get(one.name);
    const grows =
      type === 'counter' || type === 'histogram' || (length > usually && one.name.endsWith('disk_free_bytes'));
    const start = earlier?.value ?? 0; // counted for the first time: the same as if it had been zero before
    const values = minutes.map((at) => {
      if (at < 2) return grows && later !== undefined ? start : earlier?.value;
      if (later === undefined) return undefined;
      return grows ? start + ((later.value - start) * (at - 1)) / (length - 1) : later.value;
    });
    return [{ name: one.name, labels: { ...one.labels, ...scraped }, values }];
  });
  return [up, ...others];
}

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
};
const find = (node: SyntaxNode, name: string) => childrenOf(node).find((child) => child.name === name);

/** The metrics that an expression asks for, with the labels that it names, also for grouping. Throws where it is not PromQL. */
export function namedIn(expression: string): { metrics: string[]; labels: string[] } {
  const [metrics, labels] = [new Set<string>(), new Set<string>()];
  parser.parse(expression).iterate({
    enter(node) {
      const text = expression.slice(node.from, node.to);
      if (node.type.isError) throw new Error(`not PromQL at ${node.from}: ${expression}`);
      if (node.name === 'Identifier') metrics.add(text);
      if (node.name === 'LabelName') labels.add(text);
    },
  });
  return { metrics: [...metrics], labels: [...labels] };
}

const withoutName = ({ __name__: _, ...labels }: Labels): Labels => labels;
const same = (labels: Labels) => JSON.stringify(Object.entries(withoutName(labels)).toSorted());
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const arithmetic: Record<string, (a: number, b: number) => number> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
};
const comparisons: Record<string, (a: number, b: number) => boolean> = {
  Gtr: (a, b) => a > b,
  Gte: (a, b) => a >= b,
  Lss: (a, b) => a < b,
  Lte: (a, b) => a <= b,
  Eql: (a, b) => a === b,
};
const matches: Record<string, (said: string, wanted: string) => boolean> = {
  EqlSingle: (said, wanted) => said === wanted,
  Neq: (said, wanted) => said !== wanted,
  EqlRegex: (said, wanted) => new RegExp(`^(?:${wanted})$`).test(said),
  NeqRegex: (said, wanted) => !new RegExp(`^(?:${wanted})$`).test(said),
};
const minutesIn = (text: string): number => {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return Number(count) * ({ s: 1 / 60, m: 1, h: 60, d: 1440 }[unit ?? ''] ?? Number.NaN);
};

/** The part of PromQL that the rules use, by the book; `promtool test rules` agrees where it is installed (test/deploy/alerts.test.ts). */
export function evaluate(expression: string, scene: readonly Series[], minute: number): Sample[] {
  const textOf = (node: SyntaxNode) => expression.slice(node.from, node.to);

  function selected(node: SyntaxNode): Series[] {
    const name = find(node, 'Identifier');
    const matchers = childrenOf(find(node, 'LabelMatchers') ?? node).filter((each) => each.name.endsWith('Matcher'));
    return scene.filter(
      (series) =>
        (name === undefined || series.name === textOf(name)) &&
        matchers.every((matcher) => {
          const [label, op, value] = childrenOf(matcher);
          const by = op?.firstChild ?? op;
          const test = matches[by?.name ?? ''];
          if (label === undefined || value === undefined || test === undefined) throw unknown(matcher);
          return test(series.labels[textOf(label)] ?? '', JSON.parse(textOf(value)));
        }),
    );
  }

  /** The points of each series within the window that ends now. */
  function windowed(node: SyntaxNode): { labels: Labels; points: [number, number][]; window: number }[] {
    const [selector, duration] = childrenOf(node);
    if (node.name !== 'MatrixSelector' || selector === undefined || duration === undefined) throw unknown(node);
    const window = minutesIn(textOf(duration));
    return selected(selector).map(({ labels, values }) => ({
      labels,
      window,
      points: values.flatMap((value, at): [number, number][] =>
        value !== undefined && at <= minute && at >= minute - window ? [[at, value]] : [],
      ),
    }));
  }

  const growth = (node: SyntaxNode, inSeconds: (window: number) => number) =>
    windowed(node).flatMap(({ labels, points, window }) => {
      const [first, last] = [points[0], points.at(-1)];
      if (first === undefined || last === undefined || first === last) return [];
      return [{ labels, value: ((last[1] - first[1]) / ((last[0] - first[0]) * 60)) * inSeconds(window) }];
    });

  const functions: Record<string, (args: SyntaxNode[]) => Sample[]> = {
    rate: ([range]) => growth(must(range), () => 1),
    increase: ([range]) => growth(must(range), (window) => window * 60),
    /** By the straight line through all points, as Prometheus does; time is counted from now. */
    predict_linear([range, ahead]) {
      const seconds = Number(textOf(must(ahead)));
      return windowed(must(range)).flatMap(({ labels, points }) => {
        if (points.length < 2) return [];
        const [times, values] = [points.map(([at]) => (at - minute) * 60), points.map(([, value]) => value)];
        const [meanTime, meanValue] = [sum(times) / times.length, sum(values) / values.length];
        const covariance = sum(times.map((time, index) => (time - meanTime) * ((values[index] ?? 0) - meanValue)));
        const slope = covariance / sum(times.map((time) => (time - meanTime) ** 2));
        return [{ labels, value: meanValue - slope * meanTime + slope * seconds }];
      });
    },
    max_over_time: ([range]) =>
      windowed(must(range)).flatMap(({ labels, points }) =>
        points.length === 0 ? [] : [{ labels, value: Math.max(...points.map(([, value]) => value)) }],
      ),
    histogram_quantile([quantile, buckets]) {
      const groups = Map.groupBy(vector(must(buckets)), ({ labels: { le: _, ...others } }) => same(others));
      return [...groups.values()].flatMap((group) => {
        const value = quantileOf(Number(textOf(must(quantile))), group);
        const { le: _, ...labels } = group[0]?.labels ?? {};
        return value === undefined ? [] : [{ labels, value }];
      });
    },
  };

  function aggregate(node: SyntaxNode): Sample[] {
    const op = textOf(must(find(node, 'AggregateOp')));
    const modifier = find(node, 'AggregateModifier');
    const by = modifier === undefined ? [] : childrenOf(must(find(modifier, 'GroupingLabels'))).map(textOf);
    const inner = vector(must(childrenOf(must(find(node, 'FunctionCallBody')))[0]));
    const of = (labels: Labels): Labels =>
      Object.fromEntries(by.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));
    return [...Map.groupBy(inner, ({ labels }) => same(of(labels))).values()].map((group) => {
      const values = group.map(({ value }) => value);
      const value = { sum: sum(values), max: Math.max(...values), min: Math.min(...values) }[op];
      if (value === undefined) throw unknown(node);
      return { labels: of(group[0]?.labels ?? {}), value };
    });
  }

  function binary(node: SyntaxNode): Sample[] {
    const [left, op, right] = childrenOf(node);
    if (left === undefined || op === undefined || right === undefined) throw unknown(node);
    const ours = vector(left);
    if (op.name === 'And' || op.name === 'Unless') {
      const theirs = new Set(vector(right).map(({ labels }) => same(labels)));
      return ours.filter(({ labels }) => theirs.has(same(labels)) === (op.name === 'And'));
    }
    const theirs = vector(right);
    const isNumber = right.name === 'NumberDurationLiteral';
    return ours.flatMap(({ labels, value }) => {
      const other = isNumber ? theirs[0] : theirs.find((each) => same(each.labels) === same(labels));
      if (other === undefined) return [];
      const holds = comparisons[op.name];
      const work = arithmetic[op.name];
      if (holds !== undefined) return holds(value, other.value) ? [{ labels, value }] : [];
      if (work !== undefined) return [{ labels: withoutName(labels), value: work(value, other.value) }];
      throw unknown(op);
    });
  }

  function vector(node: SyntaxNode): Sample[] {
    switch (node.name) {
      case 'NumberDurationLiteral':
        return [{ labels: {}, value: Number(textOf(node)) }];
      case 'VectorSelector':
        return selected(node).flatMap(({ labels, values }) => {
          const value = values[minute];
          return value === undefined ? [] : [{ labels, value }];
        });
      case 'OffsetExpr': {
        const [inner, , duration] = childrenOf(node);
        return evaluate(textOf(must(inner)), scene, minute - minutesIn(textOf(must(duration))));
      }
      case 'AggregateExpr':
        return aggregate(node);
      case 'BinaryExpr':
        return binary(node);
      case 'ParenExpr':
        return vector(must(childrenOf(node)[0]));
      case 'FunctionCall': {
        const work = functions[textOf(must(find(node, 'FunctionIdentifier')))];
        if (work === undefined) throw unknown(node);
        return work(childrenOf(must(find(node, 'FunctionCallBody'))));
      }
      default:
        throw unknown(node);
    }
  }
  const unknown = (node: SyntaxNode) => new Error(`not evaluated here: ${node.name} in ${expression}`);
  return vector(must(parser.parse(expression).topNode.firstChild));
}

function must(node: SyntaxNode | null | undefined): SyntaxNode {
  if (node === null || node === undefined) throw new Error('an expression ends too early');
  return node;
}

/** As Prometheus does: evenly within the bucket; beyond the last bound it is that bound. */
function quantileOf(quantile: number, buckets: readonly Sample[]): number | undefined {
  const sorted = buckets
    .map(({ labels, value }) => ({ bound: labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le), value }))
    .toSorted((a, b) => a.bound - b.bound);
  const total = sorted.at(-1)?.value ?? 0;
  if (total === 0) return undefined;
  const index = sorted.findIndex(({ value }) => value >= quantile * total);
  const [below, here] = [sorted[index - 1], sorted[index]];
  if (here === undefined) return undefined;
  if (here.bound === Number.POSITIVE_INFINITY) return below?.bound;
  const [start, counted] = [below?.bound ?? 0, below?.value ?? 0];
  return start + ((here.bound - start) * (quantile * total - counted)) / (here.value - counted);
}
