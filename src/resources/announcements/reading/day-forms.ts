import { festivals } from './calendar.ts';
import { numeral } from './numerals.ts';

/** Characters of the days of a week, from Monday. */
export const weekSigns = '一二三四五六日天';
/** 1 for Monday to 7 for Sunday. */
export const weekdayIn = (sign: string) => (sign === '天' ? 7 : weekSigns.indexOf(sign) + 1);

// Parts of which the forms are made.
const week = '(?:周|星期|礼拜)';
const weekday = `[${weekSigns}]`;
const chinese = '一二三四五六七八九';
/** 2026, 二〇二六, 今, 明. */
const yearWord = `\\d{4}|[〇零○${chinese}]{4}`;
/** The signs between the days of a list or a span: 、 or 至. */
const listed = '(?: ?[、,和及与] ?|(?: ?(?:-|至|到) ?))';
/** The further days of 每周二四; 周一二楼 names a floor. */
const joined = `(?<=${weekday})${weekday}{1,5}(?![${weekSigns}月年楼层号点时次期场位人名个元十展教会]|\\d{1,4}(?![:\\d点]))`;
const lunarDate = `初[${chinese}十]|二十[${chinese}]|廿[${chinese}]|十[${chinese}]|[二三]十|十五`;
/** 5号楼 and 3号厅 are no days. */
const house = '楼|厅|线|门|馆|院|口|车|场|库|室|地|展|机|店|公|教|排|会|录|演';
/** 12.5米 and 1.2万 are none either. */
const unit = '米|元|万|公里|亿|折|倍|分|版|m|M|km|cm|寸|时|点|小时|课时|℃|岁';

/** Months as a line in English has them. */
export const englishMonths = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const english = englishMonths.join('|');

/** One way to write a day: its groups are read by days.ts. An earlier form goes before a later one. */
type DayForm = { example: string; pattern: string };

/** The ways in which announcements write days, with an example of each; the text is in its plain spelling (source.ts). */
export const dayForms: Readonly<Record<string, DayForm>> = {
  withYear: {
    example: '2026年12月5日',
    pattern: '(?<ny>\\d{4}) ?年 ?(?<nm>\\d{1,2}) ?月 ?(?<nd>\\d{1,2})(?!\\d) ?[日号]?',
  },
  inSigns: {
    example: '2026-12-05',
    pattern: '(?<iy>\\d{4})(?<isep>[./-])(?<im>\\d{1,2})\\k<isep>(?<id>\\d{1,2})(?!\\d)',
  },
  lunar: {
    example: '农历腊月廿三',
    pattern: `(?:农历|阴历|旧历)?(?:(?<ly>${yearWord})年)?(?:农历|阴历)?(?<lm>正月|冬月|腊月|[${chinese}十]{1,2}月)(?<ld>${lunarDate})(?![${chinese}日号])`,
  },
  newYear: { example: '大年初一', pattern: `大年(?<ld2>初[${chinese}十]|三十)` },
  monthAndDay: {
    example: '12月5日',
    pattern: `(?:(?<y>${yearWord}|今|明|去|本) ?年 ?)?(?<!\\d)(?<m>${numeral}|本|下|当)(?:个)? ?月 ?(?<d>${numeral})(?![\\d${chinese}十]) ?(?<u>[日号])?(?!期|届|版|场)`,
  },
  shortDate: {
    example: '12.5',
    pattern: `(?<![\\d./])(?<dm>\\d{1,2})(?<sep>[./])(?<dd>\\d{1,2})(?![\\d./%‰]| ?月 ?\\d| ?(?:${unit})| ?- ?\\d{1,2}[./]\\d{1,2} ?(?:${unit}))`,
  },
  cellsOfTable: { example: '12\t5', pattern: '(?<![\\d.])(?<cm>1[0-2]|[1-9])\\t(?<cd>[12]\\d|3[01]|[1-9])(?=\\t|$)' },
  month: {
    example: '12月份',
    pattern: `(?:(?<my>\\d{4}) ?年 ?)?(?<!\\d)(?<mm>\\d{1,2}|十[一二]?|[${chinese}]) ?月(?:份|(?![\\d${chinese}十中下上底末初]))`,
  },
  english: {
    example: '16 Oct 2026',
    pattern: `(?<![\\dA-Za-z])(?:(?<ed>\\d{1,2})(?:st|nd|rd|th)? (?<em>${english})[a-z]*|(?<fm>${english})[a-z]*\\.? (?<fd>\\d{1,2})(?:st|nd|rd|th)?(?!\\d|:))(?:,? ?(?<ey>20\\d{2}))?`,
  },
  year: { example: '2027年', pattern: '(?<yy>\\d{4})年(?:度)?' },
  firstOfList: { example: '18、19日', pattern: '(?<![\\d第.:])(?<do>\\d{1,2})(?=、\\d{1,2} ?[日号])' },
  dayAlone: {
    example: '17日',
    pattern: `(?<![\\d第.:路街巷弄道])(?<dc>\\d{1,2}) ?(?:日|号(?! ?(?:${house})))(?!内|游|课|报|常|程|均|元)`,
  },
  beforeWeekday: {
    example: '05 周六',
    pattern: `(?<=^|\\n)(?<dc>0[1-9]|[12]\\d|3[01]|[1-9]) ?(?=[(|·]? ?${week}${weekday})`,
  },
  spelledDay: {
    example: '十五日上午',
    pattern: `(?<![${chinese}十月第])(?<co>[${chinese}十廿]{1,3})(?:日|号)(?=[上下中晚早午,( ])`,
  },
  relative: {
    example: '明天',
    pattern:
      '(?<rel>大后天|今天|今日|今(?=晚|早|夜|天|、?明[两二天]|、明、)|明天|明日|明(?=晚|早|[两二]天|、?后[两二天])|后天|后(?=晚|[两二]天))',
  },
  everyWeek: {
    example: '每周三、五',
    pattern: `(?<every>每|逢)(?:个)?${week}(?<ew>[${weekSigns}末])(?<ewj>${joined})?(?<ews>(?:${listed}${week}?${weekday}(?!月|年|楼|层|号|点|时|次|期|场|位|人|名|个|元))*)`,
  },
  weekday: {
    example: '下周六',
    pattern: `(?<wrel>本|这个?|下下|下个?|上个?)?${week}(?<ww>${weekday}(?<wwj>${joined})?|(?<=[本这下上个](?:周|星期))末)(?<wws>(?:${listed}${week}[${weekSigns}末])*)`,
  },
  fromNow: { example: '即日起', pattern: '(?<now>即日(?:起)?)' },
  daily: { example: '每天', pattern: '(?<daily>每[天日晚]|天天)' },
  festival: { example: '元宵', pattern: `(?<fest>${festivals.join('|')})` },
};

/** Any of them. */
export const anyDay = new RegExp(
  Object.values(dayForms)
    .map(({ pattern }) => pattern)
    .join('|'),
  'gu',
);

/** 至, between the first and the last day of a span. */
export const joint = / ?(?:-|至|到) ?/y;
/** The last day of a span: 26日, 1月3日, 2027年1月3日. */
export const spanEnd = new RegExp(
  `(?:(?:(?<y>\\d{4}) ?[年./-] ?)?(?<m>${numeral}) ?(?:月|[./](?=\\d)) ?)?(?<d>${numeral})(?![\\d:${chinese}十]| ?(?:点|时|月|岁|人|元|米|[./]\\d)) ?(?<u>[日号])?`,
  'y',
);
/** A further day of a list: 、6日, 和13日. */
export const another =
  /、(?<c>[二三]?十[一二三四五六七八九]?)(?=[日号]?[,。; ]|$)[日号]?|(?: ?[、,/] ?|和|及|与)(?<d>\d{1,2})(?= ?(?:[日号]|[、,/] ?\d{1,2} ?(?:[日号]|[、,/]|$)|(?:和|及|与)\d{1,2} ?[日号])) ?[日号]?/y;

/** A further lunar day of a list: 正月十四、十五. */
export const anotherLunar = new RegExp(
  `(?: ?[、,和及与] ?)(${lunarDate})(?![${chinese}](?![晚天日场夜])|[十日号月点时人岁])`,
  'y',
);

/** The last of a span of lunar days in one month: 初三至初六. */
export const lunarSpanEnd = new RegExp(
  ` ?(?:-|至|到) ?(${lunarDate})(?![${chinese}](?![晚天日场夜])|[十号月点时人岁])`,
  'y',
);

/** 周一闭馆 is no weekday of the day before it. */
const closed = '(?! ?(?:例行|全天|正常)?(?:闭馆|休馆|休息|不开放|除外|公休))';
export const isClosed = / ?(?:例行|全天|正常|均)?(?:闭馆|休馆|休息|不开放|除外|公休)/y;
const inWeek = `(?: ?[/|·] ?|[ ,])?[(\\[]? ?即?(?:农历[^()\\n]{2,8}?[,、 ])?${week}(?<w>${weekday})(?:(?: ?[、,] ?|和|至|到|-)${week}${weekday})*${closed}(?:[·,、/ ][^()\\n\\d]{1,6}(?=[)\\]]))? ?[)\\]]?`;
/** 12/11（五） */
const inShort = `[ ]?\\((?<ws>[一二三四五六日])\\)|[ ](?<wt>[一二三四五六日])(?=[ ])`;
const inBrackets = `[ ,]?[(\\[](?:农历[^()\\n]{2,10}|正月[^()\\n]{2,3}|腊月[^()\\n]{2,3}|(?:${festivals.join('|')})(?:节|当天)?)[)\\]]`;
/** The weekday beside a day, or its lunar date or its name in brackets: they say the same day once more. */
export const weekdayBehind = new RegExp(`${inWeek}|${inBrackets}|${inShort}`, 'y');

/** The match of a sticky form at a place. */
export function sticky(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(text);
}
