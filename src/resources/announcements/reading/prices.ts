import type { Fact } from '../../../fact.ts';
import { fact } from './facts.ts';
import { numberIn } from './numerals.ts';

type At = readonly [from: number, to: number];
export type Price = {
  fee: 'free' | 'paid' | 'partial';
  min?: string | undefined;
  max?: string | undefined;
  spans: readonly At[];
  doubt?: Fact | undefined;
};

const amount =
  /(?<![\d.第])(\d{1,6}(?:\.\d{1,2})?)(?: ?(元|块(?!钱包)|圆|RMB)|(?=(?:[/、,](?:\d{1,6}))))|[¥￥] ?(\d{1,6}(?:\.\d{1,2})?)/g;
const list = /(?<![\d.])\d{1,5}(?: ?元)?(?: ?(?:[/、,和-]|至|到) ?\d{1,5}(?: ?元)?){1,9} ?\(?元/g;
/** Sums that are no price of taking part. */
export const besides =
  /(?:第[一二三四五六七八九十\d]名|[一二三四五特]等奖|冠军|亚军|季军|优秀奖|邮费|运费|价值|奖金|奖励|奖品|通票|年卡|联票|月卡|押金|保证金|补贴|补助|奖|罚款|赔偿|投资|资金|经费|原价|市场价|门市价|停车|车费|车票|满|立减|减|返|便宜|立省|优惠|减免|抵扣|代金|定金|投入|总额|工资|津贴|稿费|稿酬|最高限价|预算|红包|餐补|交通费|补交)[^\n。;,，]{0,8}$/;
const free =
  /免 ?(?:学 ?)?费|(?:费用|学费|票价)?全免|不用花钱|不花钱|费[^\n,。;]{0,8}由(?:主办方|我馆|本馆)承担|不收票|免票|免收|不收取?(?:任何)?[\p{Script=Han}]{0,4}费用?|不收取?(?:任何)?费用?|零收费|0元|不(?:要|用)(?:买|购)?(?:票|钱)|不售票|不(?:要|收|售|需|用)门票|不设门票|无需门票|逛[^\n,。]{0,4}不收票|不收钱|赠票|免门票|无需(?:购票|付费|门票|缴费)|公益票价 ?0|不收费|均为公益|分文不[取收]|不收一分钱|一分钱?(?:都|也)?不[收要花]|不花一分钱|[Ff]ree (?:entry|admission|of charge)/gu;
/** Words before or behind 免费 that make it free for some, or speak of another thing. */
const freeForSome =
  /(?:岁以上|岁以下|岁及以上|岁(?:\(含\))?以上(?:老人|老年人|观众|市民|长者)?|以下(?:儿童|小朋友|孩子)?|老年人|老人|军人|残疾人|残障人士|教师|学生|持.{0,4}卡|凭(?!身份|有效).{1,6}证|会员|读者|市民(?=持)|居民|学员|家属|儿童|医护人员|孩子|导游|记者|志愿者|陪同人员|低保户?)(?:可|可以|享受?|凭证|均|一律|实行|持.{1,8}证|半价或)? ?$/;
const freeOfOther =
  /^(?:提供|发放|赠送(?![,。;!])|赠阅|领取|停车|WiFi|wifi|班车|讲解|材料|饮水|寄存|咨询|乘坐|续杯|茶水|派送|理发|体检|量|测|使用|借阅|租借|接送|开放(?:区域|空间))/;
const materials =
  /(?:材料|教材|耗材|画材|工本|资料|考级|服装|器材|餐|住宿|保险|工具)(?:及[^\n,。;]{1,6})?(?:费|费用|包|包费|成本费)/;

/** Within the clause: 1.2米以下（不占座）免费. */
function isForSome(before: string): boolean {
  const clause =
    before
      .replace(/\([^()]{0,12}\)/g, '')
      .split(/[,;。\n\t:]| {1}/)
      .at(-1) ?? '';
  return (
    freeForSome.test(clause) ||
    /岁以[上下]|岁及以|米以下|米\(|雨天|抱着|现役|残疾|教师|医护|军人|凭教师证|老人$/.test(clause)
  );
}

/** A clause that says a sum and little more: 全场80元. */
function isShort(part: string, index: number, length: number): boolean {
  const ahead =
    part
      .slice(Math.max(0, index - 12), index)
      .split(/[,;。\s]/)
      .at(-1) ?? '';
  const behind = part.slice(index + length, index + length + 12).split(/[,;。\s]/)[0] ?? '';
  return ahead.length + behind.length <= 7 && !/奖|值|补|罚|约/.test(ahead + behind);
}

/** Kinds of tickets and of people that pay another price. */
const tier =
  /成人|儿童|小孩|孩子|学生|老人|老年|会员|亲子|家庭|双人|单人|情侣|早鸟|原价|普通|全价|半价|团体|套票|[A-Z甲乙丙一二三] ?[区座档等]|VIP|站票|内场|外场|池座|楼座|票(?=[: ]?$)/;

const tidy = (sum: string) => String(Number(sum));

/** The price between two places of a text. `isTold`: behind a label such as 票价. */
export function priceIn(text: string, from: number, to: number, isTold = false): Price | undefined {
  const part = text.slice(from, to);
  const sums: { value: number; at: At; isMaterial: boolean }[] = [];
  const add = (value: number, index: number, length: number) => {
    const before = part.slice(Math.max(0, index - 14), index);
    if (besides.test(before)) return;
    const clause = before.split(/[,。;、\n]/).at(-1) ?? '';
    const behind = part.slice(index + length, index + length + 6);
    // 成人15元 儿童8元: a further sum of the line is one of its tiers.
    const last = sums.at(-1)?.at[1] ?? -1;
    const isTier =
      last > from &&
      index + from - last <= 24 &&
      !/[。\n;]/.test(text.slice(last, index + from)) &&
      tier.test(text.slice(last, index + from));
    if (
      !isTold &&
      !isTier &&
      !/(?:票|费|价|收|每[人位]|人均|仅需|只需|只要)/.test(`${before}${behind}`) &&
      !/^ ?(?:\/|每|一[位人张]|起(?=[,。; ]|$)|通票)/.test(behind) &&
      !isShort(part, index, length)
    )
      return;
    if (/已付|退还|退回|退款/.test(`${before}${part.slice(index, index + length + 10)}`)) return;
    sums.push({
      value,
      at: [from + index, from + index + length],
      isMaterial: materials.test(clause) || materials.test(behind),
    });
  };
  const listed: At[] = [];
  for (const { 0: words, index } of part.matchAll(list)) {
    listed.push([index, index + words.length]);
    for (const [number] of words.matchAll(/\d{1,5}/g)) add(Number(number), index, words.length);
  }
  // ¥80/180/380
  for (const { 0: words, index } of part.matchAll(/[¥￥] ?\d{1,5}(?: ?[/、] ?\d{1,5}){1,9}(?!\d)/g)) {
    listed.push([index, index + words.length]);
    for (const [number] of words.matchAll(/\d{1,5}/g)) add(Number(number), index, words.length);
  }
  for (const match of part.matchAll(amount)) {
    const { index, 0: words } = match;
    if (listed.some(([first, last]) => index >= first && index < last)) continue;
    const value = match[1] ?? match[3];
    if (value !== undefined && (match[2] !== undefined || match[3] !== undefined || sums.length > 0))
      add(Number(value), index, words.length);
  }
  // 票价：100 180 280
  const row =
    isTold && sums.length === 0
      ? // 580（VIP）、480、380
        /^[ :]*(\d{2,4}(?: ?[ /、,] ?\d{2,4}){1,9})(?: ?元)?(?=$|[ ;。\n(])/.exec(
          part.replace(/(?<=\d)\([^()\d]{1,8}\)/g, (words) => words.replace(/./g, '')),
        )
      : null;
  if (row !== null)
    for (const [number] of (row[1] ?? '').matchAll(/\d{2,4}/g)) add(Number(number), row.index, row[0].length);
  // 票价分三档 40、60、80
  const told =
    !isTold && sums.length === 0
      ? /(?:票价|门票|票档)[^\d\n。;]{0,8}(\d{2,4}(?: ?[/、] ?\d{2,4}){1,9})(?![\d月日:])/.exec(part)
      : null;
  if (told !== null)
    for (const [number] of (told[1] ?? '').matchAll(/\d{2,4}/g)) add(Number(number), told.index, told[0].length);
  // 单人票 80 双人套票（1大1小）140
  const tickets = isTold
    ? []
    : [...part.matchAll(/\p{Script=Han}{1,5}票(?:\([^()\n]{1,8}\))? ?(\d{2,4})(?![\d元块张:月日])/gu)];
  if (sums.length === 0 && tickets.length > 1)
    for (const { 0: words, 1: number = '', index } of tickets)
      add(Number(number), index + words.lastIndexOf(number), number.length);
  // 内场180/280，外场80: kinds of seats without 元.
  if (isTold && sums.length === 0)
    for (const { 1: number = '', index, 0: words } of part.matchAll(
      /(?<=[场区座排档票人童生价\]:/、A-Z] ?)(\d{2,4})(?=[/、,;。 |\n(]|$)(?! ?[年月日人张岁折分米])/g,
    ))
      add(Number(number), index, words.length);
  for (const { 0: words, 1: spelled = '', index } of part.matchAll(
    /([一二三四五六七八九十百两]{1,5}) ?(?:元|块钱?|圆)|(?<=费)([一二三四五六七八九十百]{2,6})(?=[,。; ]|$)/g,
  )) {
    const value = numberIn(spelled === '' ? words : spelled);
    if (value !== undefined && words !== '一块') add(value, index, words.length);
  }
  // 《夜曲》 音乐厅 100/60: tiers at the end of a line, as a question.
  const tiers =
    isTold || sums.length > 0
      ? null
      : /(?<=[\p{Script=Han}》”] )([1-9]\d{1,3}(?:\/[1-9]\d{1,3}){1,6})$/u.exec(part.trimEnd());
  const tiered = (tiers?.[1] ?? '').split('/').filter((each) => each !== '');
  const isTiered = tiers !== null && tiered.every((each) => Number(each) % 5 === 0);
  if (isTiered)
    for (const each of tiered)
      sums.push({
        value: Number(each),
        at: [from + tiers.index, from + tiers.index + tiers[0].length],
        isMaterial: false,
      });
  const frees: { at: At; isSome: boolean }[] = [];
  for (const { 0: words, index } of part.matchAll(free)) {
    if (words === '0元' && /\d$/.test(part.slice(0, index))) continue;
    if (words === '0元' && /\d$|[.]$/.test(part.slice(Math.max(0, index - 1), index))) continue;
    if (/(?:非|不|不再|并非)$/.test(part.slice(0, index))) continue;
    if (freeOfOther.test(part.slice(index + words.length, index + words.length + 6))) continue;
    if (/试听|首节|第一节/.test(part.slice(Math.max(0, index - 10), index))) continue;
    // 停车请到东大街停车场，前两小时免费
    if (/停车[^。;\n]{0,24}$/.test(part.slice(Math.max(0, index - 30), index))) continue;
    frees.push({
      at: [from + index, from + index + words.length],
      isSome: isForSome(part.slice(Math.max(0, index - 26), index)),
    });
  }
  // 要钱吗？不要
  const [no] = isTold ? (/^[ :]*(?:不要|不用|不收|没有|无)(?=[,。;! ]|$)/.exec(part) ?? []) : [];
  if (no !== undefined) frees.push({ at: [from, from + no.length], isSome: false });
  const price = priceOf(
    sums.filter(({ value }) => value > 0),
    frees,
    text,
  );
  return isTiered && price !== undefined
    ? { ...price, doubt: price.doubt ?? fact('announcements.several_prices') }
    : price;
}

function priceOf(
  sums: readonly { value: number; at: At; isMaterial: boolean }[],
  frees: readonly { at: At; isSome: boolean }[],
  text: string,
): Price | undefined {
  const paid = sums.filter(({ isMaterial }) => !isMaterial);
  const material = sums.filter(({ isMaterial }) => isMaterial);
  const isAllFree = sums.length === 0 && frees.length > 0 && frees.every(({ isSome }) => isSome);
  const wholly = frees.filter(({ isSome }) => !isSome);
  const spans = [...sums, ...frees].map(({ at }) => at).toSorted(([one], [other]) => one - other);
  const least = (of: typeof sums) => Math.min(...of.map(({ value }) => value));
  const greatest = (of: typeof sums) => Math.max(...of.map(({ value }) => value));
  const ends = (of: typeof sums) => ({
    min: tidy(String(least(of))),
    ...(greatest(of) > least(of) && { max: tidy(String(greatest(of))) }),
  });
  if (paid.length > 0 && wholly.length > 0) {
    const [at = [0, 0]] = paid.map((each) => each.at);
    return {
      fee: 'partial',
      ...ends(paid),
      spans,
      doubt: fact('announcements.price_unclear', { words: text.slice(at[0], at[1]) }),
    };
  }
  if (paid.length > 0) return { fee: frees.length > 0 ? 'partial' : 'paid', ...ends(paid), spans };
  if (material.length > 0) {
    const [at = [0, 0]] = material.map((each) => each.at);
    const doubt = fact('announcements.free_but', { words: text.slice(at[0], at[1]) });
    return { fee: wholly.length > 0 ? 'partial' : 'paid', ...ends(material), spans, doubt };
  }
  if (wholly.length > 0) return { fee: 'free', spans: wholly.map(({ at }) => at) };
  const [some] = frees;
  if (isAllFree && some !== undefined)
    return {
      fee: 'free',
      spans: frees.map(({ at }) => at),
      doubt: fact('announcements.free_but', { words: text.slice(Math.max(0, some.at[0] - 8), some.at[1]) }),
    };
  return undefined;
}
