/** One figure of a day. */
export interface Metric {
  name: string;
  /** As errors and small places call it. */
  short: string;
  /** Its name in the guide of the Ministry or in short, which the heading of a workbook may have. */
  also?: string;
  unit: '次' | '人' | '个' | '条' | '天';
  /** The definition, so that every platform counts the same. */
  definition: string;
  /** Whether days and applications can be summed. If not, a sum always shows 未去重. */
  additive: boolean;
  /** Who knows it: the platform reports it, or the Cloud counts it itself. */
  source: 'partner' | 'cloud';
  required?: true;
  /** Of a reported figure, by which of the Cloud's own a part of it is seen (attested.ts); `before`: on days that were counted before there was that. */
  attested?: { by: CloudCode; before?: CloudCode; kind: 'exact' | 'at_least' };
  /** Of a reported figure, the count of 自助计数 that the institution may confirm as its own. */
  counter?: CounterCode;
  /** Its place in the row of a day; never changes and is never given to another. */
  place: number;
}

type CounterCode = 'ncc_counter_pv' | 'ncc_counter_uv' | 'ncc_counter_ip';
/** The Cloud's own that attest others. */
type CloudCode =
  | CounterCode
  | (
      | 'ncc_logins'
      | 'ncc_login_users'
      | 'ncc_published'
      | 'ncc_activities'
      | 'ncc_venues'
      | 'ncc_visits'
      | 'ncc_visitors'
      | 'ncc_booked'
    );

/** 服务数据 (R51): the platforms' daily figures, and those of the Cloud. Adding a metric is one entry here. */
export const metrics = {
  pv: {
    name: '资源访问量',
    short: '资源访问量',
    also: '访问量',
    unit: '次',
    definition: '页面和资源被打开的次数，刷新也算一次',
    additive: true,
    source: 'partner',
    required: true,
    attested: { by: 'ncc_visits', before: 'ncc_logins', kind: 'at_least' },
    counter: 'ncc_counter_pv',
    place: 0,
  },
  uv: {
    name: '独立访客数',
    also: '独立访问用户数',
    short: '独立访客数',
    unit: '人',
    definition: '当天 0 点到 24 点之间不重复的访客，按浏览器、设备或账号区分',
    additive: false,
    source: 'partner',
    required: true,
    attested: { by: 'ncc_visitors', before: 'ncc_login_users', kind: 'at_least' },
    counter: 'ncc_counter_uv',
    place: 1,
  },
  ip: {
    name: '独立 IP 数',
    short: '独立 IP 数',
    unit: '个',
    definition: '当天 0 点到 24 点之间不重复的公网 IP 地址',
    additive: false,
    source: 'partner',
    required: true,
    attested: { by: 'ncc_counter_ip', kind: 'at_least' },
    counter: 'ncc_counter_ip',
    place: 2,
  },
  new_activities: {
    name: '日增活动数',
    short: '日增活动数',
    unit: '个',
    definition: '当天首次发布的活动',
    additive: true,
    source: 'partner',
    required: true,
    attested: { by: 'ncc_activities', kind: 'exact' },
    place: 3,
  },
  new_venues: {
    name: '日增场馆数',
    short: '日增场馆数',
    unit: '个',
    definition: '当天首次上线的场馆',
    additive: true,
    source: 'partner',
    required: true,
    attested: { by: 'ncc_venues', kind: 'exact' },
    place: 4,
  },
  new_resources: {
    name: '日增资源数',
    short: '日增资源数',
    unit: '条',
    definition: '当天在各栏目首次发布的内容',
    additive: true,
    source: 'partner',
    attested: { by: 'ncc_published', kind: 'exact' },
    place: 5,
  },
  visits: {
    name: '访问次数（VV）',
    short: '访问次数',
    unit: '次',
    definition: '访问的次数，同一访客间隔 30 分钟以上再来算新的一次',
    additive: true,
    source: 'partner',
    attested: { by: 'ncc_visitors', before: 'ncc_login_users', kind: 'at_least' },
    place: 6,
  },
  new_users: {
    name: '新增注册用户',
    short: '新增用户',
    unit: '人',
    definition: '当天在贵方平台新注册的用户',
    additive: true,
    source: 'partner',
    place: 7,
  },
  active_users: {
    name: '活跃用户',
    short: '活跃用户',
    unit: '人',
    definition: '当天登录过贵方平台的用户，每人算一次',
    additive: false,
    source: 'partner',
    attested: { by: 'ncc_login_users', kind: 'at_least' },
    place: 8,
  },
  bookings: {
    name: '预约人次',
    short: '预约人次',
    unit: '次',
    definition: '当天成功预约活动和场馆的人次',
    additive: true,
    source: 'partner',
    attested: { by: 'ncc_booked', kind: 'at_least' },
    place: 9,
  },
  attendees: {
    name: '参与人次',
    short: '参与人次',
    unit: '次',
    definition: '当天到场或在线参加活动的人次',
    additive: true,
    source: 'partner',
    place: 10,
  },
  live_views: {
    name: '直播观看人次',
    short: '直播观看',
    unit: '次',
    definition: '当天观看直播的人次',
    additive: true,
    source: 'partner',
    place: 11,
  },
  course_learners: {
    name: '学习人次',
    short: '学习人次',
    unit: '次',
    definition: '当天打开课程学习的人次',
    additive: true,
    source: 'partner',
    place: 12,
  },
  book_reads: {
    name: '阅读人次',
    short: '阅读人次',
    unit: '次',
    definition: '当天打开电子书、有声书的人次',
    additive: true,
    source: 'partner',
    place: 13,
  },
  ncc_logins: {
    name: '国家云登录次数',
    short: '登录次数',
    unit: '次',
    definition: '市民在国家公共文化云登录后进入贵方平台的次数，已登录直接进入的不计，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 14,
  },
  ncc_login_users: {
    name: '国家云登录人数',
    short: '登录人数',
    unit: '人',
    definition: '当天在国家公共文化云登录后进入贵方平台的市民，每人算一次，由国家云统计',
    additive: false,
    source: 'cloud',
    place: 15,
  },
  ncc_published: {
    name: '国家云已发布资源',
    short: '发布资源',
    unit: '条',
    definition: '当天在国家公共文化云首次发布的内容，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 16,
  },
  ncc_activities: {
    name: '国家云新公布活动',
    short: '公布活动',
    unit: '个',
    definition: '当天在国家公共文化云首次发布的活动，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 17,
  },
  ncc_venues: {
    name: '国家云新上线场馆',
    short: '上线场馆',
    unit: '个',
    definition: '当天在国家公共文化云首次发布的场馆，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 18,
  },
  ncc_counter_pv: {
    name: '云端计数访问量',
    short: '云端访问量',
    unit: '次',
    definition: '贵方网页或服务器请国家云计数的访问，刷新也算一次，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 19,
  },
  ncc_counter_uv: {
    name: '云端计数访客数',
    short: '云端访客数',
    unit: '人',
    definition: '当天请国家云计数的访问中不重复的访客，误差约 0.6%，由国家云统计',
    additive: false,
    source: 'cloud',
    place: 20,
  },
  ncc_counter_ip: {
    name: '云端计数 IP 数',
    short: '云端 IP 数',
    unit: '个',
    definition: '当天请国家云计数的网页访问中不重复的 IP 地址，误差约 0.6%，由国家云统计',
    additive: false,
    source: 'cloud',
    place: 21,
  },
  ncc_visits: {
    name: '国家云看见的访问',
    short: '看见的访问',
    unit: '次',
    definition:
      '当天从国家云登录进入贵方平台的次数、贵方网页自己发来的云端计数、从国家云的页面点过去的次数，取最大的一个，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 22,
  },
  ncc_visitors: {
    name: '国家云看见的访客',
    short: '看见的访客',
    unit: '人',
    definition: '当天从国家云登录进入贵方平台的人数，或者贵方网页自己发来的云端计数里的访客，取大的一个，由国家云统计',
    additive: false,
    source: 'cloud',
    place: 23,
  },
  ncc_calls: {
    name: '接口调用次数',
    short: '接口调用',
    unit: '次',
    definition: '当天贵方应用调用国家云登录和数据接口的次数，含没有成功的，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 24,
  },
  ncc_down: {
    name: '网站打不开的天数',
    short: '打不开',
    unit: '天',
    definition: '当天的巡检每次都打不开贵方登记的网站记 1 天，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 25,
  },
  ncc_opens: {
    name: '国家云页面打开次数',
    short: '页面打开',
    unit: '次',
    definition: '当天贵方内容在国家云的页面被打开并看了 1 秒以上的次数，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 26,
  },
  ncc_clicks: {
    name: '从国家云点过去的次数',
    short: '点过去',
    unit: '次',
    definition: '当天从国家云的页面点开贵方网站的次数，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 27,
  },
  ncc_booked: {
    name: '实时余量少了的名额',
    short: '余量减少',
    unit: '个',
    definition: '贵方当天报来的实时余量前后相差的名额，退回的不算，由国家云统计',
    additive: true,
    source: 'cloud',
    place: 28,
  },
} as const satisfies Record<string, Metric>;

export type MetricCode = keyof typeof metrics;
export type Metrics = Readonly<Record<string, Metric>>;

export const isMetric = (code: string): code is MetricCode => Object.hasOwn(metrics, code);

/** Figures of a day, by the code of the metric; unknown ones are absent. */
export type Figures = Readonly<Record<string, number>>;

/** How a row keeps them: each in its place, null where it is not known. */
export function rowOf(figures: Figures, all: Metrics = metrics): (number | null)[] {
  const row: (number | null)[] = Array.from({ length: lengthOf(all) }, () => null);
  for (const [code, { place }] of Object.entries(all)) row[place] = figures[code] ?? null;
  return row;
}

export const figuresOf = (row: readonly (number | string | null)[], all: Metrics = metrics): Record<string, number> =>
  Object.fromEntries(
    Object.entries(all).flatMap(([code, { place }]) => {
      const value = row[place];
      return value === null || value === undefined ? [] : [[code, Number(value)]];
    }),
  );

const lengthOf = (all: Metrics): number => Math.max(...Object.values(all).map(({ place }) => place)) + 1;

/** Whether a reported figure is the count of 自助计数 of the same day: the institution confirmed it. */
export function isByCounter(code: MetricCode, figures: Figures): boolean {
  const metric = metrics[code];
  return 'counter' in metric && figures[code] !== undefined && figures[code] === figures[metric.counter];
}
