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

/** Cells of the index are a tenth of a degree wide (near-store.ts): eleven kilometres from south to north. */
export const perDegree = 10;

export const kmOfDegree = 111.2;
/** A degree from west to east is shorter the farther north it is. */
export const narrowed = (lat: number): number => Math.max(0.2, Math.cos((lat * Math.PI) / 180));

/** The cells in which everything within so many kilometres is, by their numbers from west and from south. */
export function cellsAround([lng, lat]: Position, km: number): { east: number[]; north: number[] } {
  const north = km / kmOfDegree;
  const east = north / narrowed(lat);
  const range = (from: number, to: number) => {
    const first = Math.floor(from * perDegree);
    return Array.from({ length: Math.floor(to * perDegree) - first + 1 }, (_, by) => first + by);
  };
  const columns = range(lng - east, lng + east);
  const rows = range(lat - north, lat + north);
  return { east: columns.flatMap((each) => rows.map(() => each)), north: columns.flatMap(() => rows) };
}
