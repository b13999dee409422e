import type { PageData } from '../../src/http/pages/render.ts';
import { completed } from '../../src/resources/announcements/completing.ts';
import type { Item, Pasted } from '../../src/resources/announcements/pasted.ts';
import { withoutNumbers } from '../../src/resources/announcements/pasted.ts';
import { presentPasted } from '../../src/resources/announcements/presented.ts';
import { readAnnouncement } from '../../src/resources/announcements/reading/read.ts';
import { channelNamed, channels } from '../../src/resources/channels/channels.ts';
import { createWords } from '../../src/words/index.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const { say } = createWords()('zh', 'operator');
const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c66';
const now = at('2026-11-26T06:20:00Z');
const institution = { name: '青溪县文化馆（演示）', regionCode: '330106' };
const page = (title: string): Partial<PageData> => ({
  title,
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'resources', href: '/console/resources', label: '资源' },
    ],
  },
  here: 'resources',
  place: institution.name,
  user: { label: '陈*（138****8101）' },
});

const notice = `青溪县文化馆12月公益活动预告
各位市民朋友：天冷了，来馆里坐坐。十二月我馆为大家准备了两场活动，均免费。
一、银龄剪纸体验课（第三期）
时间：12月5日（周六）下午2:00—4:00
地点：二楼204剪纸教室
对象：60周岁以上优先，零基础可参加
名额：每期30人，剪刀、红纸由我馆准备
报名：即日起至本周五下班前，电话0000 0017或到一楼服务台登记
二、冬至夜·青溪小戏专场
时间：冬至当晚7点
地点：四楼小剧场
票务：180座，12月15日9:00起现场领票，每人限2张
演出：青溪小戏团
另：12月1日（周二）消防检修，全天闭馆，请相互转告。
联系人周某某，身份证11010519491231002X
青溪县文化馆　2026年11月24日`;

const programme = Array.from(
  { length: 8 },
  (_, place) => `${place + 1}、书法公益课（第${place + 1}期）\n时间：12月${place + 2}日14:00—16:00\n地点：三楼书画室`,
).join('\n');

/** As the service keeps it after the first reading. */
function pastedOf(text: string, more: Partial<Item> = {}): Pasted {
  const about = {
    ...{ today: '2026-11-26', places: [], habits: [] },
    institution: { ...institution, phone: '0571-88880000', address: '溪口路 18 号' },
  };
  const { entries, closures, none, unused, leftOut } = readAnnouncement({ text }, about);
  const house = { institution, page: undefined, last: channels.activity.example };
  const masked = withoutNumbers(text, leftOut);
  return {
    ...{ text: masked, attachments: [], none, unused, leftOut },
    closures: closures.map((each) => ({ ...each, isChosen: true })),
    items: entries.map(({ channel, values, change }, place) => ({
      ...{ externalId: `auto-${place}`, channel, isChosen: true, change },
      values: completed(channelNamed(channel), values, masked, house),
      ...more,
    })),
  };
}

const show = (pasted: Pasted, edit?: string, problems: Record<string, string> = {}) => ({
  view: 'resources/paste/show' as const,
  data: {
    path: `/console/resources/paste/${id}`,
    problems: Object.fromEntries(
      Object.entries(problems).map(([name, problem]) => [`q-${name.replace('.', '-')}`, problem]),
    ),
    shown: presentPasted(
      { id, institutionId: id, pasted, revision: 1, createdAt: now, updatedAt: now },
      {
        ...{ now, say, edit, problems },
        channelOf: (code) => channelNamed(code),
        channels: Object.values(channels).map(({ code, name }) => ({ code, name })),
      },
    ),
  },
  page: page('粘贴通知：读出 2 条活动'),
});

const postponed =
  '关于社区象棋赛延期的通知\n原定12月5日（周六）14:00举办的社区象棋赛，延期至12月12日（周六）14:00—16:00举行。';
const { activity } = channels;

export const pastingSamples = {
  'pasting-start': {
    view: 'resources/paste/start',
    data: {
      values: { text: '' },
      unsent: [
        {
          ...{ id, href: `/console/resources/paste/${id}`, title: '银龄剪纸体验课' },
          entries: 2,
          open: 2,
          updatedAt: now,
        },
      ],
    },
    page: page('粘贴通知'),
  },
  'pasting-start-problems': {
    view: 'resources/paste/start',
    data: { values: { text: '' }, unsent: [], problems: { file: '这是图片，请粘贴文字' } },
    page: { ...page('粘贴通知'), bad: true },
  },
  'pasting-two': show(pastedOf(notice)),
  'pasting-edit': show(pastedOf(notice), '0.audience'),
  'pasting-channel': show(pastedOf(notice), '0.channel'),
  'pasting-refused': show(pastedOf(notice), undefined, { '0.cover': '“封面图”还没看过，请看一眼，按“就是这样”' }),
  'pasting-programme': show(pastedOf(programme)),
  'pasting-change': show(
    pastedOf(postponed, {
      target: {
        ...{ entryId: id, externalId: 'QX-2026-0412', title: '社区象棋赛', isSeen: false },
        data: { ...activity.example, start_at: '2026-12-05T14:00:00+08:00', end_at: '2026-12-05T16:00:00+08:00' },
      },
    }),
  ),
  'pasting-none': show(pastedOf('戏曲进乡村走进云岭镇\n11月21日晚，戏曲进乡村走进云岭镇，300余名村民观看了演出。')),
  'pasting-sent': {
    view: 'resources/paste/sent',
    data: { sent: [{ title: '银龄剪纸体验课（第三期）', href: `/console/resources/${id}` }] },
    page: page('已提交'),
  },
  'pasting-habits': {
    view: 'resources/paste/habits',
    data: {
      habits: [
        { key: 'a1', words: '二楼204', label: '地点', value: '二楼 204 剪纸教室' },
        { key: 'a2', words: '60周岁以上优先', label: '适合人群', value: '老年人' },
      ],
    },
    page: page('本馆的改法'),
  },
  'pasting-habits-none': { view: 'resources/paste/habits', data: { habits: [] }, page: page('本馆的改法') },
} satisfies Readonly<Record<string, Sample>>;
