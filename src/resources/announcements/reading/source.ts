import type { Span } from '../announcement.ts';

/** Of a longer one the first part is read. */
const longestText = 100_000;

/** A text in one spelling, in which rules look for their words, and the way back to the words as they were written. */
export type Source = {
  plain: string;
  spanOf(from: number, to: number): Span;
  /** The words as they were written, without the ends of torn lines and signs that no reader sees. */
  wordsAt(from: number, to: number): string;
};

const blank = /[\u0020\u00a0\u2000-\u200a\u202f\u205f\u3000]/;
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|[\ufe00-\ufe0f]|\p{Cc}/u;
const dash = /[\u2010-\u2015\u2212\u2500\u2501\uff0d~\uff5e\u301c\u223c]/;

/** Traditional signs of the words that rules look for. */
const simplified = new Map(
  Array.from(
    '時时間间點点報报費费館馆導导預预約约樓楼廳厅圖图書书講讲畫画藝艺術术學学習习開开關关閉闭號号電电話话聯联員员體体驗验劇剧場场週周隊队參参觀观覽览會会節节門门對对齡龄歲岁額额滿满圓圆後后園园軒轩請请領领網网頁页線线師师資资單单辦办協协東东車车區区縣县鎮镇鄉乡廣广樂乐聽听說说讀读寫写練练課课聲声繪绘製制發发佈布舊旧歡欢動动優优無无須须農农曆历陰阴陽阳訊讯僅仅張张組组個个兒儿參参與与為为將将於于來来'.match(
      /../gu,
    ) ?? [],
    ([from = '', to = '']) => [from, to] as const,
  ),
);

/** One character in its plain spelling: full-width signs as ASCII, every dash and every kind of blank the same. */
function plainSign(sign: string): string {
  if (sign === '\n' || sign === '\u2028' || sign === '\u2029' || sign === '\v' || sign === '\f') return '\n';
  if (sign === '\t') return '\t';
  if (blank.test(sign)) return ' ';
  if (dash.test(sign)) return '-';
  if (sign === '\u20e3') return '、'; // the key around a digit: 1️⃣
  if (sign === '∶' || sign === '︰') return ':';
  if (unseen.test(sign)) return '';
  const simple = simplified.get(sign);
  if (simple !== undefined) return simple;
  const code = sign.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  return sign;
}

/** Runs of one blank or dash are one, so that no rule has to look over many; two ends of a line at most. */
const isRun = (sign: string, plain: string) =>
  (sign === ' ' && /[ \t\n]$/.test(plain)) ||
  (sign === '-' && plain.endsWith('-')) ||
  (sign === '\n' && plain.endsWith('\n\n'));

/** Both from the text as written. Line ends within a torn sentence (a PDF has them) are left out by `isTorn`. */
export function sourceOf(text: string, isTorn: (plain: string) => ReadonlySet<number> = () => new Set()): Source {
  const signs: string[] = [];
  const places: number[] = [];
  let last = '';
  const read = text.slice(0, longestText);
  for (let place = 0; place < read.length; place += 1) {
    // 16人／￥98／1F 教育空间: between words it parts as a comma does, within 80／180元 it does not.
    const isParting = read[place] === '／' && !/^\d?／\d/.test(read.slice(place - 1, place + 2));
    const sign = isParting ? ',' : plainSign(read[place] ?? '');
    if (sign === '' || isRun(sign, last)) continue;
    if (sign === '\n' && signs.at(-1) === ' ') {
      signs.pop();
      places.pop();
    }
    signs.push(sign);
    places.push(place);
    last = `${last.slice(-1)}${sign}`;
  }
  const torn = isTorn(signs.join(''));
  const kept = signs.flatMap((_, place) => (torn.has(place) ? [] : [place]));
  const at = kept.map((place) => places[place] ?? 0);
  return {
    plain: kept.map((place) => signs[place]).join(''),
    spanOf: (from, to) => [at[from] ?? read.length, (at[to - 1] ?? read.length - 1) + 1],
    wordsAt: (from, to) =>
      kept
        .slice(from, to)
        .map((place) => (/[ \t\n]/.test(signs[place] ?? '') ? ' ' : (read[places[place] ?? 0] ?? '')))
        .join(''),
  };
}
