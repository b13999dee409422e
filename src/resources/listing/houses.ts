/** 县博, 青图, 桐川博: how people shorten the names of houses. */
const ends: Readonly<Record<string, string>> = {
  图: '图书馆',
  博: '博物馆',
  美: '美术馆',
  文: '文化馆',
  剧: '剧院',
  馆: '馆',
};
const short = new RegExp(`^(\\p{Script=Han}{1,3}?)([${Object.keys(ends).join('')}])$`, 'u');

/** The beginning and the end of the name that a short one stands for. */
export function shortHouse(typed: string): { begins: string; ends: string } | undefined {
  const [, begins = '', last = ''] = short.exec(typed.trim()) ?? [];
  const whole = ends[last];
  return whole === undefined || (last === '馆' && begins.length < 2) ? undefined : { begins, ends: whole };
}

/** 青溪县文化馆 is 青溪文化馆 to most people. */
export const withoutRank = (name: string): string => name.replace(rank, '');
const rank = /(?<=\p{Script=Han}{2})(?:省|市|县|区|自治[区州县旗])(?=\p{Script=Han}{2})/gu;

/** One character is in most names, and two or three letters begin some words of most. */
export const mayNameHouse = (typed: string): boolean =>
  [...typed].length >= (/\p{Script=Han}/u.test(typed) ? leastOfHan : leastOfLetters);
const leastOfHan = 2;
const leastOfLetters = 4;
