import { createWords } from '../../src/words/index.ts';

/** One of each layout that citizens see in English: under these names with @en. */
export const inEnglish = [
  ...[
    'home',
    'channel',
    'channel-cards',
    'calendar',
    'resource',
    'resource-film',
    'resource-venue',
    'resource-article',
  ],
  ...['search', 'search-near', 'zones', 'zone', 'host', 'login', 'consent', 'account'],
] as const;

const { say } = createWords()('en', 'citizen');

/** Chinese texts of the samples that the product shows in the language of the page. */
const said: Readonly<Record<string, string>> = {
  '余 12 位': '12 places left',
  '1 小时后开始': 'In 1 hour',
  '现在开放，17:00 闭馆': 'Open now, until 17:00',
  正在进行: 'On now',
  已结束: 'Over',
  今天: 'Today',
  周末: 'Weekend',
  附近: 'Nearby',
  地区: 'Region',
  '11月': 'Nov',
  '12月': 'Dec',
  ...{ 周一: 'Mon', 周二: 'Tue', 周三: 'Wed', 周四: 'Thu', 周五: 'Fri', 周六: 'Sat', 周日: 'Sun' },
  '11月 周二': 'Nov, Tue',
  '3 场': '3',
  市: 'Cities',
  '还有 9 天': 'In 9 days',
  时间: 'When',
  '12月5日 周六 14:00—16:00': 'Sat 5 Dec, 14:00–16:00',
  名额: 'Places',
  '余 12 位，共 30 位': '12 of 30 places left',
  '12月4日 18:00 截止': 'Book by 4 Dec, 18:00',
  地点: 'Where',
  地图导航: 'Map and directions',
  打电话: 'Call',
  在线预约: 'Book online',
  预订: 'Book',
  发布机构的页面: 'Institution’s page',
  到发布机构的网站看: 'Watch on the institution’s site',
  '30 人　免费': '30 people · Free',
  '报告厅　180 人': 'Lecture hall · 180 people',
  '42 分': '42 min',
  开始: 'Begins',
  全部: 'All',
  附近的活动: 'Activities nearby',
};

/** The data of a sample for a page in English: texts of institutions stay as they are. */
export const translated = (value: unknown): unknown => {
  if (typeof value === 'string') return said[value] ?? say({ code: 'invitations.name', params: { text: value } });
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, translated(each)]));
};
