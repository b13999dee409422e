import { kmOfDegree, narrowed, type Position } from '../listing/cells.ts';

// A map drawn here, of known facts and nothing else: distances and directions in true scale, the houses, the cell of the visitor. It has no
// borders and no streets (docs/adr/0137). Pure.

/** A place with something to go to: its number in the rows, and the row it leads to. */
type Pin = {
  number: number;
  /** As it stands beside the pin. */
  words: string;
  point: Position;
  href: string;
};
type Point = { x: number; y: number };
type Box = Point & { width: number; height: number };

type DrawnPin = Pin & {
  box: Box;
  /** Its name beside it, where there is room. */
  label: (Point & { anchor: 'start' | 'end' | 'middle' }) | undefined;
  /** The true place, where the pin stands beside it. */
  from: Point | undefined;
  /** It is farther than the outermost ring, in this direction. */
  isAway: boolean;
};
export type NearMap = {
  rings: readonly { km: number; radius: number; y: number }[];
  /** The cell that the address names. */
  cell: Box | undefined;
  dots: readonly Point[];
  towns: readonly (Point & { name: string })[];
  pins: readonly DrawnPin[];
};

const [width, height] = [364, 308];
const middle = { x: 182, y: 156 };
const outermost = 138;
/** 24 px wide, with as much around each that a finger meets one of them, on the narrowest phone too. */
const pinSize = 24;
const apart = 31;
const textHeight = 16;
/** The rings of a map, the outermost last: the closest map that holds all its places is drawn. */
const scales = [
  [1, 2],
  [1, 2, 3],
  [1, 3, 5],
  [3, 5, 10],
  [10, 20, 30],
  [20, 40, 60],
  [40, 80, 120],
] as const;

type Needs = {
  place: Position;
  /** Places that are farther are shown as a direction. */
  km: number;
  pins: readonly Pin[];
  houses: readonly { point: Position; county: string }[];
};

export function drawNear({ place, km, pins, houses }: Needs): NearMap {
  const far = ([lng, lat]: Position) => Math.hypot((lng - place[0]) * narrowed(place[1]), lat - place[1]) * kmOfDegree;
  const farthest = Math.max(0, ...pins.map(({ point }) => far(point)).filter((each) => each <= km));
  const [closest] = scales.filter((rings) => Math.max(...rings) >= farthest);
  const rings = pins.length === 0 || closest === undefined ? scalesTo(km) : closest;
  const perKm = outermost / Math.max(...rings);
  const spot = ([lng, lat]: Position): Point => ({
    x: middle.x + (lng - place[0]) * kmOfDegree * narrowed(place[1]) * perKm,
    y: middle.y - (lat - place[1]) * kmOfDegree * perKm,
  });
  const isAway = (point: Point) => Math.hypot(point.x - middle.x, point.y - middle.y) > outermost + 1;
  const centres: Point[] = [];
  const placed = pins.map((pin) => {
    const truth = spot(pin.point);
    const away = isAway(truth);
    const centre = freeSpot(away ? onEdge(truth) : truth, centres);
    centres.push(centre);
    const isMoved = !away && Math.hypot(centre.x - truth.x, centre.y - truth.y) > 4;
    return { pin, centre, away, from: away ? middle : isMoved ? truth : undefined };
  });
  const taken: Box[] = [
    { x: middle.x - 9, y: middle.y - 9, width: 18, height: 18 },
    ...placed.map(({ centre }) => boxAt(centre, pinSize)),
    ...rings.map((each) => ({ x: middle.x - 24, y: middle.y - each * perKm - 8, width: 48, height: textHeight })),
  ];
  const drawn = placed.map(
    ({ pin, centre, away, from }): DrawnPin => ({
      ...pin,
      box: rounded(boxAt(centre, pinSize)),
      label: labelOf(pin.words, centre, taken),
      from: from && roundedPoint(from),
      isAway: away,
    }),
  );
  const near = houses.map(({ point, county }) => ({ county, at: spot(point) })).filter(({ at }) => !isAway(at));
  const seen = placed.flatMap(({ pin, away }) => (away ? [] : [spot(pin.point)]));
  return {
    rings: rings.map((each) => ({
      km: each,
      radius: round(each * perKm),
      y: round(middle.y - each * perKm + 4),
    })),
    cell: cellOf(place, perKm),
    dots: near
      .filter(({ at }) => seen.every((pin) => Math.hypot(pin.x - at.x, pin.y - at.y) > 6))
      .map(({ at }) => roundedPoint(at)),
    towns: townsOf(near, taken),
    pins: drawn,
  };
}

const scalesTo = (km: number): readonly number[] => scales.find((rings) => rings.some((each) => each === km)) ?? [km];

/** A hundredth of a degree, unless it is too small to be seen. */
function cellOf([, lat]: Position, perKm: number): Box | undefined {
  const [wide, high] = [(kmOfDegree / 100) * narrowed(lat) * perKm, (kmOfDegree / 100) * perKm];
  return high < 12 ? undefined : rounded({ x: middle.x - wide / 2, y: middle.y - high / 2, width: wide, height: high });
}

/** Where the line to a place that is too far leaves the map. */
function onEdge({ x, y }: Point): Point {
  const [dx, dy] = [x - middle.x, y - middle.y];
  const most = Math.min(
    (width / 2 - 22) / Math.max(1e-6, Math.abs(dx)),
    (height / 2 - 22) / Math.max(1e-6, Math.abs(dy)),
  );
  return { x: middle.x + dx * most, y: middle.y + dy * most };
}

const inside = ({ x, y }: Point) =>
  x >= pinSize / 2 + 4 && x <= width - pinSize / 2 - 4 && y >= pinSize / 2 + 4 && y <= height - pinSize / 2 - 4;

/** The place itself, or the nearest beside it that no other pin and not the visitor has. */
function freeSpot(truth: Point, others: readonly Point[]): Point {
  const isFree = (at: Point) =>
    inside(at) &&
    others.every((other) => Math.hypot(other.x - at.x, other.y - at.y) >= apart) &&
    Math.hypot(middle.x - at.x, middle.y - at.y) >= 22;
  for (let far = 0; far <= 160; far += 8)
    for (let turn = 0; turn < 12; turn += 1) {
      const angle = (turn * Math.PI) / 6;
      const at = { x: truth.x + far * Math.cos(angle), y: truth.y + far * Math.sin(angle) };
      if (isFree(at)) return at;
    }
  return truth;
}

const boxAt = ({ x, y }: Point, size: number): Box => ({ x: x - size / 2, y: y - size / 2, width: size, height: size });

const meets = (one: Box, other: Box) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** Chinese characters are as wide as they are high, others about half of that. */
const lengthOf = (text: string) => [...text].reduce((sum, each) => sum + (each > '\u2e80' ? 13 : 7.5), 0);

/** Beside the pin where nothing else stands, on the right before the left; none where there is no room. */
function labelOf(name: string, { x, y }: Point, taken: Box[]): DrawnPin['label'] {
  const long = lengthOf(name);
  const beside = pinSize / 2 + 5;
  const ways = [
    { x: x + beside, y: y + 5, anchor: 'start' as const, left: x + beside },
    { x: x - beside, y: y + 5, anchor: 'end' as const, left: x - beside - long },
    { x, y: y + beside + 11, anchor: 'middle' as const, left: x - long / 2 },
    { x, y: y - beside - 2, anchor: 'middle' as const, left: x - long / 2 },
  ];
  for (const { left, ...way } of ways) {
    const box = { x: left, y: way.y - 12, width: long, height: textHeight };
    if (left < 4 || left + long > width - 4 || box.y < 2 || box.y + textHeight > height - 2) continue;
    if (taken.some((other) => meets(other, box))) continue;
    taken.push(box);
    return { ...roundedPoint(way), anchor: way.anchor };
  }
  return undefined;
}

/** Where houses of several counties are, the name of each amid its own: a direction, not a border. */
function townsOf(houses: readonly { county: string; at: Point }[], taken: Box[]): NearMap['towns'] {
  const groups = [...Map.groupBy(houses, ({ county }) => county)];
  if (groups.length < 2) return [];
  return groups.flatMap(([name, group]) => {
    const mean = (of: (at: Point) => number) => group.reduce((sum, { at }) => sum + of(at), 0) / group.length;
    const at = { x: mean((each) => each.x), y: mean((each) => each.y) - 12 };
    const long = lengthOf(name);
    const box = { x: at.x - long / 2, y: at.y - 12, width: long, height: textHeight };
    if (box.x < 4 || box.x + long > width - 4 || box.y < 2 || taken.some((other) => meets(other, box))) return [];
    taken.push(box);
    return [{ ...roundedPoint(at), name }];
  });
}

const round = (size: number) => Math.round(size * 10) / 10;
const roundedPoint = ({ x, y }: Point): Point => ({ x: round(x), y: round(y) });
const rounded = (box: Box): Box => ({ ...roundedPoint(box), width: round(box.width), height: round(box.height) });
