import { createRequire } from 'node:module';
import type gcoord from 'gcoord';

const require = createRequire(import.meta.url);

/** 经度, 纬度 in degrees. */
export type Point = readonly [lng: number, lat: number];

export const datums = {
  gcj02: '高德、腾讯地图（GCJ-02）',
  wgs84: 'GPS（WGS-84）',
  bd09: '百度地图（BD-09）',
  cgcs2000: '国家大地坐标系（CGCS2000）',
} as const;

export type Datum = keyof typeof datums;
export const isDatum = (value: unknown): value is Datum => typeof value === 'string' && Object.hasOwn(datums, value);

/** One place in both systems that are kept: of the maps people use, and of the satellites. CGCS2000 is WGS-84 to a few centimetres. */
export function inBoth([lng, lat]: Point, datum: Datum): { wgs84: Point; gcj02: Point } {
  // Its types promise a default export, which CommonJS gives as the module itself.
  const { transform, WGS84, GCJ02, BD09 }: typeof gcoord.default = require('gcoord');
  const from = { wgs84: WGS84, cgcs2000: WGS84, gcj02: GCJ02, bd09: BD09 }[datum];
  const to = (system: typeof WGS84 | typeof GCJ02): Point => {
    const [east = lng, north = lat] = transform([lng, lat], from, system);
    return [Number(east.toFixed(6)), Number(north.toFixed(6))];
  };
  return { wgs84: to(WGS84), gcj02: to(GCJ02) };
}
