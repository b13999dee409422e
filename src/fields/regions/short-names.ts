import { regionsBelow } from './region-table.ts';

const peoples =
  /(?:(?:蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|独龙|裕固|各)(?:族)?)+$/u;
const kinds = /(?:特别行政区|自治[区州县旗]|地区|林区|[省市县区盟旗])$/u;

/** 浙江省 → 浙江, 恩施土家族苗族自治州 → 恩施; a name of two characters stays. */
export function shortName(name: string): string {
  const bare = name.replace(kinds, '');
  const short = name.endsWith('自治区')
    ? bare.replace(/(?:壮|回|维吾尔)族?$/u, '')
    : /自治/u.test(name)
      ? bare.replace(peoples, '')
      : bare;
  return short.length >= 2 ? short : name;
}

/** By which people call cities, and no one anything else. */
const nicknames = {
  ...{ 帝都: '110000', 京城: '110000', 魔都: '310000', 申城: '310000', 沪上: '310000', 渝城: '500000' },
  ...{ 羊城: '440100', 鹏城: '440300', 蓉城: '510100', 榕城: '350100', 甬城: '330200', 鹭岛: '350200', 泉城: '370100' },
};

/** 常山县城 → 常山县, 衢州市区 → 衢州市, 杭州城里 → 杭州: the middle of a region is typed for the region. */
export const regionTyped = (typed: string): string => typed.replace(/(?<=[县市])[城区]$|(?:城|市)里$/u, '');

/** 青溪县文化馆（演示） → 文化馆: a house without the region in its name, where a name is left. */
export const withoutRegion = (house: string): string =>
  bareName(house).replace(/^\p{Script=Han}{2,6}?[省市县区旗](?=\p{Script=Han}{3})/u, '');
export const bareName = (house: string): string => house.replace(/（[^）]*）$/u, '');

/** Codes by name and by short name. A name that two counties share leads to neither; a city goes before its county. */
export function placesByName(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const shared = new Set<string>();
  const add = (name: string, code: string) => {
    if (found.get(name)?.endsWith('00') === false) shared.add(name);
    if (!found.has(name)) found.set(name, code);
  };
  const provinces = regionsBelow();
  const cities = provinces.flatMap(({ code }) => regionsBelow(code));
  const isHeading = (name: string) => name.includes('直辖') || name === '市辖区' || name === '县';
  const counties = cities.flatMap(({ code }) => (code.endsWith('00') ? regionsBelow(code) : []));
  for (const level of [provinces, cities, counties])
    for (const { code, name } of level) {
      if (isHeading(name)) continue;
      for (const each of new Set([name, shortName(name)])) add(each, code);
    }
  for (const name of shared) found.delete(name);
  for (const [name, code] of Object.entries(nicknames)) add(name, code);
  return found;
}
