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

// The published formulas of GCJ-02 (on the ellipsoid of Krasovsky 1940) and of BD-09.
const [axis, eccentricity] = [6_378_245, 0.006_693_421_622_965_943];
const { PI, sin, cos, sqrt, abs, atan2 } = Math;
const wave = (x: number) => (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * (2 / 3);

function shift([lng, lat]: Point): Point {
  const [x, y] = [lng - 105, lat - 35];
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    wave(x) +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    wave(x) +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y / 30) * PI)) * 2) / 3;
  const phi = (lat / 180) * PI;
  const bent = 1 - eccentricity * sin(phi) ** 2;
  return [
    (east * 180) / ((axis / sqrt(bent)) * cos(phi) * PI),
    (north * 180) / (((axis * (1 - eccentricity)) / (bent * sqrt(bent))) * PI),
  ];
}

const toGcj = ([lng, lat]: Point): Point => {
  const [east, north] = shift([lng, lat]);
  return [lng + east, lat + north];
};

/** The other way has no formula: the answer is drawn nearer until it is exact to a centimetre. */
function toWgs(wanted: Point): Point {
  let [lng, lat] = wanted;
  for (let turn = 0; turn < 10; turn += 1) {
    const [east, north] = toGcj([lng, lat]);
    [lng, lat] = [lng - (east - wanted[0]), lat - (north - wanted[1])];
  }
  return [lng, lat];
}

const baidu = (PI * 3000) / 180;
function fromBaidu([lng, lat]: Point): Point {
  const [x, y] = [lng - 0.0065, lat - 0.006];
  const z = sqrt(x * x + y * y) - 0.000_02 * sin(y * baidu);
  const theta = atan2(y, x) - 0.000_003 * cos(x * baidu);
  return [z * cos(theta), z * sin(theta)];
}

const rounded = ([lng, lat]: Point): Point => [Number(lng.toFixed(6)), Number(lat.toFixed(6))];

/** One place in both systems that are kept: of the maps people use, and of the satellites. CGCS2000 is WGS-84 to a few centimetres. */
export function inBoth(point: Point, datum: Datum): { wgs84: Point; gcj02: Point } {
  if (datum === 'wgs84' || datum === 'cgcs2000') return { wgs84: rounded(point), gcj02: rounded(toGcj(point)) };
  const gcj02 = datum === 'bd09' ? fromBaidu(point) : point;
  return { wgs84: rounded(toWgs(gcj02)), gcj02: rounded(gcj02) };
}
