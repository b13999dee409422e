import { opening } from './labels.ts';

type At = readonly [from: number, to: number];
export type Title = { value: string; at: At };

const ends = /[\s:,;。、|·-]+$/;
const circle =
  /^(?:【[^】\n]{1,12}】|\[[^\]\n]{1,12}\]|(?:活动|讲座|展览|演出|培训|公益|文化|重要|最新|观影|课程|预约|报名|招募|开课|招生)?(?:预告|通知|公告|预约|推荐|报名|提醒|发布|速递|资讯|招募|开启|通告|启事|来了)[|丨:] ?)/;
const notice =
  /^(?:(?:[\p{Script=Han}]{2,20}(?:馆|局|中心|站|委员会|协会))?)?关于(?:组织|举办|举行|开展|开办|开设|召开|做好|启动|参加|组织开展|组织参加|举办好|征集|招募)*[“"《]?(?<name>[^\n]{2,80}?)[”"》]?(?:报名|招生|活动)?的?(?:通知|公告|通告|预告|启事|函|补充通知|温馨提示|邀请函)$/u;

/** A line as a title: without its number, its bullets, a column name before it and 关于……的通知 around it. */
export function titleOf(text: string, from: number, to: number): Title | undefined {
  let [first, last] = [from, to];
  const skip = (form: RegExp) => {
    const [words = ''] = form.exec(text.slice(first, last)) ?? [];
    first += words.length;
    return words !== '';
  };
  skip(opening);
  while (skip(circle) || skip(/^[\s:,、|·\-★◆●【"“]+/)) if (first >= last) return undefined;
  last =
    first +
    text
      .slice(first, last)
      .replace(ends, '')
      .replace(/[】★◆●!]+$/, '').length;
  const whole = text.slice(first, last);
  const name = notice.exec(whole)?.groups?.name;
  if (name !== undefined) {
    first += whole.lastIndexOf(name);
    last = first + name.length;
  }
  const value = tidy(text.slice(first, last));
  return value.length < 2 ? undefined : { value: value.slice(0, 100), at: [first, last] };
}

/** Marks around the whole, and a heading of a plain notice behind it. */
function tidy(title: string): string {
  const plain = title.replaceAll('\t', ' ').replace(/ {2,}/g, ' ').trim();
  const [, inner] = /^[“"《]([^“”"《》]{2,60})[”"》]$/.exec(plain) ?? [];
  return inner ?? plain.replace(/[“”]$/, (sign) => (plain.includes('“') ? sign : '')).trim();
}

/** A name in marks within a sentence: 《白蛇传》, “银龄剪纸课”. */
export function namedIn(text: string, from: number, to: number): Title | undefined {
  const match =
    /[《“"]([^《》“”"\n]{2,40})[》”"](?:[\p{Script=Han}]{0,12}?(?:活动|讲座|展览|展|演出|音乐会|培训班|班|课|体验|比赛|大赛|沙龙|专场|晚会))?/u.exec(
      text.slice(from, to),
    );
  if (match === null) return undefined;
  const begin = from + match.index;
  return { value: tidy(match[0]), at: [begin, begin + match[0].length] };
}
