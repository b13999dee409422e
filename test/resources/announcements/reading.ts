import type { About, ReadEntry } from '../../../src/resources/announcements/announcement.ts';

export const about: About = {
  today: '2026-11-24',
  institution: { name: '青溪县文化馆', regionCode: '330106', phone: '0571-00000011', address: '溪口路18号' },
  places: [
    { title: '二楼204剪纸教室', address: '溪口路18号' },
    { title: '四楼小剧场' },
    { title: '云岭镇文化站', address: '云岭镇桥头街2号' },
  ],
  habits: [],
};

/** The values of an entry; ` ?` behind those that a person must look at. */
export const valuesOf = ({ values }: ReadEntry): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([field, { value, doubt }]) => [field, doubt === undefined ? value : `${value} ?`]),
  );
