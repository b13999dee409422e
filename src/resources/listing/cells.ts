type Values = Readonly<Record<string, unknown>>;

/** 经度, 纬度 in degrees, as satellites know them. */
export type Position = readonly [lng: number, lat: number];

/** Where an entry says that it is. */
export function pointOf({ position }: Values): Position | undefined {
  const wgs84 = typeof position === 'object' && position !== null && 'wgs84' in position ? position.wgs84 : undefined;
  return placeIn(wgs84);
}

export function placeIn(value: unknown): Position | undefined {
  const [lng, lat] = Array.isArray(value) ? value.map(Number) : [];
  return lng === undefined || lat === undefined || !Number.isFinite(lng + lat) ? undefined : [lng, lat];
}

/** Cells of the index are a tenth of a degree wide: eleven kilometres from south to north. */
const perDegree = 10;
const named = (east: number, north: number) => `at=${east}_${north}`;
export const cellOf = ([lng, lat]: Position) => named(Math.floor(lng * perDegree), Math.floor(lat * perDegree));

const kmOfDegree = 111.2;
const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** The cells in which everything within so many kilometres is. */
export function cellsAround([lng, lat]: Position, km: number): string[] {
  const north = km / kmOfDegree;
  const east = north / Math.max(0.2, Math.cos(radians(lat)));
  const range = (from: number, to: number) => {
    const first = Math.floor(from * perDegree);
    return Array.from({ length: Math.floor(to * perDegree) - first + 1 }, (_, by) => first + by);
  };
  return range(lng - east, lng + east).flatMap((x) => range(lat - north, lat + north).map((y) => named(x, y)));
}

/** Kilometres in a straight line. */
export function kmBetween([lng, lat]: Position, [toLng, toLat]: Position): number {
  const [a, b] = [radians(lat), radians(toLat)];
  const half = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(toLng - lng) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(half)));
}
