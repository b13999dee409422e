/** A place of a drawing; rounded, so that a page stays small. */
const at = (value: number) => String(Math.round(value * 10) / 10);

/** Lines through known days: a gap stays a gap, and a single day is a short stroke. */
function pathOf(points: readonly ({ x: number; y: number } | undefined)[]): string {
  const parts: string[] = [];
  for (const [place, point] of points.entries()) {
    if (point === undefined) continue;
    const isFirst = points[place - 1] === undefined;
    parts.push(`${isFirst ? 'M' : 'L'}${at(point.x)} ${at(point.y)}`);
    if (isFirst && points[place + 1] === undefined) parts.push(`h.1`);
  }
  return parts.join('');
}

/** Filled down to the ground, over each run of known days. */
function areaOf(points: readonly ({ x: number; y: number } | undefined)[], ground: number): string {
  const parts: string[] = [];
  for (const [place, point] of points.entries()) {
    if (point === undefined) continue;
    if (points[place - 1] === undefined) parts.push(`M${at(point.x)} ${at(ground)}`);
    parts.push(`L${at(point.x)} ${at(point.y)}`);
    if (points[place + 1] === undefined) parts.push(`V${at(ground)}Z`);
  }
  return parts.join('');
}

export type Values = readonly (number | undefined)[];

const spark = { width: 160, height: 36, margin: 4 };

/** A line without axes, for 160 × 36; empty where fewer than two days are known. */
export function sparkline(values: Values): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length < 2) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const { width, height, margin } = spark;
  const step = (width - 2 * margin) / (values.length - 1);
  return pathOf(
    values.map((value, place) =>
      value === undefined
        ? undefined
        : {
            x: margin + place * step,
            y: high === low ? height / 2 : height - margin - ((value - low) / (high - low)) * (height - 2 * margin),
          },
    ),
  );
}

/** Steps of 1, 2, 2.5 or 5 from nothing to above the highest, four to six of them; counts have no halves. */
export function stepsOf(highest: number): number[] {
  if (highest <= 0) return [0, 1];
  const rough = highest / 5;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10].map((each) => each * size).find((each) => highest / each <= 5.5) ?? 10 * size,
  );
  const whole = Number.isInteger(step) ? step : Math.ceil(step);
  return Array.from({ length: Math.ceil(highest / whole) + 1 }, (_, place) => place * whole);
}

export type Band = { first: number; last: number; name: string };
export type Mark = { place: number; name: string };
export type Trend = {
  width: number;
  height: number;
  left: number;
  right: number;
  bottom: number;
  top: number;
  /** The unit of the axis: 万 for large numbers. */
  unit: '' | '万' | '亿';
  steps: { y: string; label: string }[];
  bands: { x: string; width: string; middle: string; name: string }[];
  marks: { x: string; name: string; anchor: 'start' | 'middle' | 'end' }[];
  path: string;
  /** The ground under the line that the Cloud saw; empty where there is none. */
  area: string;
  end: { x: string; y: string; label: string } | undefined;
  /** The band behind these days. */
  bandOf: (first: number, last: number) => { x: string; width: string };
};

const frame = { width: 920, height: 250, left: 48, right: 866, bottom: 224, top: 30 };
const sizes = [
  [100_000_000, '亿'],
  [10_000, '万'],
] as const;
const plain = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });

/** A line over days with an axis in people's numbers, bands behind holidays and its last day named. */
export function trend(
  values: Values,
  { bands, marks, seen = [] }: { bands: readonly Band[]; marks: readonly Mark[]; seen?: Values },
): Trend {
  const { left, right, bottom, top } = frame;
  const steps = stepsOf(Math.max(0, ...values.filter((value) => value !== undefined)));
  const highest = steps.at(-1) ?? 1;
  const [size, unit] = sizes.find(([each]) => highest >= 2 * each) ?? ([1, ''] as const);
  const width = (right - left) / Math.max(1, values.length - 1);
  const x = (place: number) => left + place * width;
  const y = (value: number) => bottom - (value / highest) * (bottom - top);
  const points = values.map((value, place) => (value === undefined ? undefined : { x: x(place), y: y(value) }));
  const place = values.findLastIndex((value) => value !== undefined);
  const [last, value] = [points[place], values[place]];
  const edge = (each: number) => Math.min(right, Math.max(left, each));
  const bandOf = (first: number, end: number) => {
    const [from, to] = [edge(x(first - 0.5)), edge(x(end + 0.5))];
    return { x: at(from), width: at(to - from), middle: at((from + to) / 2) };
  };
  return {
    ...frame,
    unit,
    steps: steps.map((step) => ({ y: at(y(step)), label: plain(step / size) })),
    bands: legible(bands.map(({ first, last: end, name }) => ({ ...bandOf(first, end), name }))),
    bandOf,
    marks: marks.map((mark) => ({
      x: at(x(mark.place)),
      name: mark.name,
      anchor: x(mark.place) > right - 10 ? 'end' : x(mark.place) < left + 40 ? 'start' : 'middle',
    })),
    path: pathOf(points),
    area: areaOf(
      seen.map((one, at) => (one === undefined ? undefined : { x: x(at), y: y(Math.min(one, highest)) })),
      bottom,
    ),
    end:
      last === undefined || value === undefined
        ? undefined
        : {
            x: at(last.x),
            y: at(last.y),
            label: plain(size === 1 ? value : Number((value / size).toPrecision(3))),
          },
  };
}

/** Of names that would touch, the wider band keeps its own. */
function legible<One extends { middle: string; width: string; name: string }>(bands: readonly One[]): One[] {
  const touches = (one: One, other: One | undefined) =>
    other !== undefined && Math.abs(Number(one.middle) - Number(other.middle)) < 30;
  return bands.map((band, place) => {
    const around = [bands[place - 1], bands[place + 1]].filter((other) => touches(band, other));
    const isNarrower = around.some((other) => other !== undefined && Number(other.width) > Number(band.width));
    return isNarrower ? { ...band, name: '' } : band;
  });
}
