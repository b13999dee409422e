import type { MetricCode } from '../reports/metric.ts';
import measured from './measured.json' with { type: 'json' };

/** Why a figure is asked about: the rule's name, its reason, its threshold in words, and how often honest platforms are asked by it. */
type QuestionRule = {
  name: string;
  reason: string;
  threshold: string;
  /** Of rules that compare visits with usual ones: how many times as many they are. */
  times?: (about: Readonly<Record<string, number>>) => number;
  /** Its numbers that count citizens, with the metric of each: few of them are not shown to everyone (R03). */
  citizens?: Readonly<Record<string, MetricCode>>;
  /** Each day is a finding of its own: none says anything about the days between. */
  isOfSingleDays?: true;
};

const ofTimes = { times: ({ times = 1 }) => times } satisfies Pick<QuestionRule, 'times'>;
const ofPercents = { times: ({ percent = 0 }) => 1 + percent / 100 } satisfies Pick<QuestionRule, 'times'>;

/** The rules of 不像一天的人. Each is decided by the function of its name (judge.ts). Adding one is an entry here and its detector there. */
export const questionRules = {
  repeated: {
    name: '同一个数反复报',
    reason: '真实的访问每天都不一样，一连几天一个不差，多半是填上去的。',
    threshold: '连续 3 天起访问量相同，连同访客数和 IP 数，碰巧的可能不到十亿分之一',
  },
  copied: {
    name: '照抄早先的一段',
    reason: '一段日子和早先的一段逐日相同，例如上周、上月或去年。',
    threshold: '连续 2 天起与同一间隔以前的数相同，碰巧的可能不到十亿分之一',
  },
  scaled: {
    name: '早先一段的固定倍数',
    reason: '一段日子逐日等于早先的一段乘同一个数，例如上月的 1.1 倍。',
    threshold: '连续 3 天起同一个倍数，只差取整，碰巧的可能不到一亿分之一',
  },
  multiplied: {
    name: '每个数都乘过',
    reason: '数出来的数乘一个倍数再取整，会留下空当：翻一倍只剩双数。一连几天没有一个数落在空当里，就是乘出来的。',
    threshold: '1 至 3 天高出 3 倍，或 7 至 14 天高出 35%，每个数都是同一个倍数乘整数，碰巧的可能不到万分之一',
    ...ofTimes,
  },
  ratio: {
    name: '访客数由访问量算出',
    reason: '真实的人均访问量天天不同，访客数一直是访问量的同一个百分比，就不是数出来的。',
    threshold: '连续 5 天起同一个百分比，只差取整，以前不是这样',
  },
  smooth: {
    name: '起伏比偶然还小',
    reason: '来多少人总有偶然，逐日相差得比偶然还小，是画出来的线。',
    threshold: '6 至 20 天的起伏小于偶然应有的，或不到往常的三成，碰巧的可能不到十亿分之一',
  },
  rounded: {
    name: '忽然都是整数',
    reason: '以前有零有整，忽然都是整十、整百，像是估计的。',
    threshold: '连续 3 至 7 天都是整数，碰巧的可能不到千万分之一；一向取整的不问',
  },
  digits: {
    name: '尾数不像数出来的',
    reason: '数出来的尾数 0 到 9 一样多，随手写的有偏爱。',
    threshold: '14 至 42 天的尾数偏离均匀，碰巧的可能不到一亿分之一，以前是均匀的',
  },
  jump: {
    name: '多出来的没有登录',
    reason: '比前四个同日高出很多，国家云看见的登录没有变化，同地区同类型的平台也没有。',
    threshold:
      '高于前四个同日中位数 2 倍且远超往常的起伏，登录没有跟着多；登录太少时，要 3 倍以上并且第二天就消失，或者只有访问量多、访客没有多',
    ...ofTimes,
    isOfSingleDays: true,
  },
  growth: {
    name: '一直在涨，登录没有涨',
    reason: '一连几周比以前多，国家云看见的登录却停在原处，每次登录对应的访问越来越多。',
    threshold: '一周比以前多 50%，或四周比两三个月前多 45% 至 60%，登录的增长不到它的立方根',
    ...ofPercents,
  },
  content: {
    name: '新增很多，没有看见',
    reason: '报的新活动、新场馆或新资源远超以往，在国家云上却没有多出来。',
    threshold: '高于近三个月最多的一天或几天 1.6 倍，且比平均高 3 倍；很少在国家云发布的平台，要连续 3 天',
  },
  neighbours: {
    name: '只有这一家在涨',
    reason: '一个月又一个月比以前高，同地区同类型的平台没有，登录也没有。',
    threshold: '四周比三个月前多 1.5 倍以上，一个月比一个月多时 1 倍以上，同类的平台没有',
    ...ofTimes,
  },
  backfilled: {
    name: '一次补报的都偏高',
    reason: '十天以上隔了几天一次补报，普遍高于前后，登录没有跟着多。',
    threshold: '比前四个月高 45%，或每次登录对应的访问多 45%',
    ...ofPercents,
  },
  brushed: {
    name: '登录不像一个个人',
    reason: '国家云看见的登录集中在一个地址段、夜里或同一节拍，账号多是新的，只打开过这一个平台。',
    threshold: '一天 30 次以上并且翻倍，同时有三个这样的迹象；只有一两个的（例如一场现场注册）不问',
    citizens: { logins: 'ncc_logins', people: 'ncc_login_users' },
  },
  range: {
    name: '一个地址段带来的访客太多',
    reason: '自助计数数到的访客里，忽然有很多来自同一个地址段：可能是一所学校的活动，也可能是有人在刷。',
    threshold: '一个地址段一天 500 人以上，占两成以上，是前四周最多的 3 倍；或者到了一个地址段的上限 3,000 人',
  },
} as const satisfies Record<string, QuestionRule>;

export type RuleCode = keyof typeof questionRules;
export const isRule = (code: string): code is RuleCode => Object.hasOwn(questionRules, code);

const ruleOf = (code: RuleCode): QuestionRule => questionRules[code];
/** How many times as much as usual a finding of a rule says it was; undefined of rules that compare with nothing. */
export const timesOf = (code: RuleCode, about: Readonly<Record<string, number>>): number | undefined =>
  ruleOf(code).times?.(about);
/** Of which metric a number of its findings is, where it counts citizens. */
export const countedBy = (code: RuleCode, name: string): MetricCode | undefined => ruleOf(code).citizens?.[name];
export const isOfSingleDays = (code: RuleCode): boolean => ruleOf(code).isOfSingleDays === true;

const shares: Readonly<Record<string, number>> = measured.rules;
/** Of a thousand honest months of a platform, how many are asked about by it, as measured (`npm run frauds`). */
export const falseAlarms = (code: RuleCode): number => Math.round((shares[code] ?? 0) * 10_000) / 10;
