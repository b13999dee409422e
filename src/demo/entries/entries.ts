import { readFileSync } from 'node:fs';
import { after, hours, minutes } from '../../clock.ts';
import type { Data } from '../../fields/form.ts';
import { type ChannelCode, channels, isChannelCode } from '../../resources/channels/channels.ts';
import { type About, type Host, own } from './contents.ts';
import { altOf, motifOf } from './covers.ts';

export interface DemoEntry {
  channel: ChannelCode;
  kind: string;
  host: Host;
  /** As a person would type it; the cover is added by the drawing. */
  data: Data;
  publishedAt: Date;
  live: Readonly<Record<string, unknown>> | undefined;
}

const lines = (file: string) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

export const hosts = (): Host[] =>
  lines('institutions.txt').map(
    ([
      sort = '',
      regionCode = '',
      creditCode = '',
      place = '',
      name = '',
      opera = '',
      craft = '',
      lng = '',
      lat = '',
    ]) => ({
      ...{ sort, regionCode, creditCode, place, name, opera, craft, lng, lat },
    }),
  );

/** Entries of each institution: 58 × 35 are 2,030. */
const ofEach = 35;

/** Whatever the demo shows of resources, with times around `now`. The same each time but for those. */
export function demoEntries(now: Date): DemoEntry[] {
  const all = lines('resources.txt').map(([channel = '', sort = '', kind = '', title = '', summary = '']) => ({
    ...{ channel, sort, kind, title, summary },
  }));
  return hosts().flatMap((host, order) => {
    const own = all.filter(({ sort }) => sort === host.sort);
    // Each begins elsewhere in the list, so that not all leave out the same.
    const turned = own.map((_, place) => own[(place * 7 + order * 11) % own.length]).flatMap((each) => each ?? []);
    const chosen = [...new Set(turned)].slice(0, ofEach);
    const isHouse = ({ channel, title }: (typeof chosen)[number]) =>
      channel === 'venue' && local(title, host) === host.name;
    const housed = chosen.findIndex(isHouse);
    return chosen.flatMap(({ channel, kind, title, summary }, place) => {
      if (!isChannelCode(channel)) return [];
      const turn = order * ofEach + place;
      const name = local(title, host);
      // An entry named after the house is one of its rooms; its events take place in it.
      const isInside =
        place !== housed && (channel === 'activity' || (channel === 'venue' && name.startsWith(host.name)));
      const house = housed >= 0 && isInside ? numberOf(order * ofEach + housed) : undefined;
      return [compose({ ...{ channel, kind, host, turn, now, house }, title: name, summary: local(summary, host) })];
    });
  });
}

const numberOf = (turn: number) => `demo-${String(turn).padStart(4, '0')}`;

/** The institution whose partner site the demo opens. */
export const atPartner = ({ name }: Pick<Host, 'name'>): boolean => name === '青溪县文化馆';

/** Where an entry of that institution is booked: on the partner site, at the path of the address that it would have elsewhere. */
export const bookedAt = ({ data }: Pick<DemoEntry, 'data'>): { field: string; path: string } | undefined => {
  for (const field of ['booking_url', 'enroll_url']) {
    const url = URL.parse(data[field] ?? '');
    if (url !== null) return { field, path: url.pathname };
  }
  return undefined;
};

/** 青溪, 越剧 and 竹编 of the list are replaced by those of this place. */
function local(text: string, { place, name, opera, craft, sort }: Host): string {
  const area = name.replace(/(文化馆|图书馆|美术馆|博物馆)$/, '');
  const named: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    q: [
      ['青溪县', area],
      ['青溪', place],
      ['越剧', opera],
      ['竹编', craft],
      ['云岭', `${place.slice(0, 1)}岭`],
    ],
    l: [
      ['澜江市', area],
      ['澜江', place],
    ],
    c: [['岚城', place]],
    t: [
      ['桐川', place],
      ['川剧', opera],
      ['蜀锦', '织锦'],
      ['川西', '馆藏'],
    ],
  };
  return (named[sort] ?? []).reduce((written, [from, to]) => written.replaceAll(from, to), text);
}

/** Titles shared by many places name this one. */
function titleOf({ title, host: { place }, channel, turn }: About): string {
  if (title.includes(place)) return title;
  if (channel === 'activity')
    return title.endsWith('）') ? title : `${title}（第${['一', '二', '三', '四', '五', '六'][turn % 6]}期）`;
  if (channel === 'news') return `${place}：${title}`;
  if (channel === 'market') return title.startsWith('《') ? title : place + title;
  return `${title}（${place}${{ course: '班', book: '馆藏', live: '场' }[channel as string] ?? ''}）`;
}

function compose(about: About): DemoEntry {
  const { channel, kind, host, turn, now } = about;
  const title = titleOf(about);
  const site = `https://www.demo-${host.sort}${turn}.example.cn`;
  // Nine tenths within the last two months, by day and at no round hour.
  const publishedAt = after(now, -hours(1) - minutes((turn * 1_237) % (60 * 24 * 70)));
  const data: Data = {
    ...channels[channel].example,
    title,
    summary: about.summary,
    external_id: numberOf(turn),
    cover_alt: altOf(motifOf(channel, kind, title)),
    region_code: host.regionCode,
    tags: tagsOf(about),
    audience: ['all', 'elder', 'family\nchild', 'teen', 'all\nvillage', 'all\ndisabled'][turn % 6] ?? 'all',
    accessibility: ['', 'wheelchair', 'captions\nsign', 'large_print'][turn % 4] ?? '',
    source_name: host.name,
    copyright_owner: host.name,
    copyright_note: '',
    copyright_until: '',
    contact_phone: '',
    licence: ['display', 'share_by', 'share_by', 'link_only'][turn % 4] ?? 'display',
    pc_url: `${site}/c/${turn}`,
    h5_url: `${site}/m/${turn}`,
    ...own(about, title, site, publishedAt),
  };
  return { channel, kind, host, data, publishedAt, live: liveOf(about) };
}

const tagsOf = ({ host, channel, title }: About): string =>
  [
    ['剪纸', '书法', '戏', '竹编', '古籍', '绘本', '国画', '非遗', '陶', '舞'].find((word) => title.includes(word)),
    channel === 'market' ? host.craft : undefined,
    host.place,
  ]
    .filter(Boolean)
    .join('\n');

/** Later changes: places taken, an event called off, a house closed for a while. */
function liveOf({ channel, turn, kind, host }: About): DemoEntry['live'] {
  if (channel === 'activity' && turn % 29 === 4)
    return { event_status: 'cancelled', reason: '因天气原因取消，已报名的市民会收到短信' };
  if (channel === 'activity' && turn % 31 === 7)
    return { event_status: 'postponed', reason: '展厅检修，新的日期定下后在这里公布' };
  if (channel === 'live' && turn % 11 !== 3 && turn % 3 === 0)
    return { replay_url: `https://www.demo-${host.sort}${turn}.example.cn/replay/${turn}.mp4` };
  if (channel === 'activity' && kind !== 'exhibition' && turn % 3 === 1) return { remaining: (turn * 3) % 19 };
  if (channel === 'venue' && turn % 17 === 5) return { temp_closed: true, reason: '设备检修' };
  if (channel === 'market' && turn % 4 === 2) return { stock: (turn % 5) * 8 };
  return undefined;
}
