import { after, dayOf, days, hours, minutes } from '../../clock.ts';
import type { Data } from '../../fields/form.ts';
import type { ChannelCode } from '../../resources/channels/channels.ts';

/** An invented institution of the demo; which of the lists of contents are its own says `sort`. */
export interface Host {
  sort: string;
  regionCode: string;
  creditCode: string;
  place: string;
  /** Without （演示）. */
  name: string;
  opera: string;
  craft: string;
  lng: string;
  lat: string;
}

export type About = {
  channel: ChannelCode;
  kind: string;
  host: Host;
  turn: number;
  now: Date;
  title: string;
  summary: string;
  /** The number of the house that it takes place in, or is a room of. */
  house: string | undefined;
};

/** When something of the demo takes place: some are over, most are to come, a few are on now. */
function timesOf({ turn, now, kind, channel }: About): { start: Date; end: Date } {
  if (channel === 'live' && turn % 11 === 3) return { start: after(now, -minutes(20)), end: after(now, hours(2)) };
  const day = dayOf(after(now, days(((turn * 13) % 62) - 14)));
  const start = new Date(`${day}T${['09:00', '10:00', '14:00', '15:30', '19:00'][turn % 5]}:00+08:00`);
  return { start, end: after(start, kind === 'exhibition' ? days(30) : hours(2)) };
}

/** Some places are given out from a later day on, and all until the evening before. */
function bookingOf(start: Date, now: Date, turn: number): Data {
  const opens = turn % 7 === 2 && start > after(now, days(5)) ? after(now, days(3)) : undefined;
  return {
    booking_start: opens === undefined ? '' : `${dayOf(opens)}T09:00:00+08:00`,
    booking_end: `${dayOf(after(start, -days(1)))}T18:00:00+08:00`,
  };
}

/** A text whose lines begin with a time: the parts of a film. */
function spoken(title: string, inSeconds: number): string {
  const parts = ['开场', '从前的样子', '手上的功夫', '留下来的人'];
  const clock = (at: number) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
  const lines = parts.map((part, place) => `${clock(Math.floor((inSeconds / parts.length) * place))} ${part}`);
  return `《${title}》\n${lines.join('\n')}`;
}

/** A channel's own fields, beside the common ones. */
export function own(about: About, title: string, site: string, publishedAt: Date): Data {
  const { channel, kind, host, turn, now, house = '' } = about;
  const { start, end } = timesOf(about);
  const [start_at, end_at] = [start.toISOString(), end.toISOString()];
  const address = `${host.place}路 ${(turn % 180) + 1} 号`;
  const money = (turn % 5) * 30 + 38;
  switch (channel) {
    case 'activity':
      return {
        category: kind,
        ...{ start_at, end_at, sessions: '', address, lng: host.lng, lat: host.lat, organizer: host.name },
        place_name: ['二楼多功能厅', '小剧场', '一号展厅', '馆前广场', '少儿阅览室'][turn % 5] ?? '',
        fee_type: ['free', 'free_booking', 'free_booking', 'paid'][turn % 4] ?? 'free',
        ...(turn % 4 === 3 && { price_min: String(money) }),
        booking: turn % 4 === 0 ? 'none' : 'online',
        booking_url: turn % 4 === 0 ? '' : `${site}/book/${turn}`,
        ...(turn % 4 === 0 ? { booking_start: '', booking_end: '' } : bookingOf(start, now, turn)),
        ...{ capacity: String(20 + (turn % 9) * 10), age_min: '', venue_external_id: house },
      };
    case 'live':
      return {
        category: kind,
        start_at,
        end_at: after(start, hours(2)).toISOString(),
        stream_url: turn % 11 === 3 ? `${site}/live/${turn}.m3u8` : '',
        host_unit: host.name,
        performers: '',
      };
    case 'news':
      return {
        category: kind,
        published_on: dayOf(publishedAt),
        body: [
          `<p>记者从${host.name}了解到，这项工作今年已是第${(turn % 6) + 2}个年头，参与的市民比去年多了两成，其中一半是第一次走进馆里。</p>`,
          `<h2>从一个下午开始</h2><p>工作人员说，最初只是馆里几个人的想法：把门开得再大一点，让路过的人愿意坐下来。三年下来，来的人有退休教师、下了班的青年，也有放学后等家长的孩子。</p>`,
          `<p>“来一次不难，难的是让人还想再来。”一位志愿者在留言本上这样写。</p>`,
          `<h2>怎样参加</h2><ul><li>到${host.name}服务台登记，或在“享活动”里预约</li><li>行动不便的市民可以提前打电话，馆里安排人接</li></ul>`,
          `<p>具体安排以${host.name}公布的时间为准。</p>`,
        ].join(''),
        ...{ author: ['林知远', '周望舒', '沈清和'][turn % 3] ?? '', editor: '' },
      };
    case 'venue':
      return {
        ...{ venue_type: kind, address, lng: host.lng, lat: host.lat, level: '', grade: '', transit: '', postcode: '' },
        ...{ capacity: String(40 + (turn % 20) * 30), area_sqm: String(120 + (turn % 30) * 160) },
        ...(house !== '' && { parent_external_id: house, room_type: ['dance', 'hall', 'meeting'][turn % 3] ?? 'hall' }),
        bookable: turn % 2 === 0 ? '1' : '0',
        booking_url: turn % 2 === 0 ? `${site}/book/${turn}` : '',
      };
    case 'course':
      return {
        art_category: kind,
        level: ['zero', 'basic', 'mid'][turn % 3] ?? 'zero',
        form: turn % 4 === 0 ? 'offline' : 'video',
        ...{ start_at: turn % 4 === 0 ? start_at : '', enroll_url: turn % 4 === 0 ? `${site}/enroll/${turn}` : '' },
        teacher: ['陈老师', '许老师', '何老师', '阿依老师'][turn % 4] ?? '',
        ...{ teacher_intro: `${host.name}公益课教师。`, lessons: String(4 + (turn % 9)), total_minutes: '' },
      };
    case 'book':
      return {
        book_kind: kind,
        ...{ author: `${host.place}文史编写组 编`, publisher: `${host.place}内部资料`, isbn: '', clc: '', toc: '' },
        pub_year: String(2012 + (turn % 14)),
        issn: kind === 'periodical' ? '1000-0011' : '',
        format: kind === 'audiobook' ? 'mp3' : 'epub',
        duration_s: kind === 'audiobook' ? String(3_600 + turn) : '',
        ...{ read_url: `${site}/read/${turn}`, access: ['open', 'login', 'card'][turn % 3] ?? 'open' },
      };
    case 'market':
      return {
        ...{
          kind,
          price: `${money}.00`,
          list_price: '',
          seller: `${host.place}非遗工坊`,
          inheritor: '',
          origin: host.place,
        },
        heritage_level: kind === 'craft' ? (['city', 'county', 'province'][turn % 3] ?? 'city') : '',
        ...{ buy_url: `${site}/shop/${turn}`, spec: '' },
      };
    case 'video':
      return {
        ...{ work_type: kind, creator: host.name, duration_s: String(240 + (turn % 50) * 60) },
        ...{
          produced_on: dayOf(after(publishedAt, -days(40))),
          play_url: `${site}/v/${turn}.mp4`,
          subtitle_url: '',
          transcript: spoken(title, 240 + (turn % 50) * 60),
        },
      };
    case 'audio':
      return {
        ...{ work_type: kind, creator: host.name, performer: '', duration_s: String(300 + (turn % 40) * 45) },
        ...{ play_url: `${site}/a/${turn}.mp3`, transcript: `${title}。${about.summary}` },
      };
  }
}
