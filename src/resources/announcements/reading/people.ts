import type { Fact } from '../../../fact.ts';
import { fact } from './facts.ts';
import { numberIn } from './numerals.ts';

type At = readonly [from: number, to: number];
export type Count = { value: string; at: At; doubt?: Fact | undefined; isEach: boolean };

const many = '(?<n>\\d{1,6}|[一二三四五六七八九十百]{1,4})';
const counted = new RegExp(
  `(?<![\\d.第])(?<before>每[场班期组次天日批课节讲营团]|各|共|总数|总量|总计|合计|限额?|限定|限报|最多|至多|招收?|招募|名额|席位|座位|余座|约|前|仅|计划|不超过|限招|限定|限收|缺|只收|只招|收)?(?:名额)?(?:为|约|共计?|限|不超过|放票|有)? ?[:]? ?${many} ?(?<unit>人次|人|名|位|个名额|个席位|个座位|个位子|个座|个垫子|个号|个人|个孩子|个小朋友|组家庭|个家庭|户家庭|对亲子|组亲子|组|户|座|席|张票|张门票|张|对|个(?=$|[,。; ]))(?<behind>左右|以内|以下|\\(含\\)|满额|为限|封顶|为止)?`,
  'gu',
);
/** Numbers of people that say nothing of how many may come. */
const beside =
  /(?:每(?![场期班批节次轮讲])[\p{Script=Han}]{1,3}|满|不足|少于|超过|不少于|至少|已有|已报|已满|获奖|评出|评选|第|近|累计|吸引|共有|以上(?!免费)|名师|小组|每队|队伍|由|一等奖|二等奖|三等奖|优秀奖|每个家庭|教师|老师|工作人员|评委|可带|携带|陪同|限带|限领|限购|限订|限约|可领|可购|参赛选手|演员|乐手|团队|最少|号)[^\s,。;、:]{0,4}$/u;
const besideBehind =
  /^(?:余|多|以上(?!满)|成团|成班|开班|起|演员|演奏|老师|教师|专家|作者|选手|获奖|志愿者参与|艺术家|歌手|画家|代表|成人|家长|大人|陪同|一组|一队|为一|儿童\+|大\d|小|\+|书法家|非遗|传承|先|送|赠|读者(?:可|将)?获|获得|幸运|领取)/;

/** How many may come. `isTold`: behind 名额, where a number alone is enough. */
export function countIn(text: string, from: number, to: number, isTold = false): Count | undefined {
  const part = text.slice(from, to);
  for (const match of part.matchAll(counted)) {
    const { index, 0: words } = match;
    const { before, n = '', unit = '', behind } = match.groups ?? {};
    const value = numberIn(n);
    const ahead = part.slice(Math.max(0, index - 10), index);
    const rest = part.slice(index + words.length, index + words.length + 10);
    if (value === undefined || value < 1 || value > 100_000) continue;
    if (
      /[一二三四五六七八九]/.test(n) &&
      !isTold &&
      before === undefined &&
      behind === undefined &&
      !/(?:座位|名额|席位|学员)[^\n,。]{0,2}$/.test(ahead) &&
      // 六人, as a clause by itself.
      !(/[,。; ] ?$/.test(ahead) && /^[人位名]$/.test(unit) && /^[,。;]/.test(rest))
    )
      continue;
    if (/已(?:报|坐|有)?满?[^\d\n]{0,2}$/.test(ahead)) continue;
    if (/^张/.test(unit) && !/放票|共|总|票(?!\))|限量|赠/.test(`${ahead}${words.replace(/张.*/, '')}`)) continue;
    const isBound = before !== undefined && !/^[约共前]$/.test(before);
    const isStrict = !isBound || /^每/.test(before ?? '');
    // 满20人截止: so many may come; 满20人开班 says how many must.
    const isFull = /满$/.test(ahead) && /^ ?(?:截止|即止|停止|关闭)/.test(rest);
    if (
      beside.test(ahead.replace(isFull ? /满$/ : /[坐报]满$/, '')) ||
      (isStrict && behind === undefined && besideBehind.test(rest))
    )
      continue;
    const isNamed =
      /名额|限|人数|招|席位|座位|定员|可容纳|开放|放票|余座|坐满|报满|满额|不超过|预约|报名|学员/.test(
        `${ahead}${words}`,
      ) ||
      /位子|垫子|孩子|小朋友|个号|[座席]$|家庭|亲子/.test(unit) ||
      (/(?:志愿者|学生|儿童|老人|市民|读者|青少年|居民|少儿|幼儿) ?$/.test(ahead) && /^(?:$|[,。;) ])/.test(rest)) ||
      behind !== undefined ||
      isFull ||
      (before === '共' && /^(?:$|[,。;) ])/.test(rest)) ||
      (/^[一二三四五六七八九十]/.test(n) && /[,。; ] ?$/.test(ahead)) ||
      /^(?:,|、)?(?:额满|报满|满额|先到|小?班(?=$|[,。; ])|一[班组期场])/.test(rest);
    if (!isTold && !isBound && !isNamed) continue;
    if (!isTold && before === '前' && !/报名|名额|满|到馆|到场/.test(`${ahead}${rest}`)) continue;
    if (!isTold && (/谢绝|离/.test(ahead) || /^谈/.test(rest))) continue;
    const at: At = [from + index, from + index + words.length];
    const doubt = /家庭|亲子|组|户|对/.test(unit)
      ? fact('announcements.groups_counted', { words: `${n}${unit}` })
      : undefined;
    return {
      value: String(value),
      at,
      doubt,
      isEach: /^每|^各/.test(before ?? '') || /每[场班期批次课节讲]/.test(ahead),
    };
  }
  const clause =
    /(?:^|[\s,;。(]|亲子|家庭)(?:名额|席位|座位|限额?|余座|亲子|家庭)? ?:? ?(\d{1,4}) ?(?:人|名|位|席|座|组|组家庭|个家庭|对亲子|组亲子|户|个名额)(?=$|[\s,;。)!])|(?:名额|席位|座位)[ :为共]{0,2}(\d{1,4})(?![\d月日岁.:/-])/.exec(
      part,
    );
  const sole = clause?.[1] ?? clause?.[2];
  if (
    clause !== null &&
    sole !== undefined &&
    !/每人|获奖|评出|教师|老师/.test(part.slice(Math.max(0, clause.index - 6), clause.index))
  ) {
    const begin = from + clause.index + clause[0].lastIndexOf(sole);
    const doubt = /组|家庭|亲子|户/.test(clause[0])
      ? fact('announcements.groups_counted', { words: clause[0].trim() })
      : undefined;
    return { value: String(Number(sole)), at: [begin, begin + sole.length], doubt, isEach: false };
  }
  if (!isTold) return undefined;
  const [alone, number] = /^[ :]{0,2}(\d{1,5})(?= ?(?:$|[ ,;。(\n]))/.exec(part) ?? [];
  return alone === undefined || number === undefined
    ? undefined
    : { value: number, at: [from, from + alone.length], isEach: false };
}

export type Ages = { min?: string; max?: string; at: At };
const span = /(?<![\d.])(\d{1,3}) ?(?:周?岁)? ?(?:-|至|到) ?(\d{1,3}) ?(?:周?岁)/g;
const least =
  /(?<![\d.])(?:年满 ?|满 ?)?(\d{1,3}|[一二三四五六七八九十]{1,4}) ?(?:周?岁) ?(?:\(含\))? ?(?:\(含 ?\d{1,3} ?(?:周?岁)?\))?(?:及|含|或)?(?:其)?(以上|以下|以内|起|及其以上|\+)|(?:年|须|需)满 ?(\d{1,3}) ?(?:周?岁)|(?<![\d.])(\d{1,3})\+ ?岁|(?<![\d.])(\d{1,3}) ?岁\+/g;
/** Ages that are no bound of who may come: 60岁以上免费, 12岁以下须由家长陪同. */
const noBound =
  /^[^\n,。;]{0,28}免(?!费(?:预约|参加|开放|报名))|^[^\n,。;]{0,8}\d{1,4} ?元|^[^\n,。;]{0,16}(?:半价|优惠|优先|打折|陪同|陪伴|监护|家长|谢绝|请勿|不宜|不得|折|凭|持|享受|另|除外|须|需|拥有|禁止|不能|购|可(?:申请|享|免|凭|领|优先|获))/;
const noBoundBefore = /(?:未满|不满|适当|其中|谢绝|禁止|勿携?带|不建议|不宜|不适合|婉拒|拒绝|不接待) ?$/;

/** 少儿组6-14岁, 老年组46岁以上: that is open above. */
const isOpenAbove = (part: string, max: number): boolean =>
  [...part.matchAll(/(\d{1,3}) ?周?岁(?:\(含\))?及?以上(?![^,。;\n)]{0,10}(?:免|半价|优惠|陪))/g)].some(
    ([, age]) => Number(age) > max - 5,
  );

/** `isTold`: the words speak of who may come; a span of ages says so by itself. */
export function agesIn(text: string, from: number, to: number, isTold = true): Ages | undefined {
  const part = text.slice(from, to);
  const spans: { min: number; max: number; at: At }[] = [];
  for (const match of part.matchAll(span)) {
    const [min, max] = [Number(match[1]), Number(match[2])];
    const rest = part.slice(match.index + match[0].length, match.index + match[0].length + 20);
    if (min > max || max > 120 || /^[^\n,。;\s]{0,10}(?:免|半价|优惠|\d{1,4} ?元|打折|[五六七八九]折)/.test(rest))
      continue;
    spans.push({ min, max, at: [from + match.index, from + match.index + match[0].length] });
  }
  // A组6-8岁，B组9-12岁: all of them may come.
  const [one] = spans;
  if (one !== undefined)
    return {
      min: String(Math.min(...spans.map(({ min }) => min))),
      ...(isOpenAbove(part, Math.max(...spans.map(({ max }) => max)))
        ? {}
        : { max: String(Math.max(...spans.map(({ max }) => max))) }),
      at: [one.at[0], spans.at(-1)?.at[1] ?? one.at[1]],
    };
  for (const match of part.matchAll(least)) {
    const { index, 0: words } = match;
    const value = String(numberIn(match[1] ?? match[3] ?? match[4] ?? match[5] ?? '') ?? 999);
    if (!isTold && !/[+]|以上|以下|满/.test(words)) continue;
    if (Number(value) > 120 || noBoundBefore.test(part.slice(Math.max(0, index - 6), index))) continue;
    // 6周岁以上市民（10周岁以下须家长陪同）: the words in brackets speak of others.
    const rest = part
      .slice(index + words.length, index + words.length + 48)
      .replace(/\([^()]*\d ?周?岁[^()]*\)?/g, '')
      .slice(0, 24);
    // 6岁以上小朋友+1位家长: they come together.
    const isTogether =
      /^的?(?:小朋友|儿童|孩子|少儿|学生|青少年) ?(?:\+|和|及|与|、|,)/.test(rest) && !/免|半价|优惠/.test(rest);
    if (!isTogether && noBound.test(rest)) continue;
    const at: At = [from + index, from + index + words.length];
    return /以下|以内/.test(match[2] ?? '') ? { max: value, at } : { min: value, at };
  }
  return undefined;
}

const groups: readonly (readonly [string, RegExp])[] = [
  ['child', /儿童|幼儿|小朋友|宝宝|宝贝|学龄前|幼儿园|少儿/],
  ['teen', /青少年|少年|少儿|小学生|中学生|中小学生|学生|年级|初中|高中|未成年/],
  ['adult', /成人|成年(?!前)|青年|上班族|职工|白领|大学生|中青年/],
  ['elder', /老年|老人|银龄|长者|中老年|退休|夕阳红|银发|6[05]周?岁(?:及)?以上/],
  ['family', /亲子|家庭|家长/],
  ['disabled', /残疾|残障|视障|听障|盲人|聋人/],
  ['migrant', /务工|农民工|外来工/],
  ['village', /乡村居民|村民|农民(?!工)|乡亲/],
  ['all', /全民|不限|市民|群众|公众(?!号)|读者|观众|所有人|广大|全年龄|居民(?!身份)|老少皆宜|爱好者/],
];

/** Who may come, by the words behind 对象. Ages decide between children and young people. */
export function audienceIn(said: string, ages: Ages | undefined): string[] {
  const words = said.replace(/家长(?:们)?(?:无需|不用|不必|请勿|谢绝)[^,。;]{0,8}/g, '');
  const found = groups.filter(([, form]) => form.test(words)).map(([code]) => code);
  const [min, max] = [Number(ages?.min ?? Number.NaN), Number(ages?.max ?? Number.NaN)];
  const isDated = ages !== undefined;
  const kept = found.filter((code) => {
    if (code === 'child' && isDated) return !(min >= 7);
    if (code === 'teen' && isDated) return !(max <= 7) && !(min >= 18);
    return true;
  });
  if (isDated && kept.length === 0) {
    if (max <= 6) return ['child'];
    if (max <= 17) return min < 7 ? ['child', 'teen'] : ['teen'];
    if (min >= 55) return ['elder'];
    if (min >= 18) return ['adult'];
  }
  const isPartial = kept.length > 1 && kept.includes('all');
  return isPartial ? kept.filter((code) => code !== 'all') : kept;
}
