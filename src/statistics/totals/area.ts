import { beginningOf } from '../../actor.ts';
import { provinceName } from '../../fields/regions/province-tiles.ts';
import { regionOf } from '../../fields/regions/region-table.ts';
import { nowhere } from '../reports/duty.ts';

/** The subject of a dashboard: the country (''), a province (33), city (3301) or county (330106), an institution, an application. */
export type Area =
  | { kind: 'region'; code: string; name: string }
  | { kind: 'institution'; id: string; name: string; region: string | undefined; only?: readonly string[] }
  | {
      kind: 'application';
      clientId: string;
      name: string;
      institutionId: string;
      institution: string;
      region: string | undefined;
    };

/** Counties right below 北京, 天津, 上海 and 重庆: 市辖区 and 县 are no places of interest. */
const municipalities: ReadonlySet<string> = new Set(['11', '12', '31', '50']);

export const isRegionCode = (code: string): boolean => /^(\d\d){0,3}$/.test(code);
/** As other rooms write it: 330000. */
export const padded = (code: string): string => code.padEnd(6, '0');
export function parentOf(code: string): string | undefined {
  if (code === '') return undefined;
  const parent = code.slice(0, -2);
  return parent.length === 4 && municipalities.has(code.slice(0, 2)) ? code.slice(0, 2) : parent;
}

/** The regions above it, the country first. */
export function above(code: string): string[] {
  const parent = parentOf(code);
  return parent === undefined ? [] : [...above(parent), parent];
}

/** How long the codes right below it are; undefined below counties, where institutions are. */
export function lengthBelow(code: string): 2 | 4 | 6 | undefined {
  if (code.length === 6) return undefined;
  if (code.length === 4 || municipalities.has(code)) return 6;
  return code.length === 0 ? 2 : 4;
}

const two = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

/** Every code that could stand right below it: each is one look into an index, so none that was retired is forgotten. */
export function codesBelow(code: string): string[] {
  const wanted = lengthBelow(code);
  if (wanted === undefined) return [];
  if (wanted - code.length === 2) return two.map((end) => code + end);
  return two.slice(0, 3).flatMap((middle) => two.map((end) => code + middle + end));
}

/** Whether a code is a region's, or that of the reports of a province or city itself; codes of before may have figures and no name any more. */
export const isNamedRegion = (code: string): boolean =>
  code === '' ||
  nowhere.startsWith(code) ||
  provinceName(code) !== undefined ||
  regionOf(padded(code)) !== undefined ||
  (code.length > 2 && code.endsWith('00') && isNamedRegion(code.slice(0, -2)));

const levels: Readonly<Record<number, string>> = { 2: '省', 4: '市', 6: '区县' };

/** 浙江省; 省本级, 市本级 for reports of a province or city itself. */
export function placeName(code: string): string {
  if (code === '') return '全国';
  if (nowhere.startsWith(code)) return '未登记地区';
  const region = regionOf(padded(code));
  if (code.length > 2 && code.endsWith('00')) {
    const parent = beginningOf(code);
    return parent.length === 2 ? (municipalities.has(parent) ? '市本级' : '省本级') : '市本级';
  }
  return region?.name.replace(/^.*-/, '') ?? provinceName(code) ?? `${levels[code.length] ?? ''} ${code}`;
}

/** 浙江, as tiles, rankings and sentences say it. */
export const shortName = (code: string): string =>
  (code.length === 2 ? provinceName(code) : undefined) ?? placeName(code);

const belowNames = { 2: '省份', 4: '城市', 6: '区县' } as const;

/** The name of the level right below. */
export const belowName = ({ kind, ...place }: Area): string => {
  if (kind === 'institution') return '应用';
  const length = 'code' in place ? lengthBelow(place.code) : undefined;
  return length === undefined ? '机构' : belowNames[length];
};

/** The address of its dashboard, without the other parameters. */
export function areaParams(place: Area): Record<string, string> {
  if (place.kind === 'region') return place.code === '' ? {} : { region: place.code };
  return place.kind === 'institution' ? { institution: place.id } : { application: place.clientId };
}
