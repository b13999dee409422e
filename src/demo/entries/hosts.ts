import { readFileSync } from 'node:fs';
import { type WrittenPlace, writtenPlaces } from './written.ts';

/** An invented institution of the demo, with its one address. */
export interface Host {
  name: string;
  /** 文化馆, 图书馆, 美术馆, 博物馆: the rules that its generated entries follow. */
  sort: string;
  kind: string;
  regionCode: string;
  /** Empty where the institution was made by the other parts of the demo. */
  creditCode: string;
  /** The code under which it sells. */
  sellerCode: string;
  address: string;
  lng: string;
  lat: string;
  phone: string;
  hours: string;
}

/** A host whose entries follow the rules: its name of the place, and the names that replace those of the rules. */
export type RuledHost = Host & { place: string; opera: string; craft: string };

const sorts: Readonly<Record<string, { kind: string; hours: string }>> = {
  q: { kind: 'culture_hall', hours: '周二至周日 08:30–21:00' },
  l: { kind: 'library', hours: '周二至周日 09:00–21:00' },
  c: { kind: 'gallery', hours: '周二至周日 09:00–17:00；周五 18:00–21:00' },
  t: { kind: 'museum', hours: '周二至周日 09:00–17:00；周五 18:00–21:00' },
};

/** The lines of a table of the demo, without its remarks. */
export const lines = (file: string): string[][] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

export const ruledHosts = (): RuledHost[] =>
  lines('institutions.txt').map(
    ([sort = '', regionCode = '', creditCode = '', place = '', name = '', opera = '', craft = '', ...rest]) => {
      const [lng = '', lat = '', phone = '', address = ''] = rest;
      const { kind = 'other', hours = '' } = sorts[sort] ?? {};
      return {
        name,
        sort,
        kind,
        regionCode,
        creditCode,
        sellerCode: creditCode,
        address,
        lng,
        lat,
        phone,
        hours,
        place,
        opera,
        craft,
      };
    },
  );

export function hostOf({ about }: WrittenPlace): Host {
  const said = (name: string) => about.get(name) ?? '';
  const [lng = '', lat = ''] = said('坐标').split(',');
  return {
    ...{ name: said('馆'), sort: '', kind: said('种类'), regionCode: said('行政区划'), creditCode: said('信用代码') },
    sellerCode: said('登记代码') || said('信用代码'),
    ...{ address: said('地址'), lng, lat, phone: said('电话'), hours: said('开放时间') },
  };
}

/** All institutions of the demo that have entries: those whose entries are written by hand come first. */
export const hosts = (): Host[] => [...writtenPlaces().map(hostOf), ...ruledHosts()];
