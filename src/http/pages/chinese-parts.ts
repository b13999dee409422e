/**
 * Marks Chinese text on a page in another language as Chinese, so that it is pronounced and hyphenated correctly (WCAG 2.2, 3.1.2): names of
 * institutions, titles of publications, regions, and texts of users. Views need not know which of their data is Chinese. `bdi` has no style of
 * its own, and none of our selectors names it.
 */
export function markChinese(html: string): string {
  let marked = '';
  let within = ''; // the element that is Chinese as a whole, with how often it is open
  let depth = 0;
  for (const [token] of html.matchAll(tokens)) {
    const [, slash, name = ''] = /^<(\/?)([a-z][\w-]*)/i.exec(token) ?? [];
    const isWhole = name !== '' && slash === '' && token.endsWith(`</${name}>`);
    if (depth > 0) {
      if (name === within && !isWhole) depth += slash === '/' ? -1 : 1;
      marked += token;
    } else if (name === '') {
      marked += token.startsWith('<') ? token : markText(token);
    } else {
      marked += speaks.test(token) && han.test(token) && !hasLanguage.test(token) ? markTag(token, name) : token;
      if (slash === '' && !isWhole && !empty.test(name) && isChinese.test(token)) [within, depth] = [name, 1];
    }
  }
  return marked;
}

/** Elements in which nothing can be marked as one, tags, comments, and the text between. */
const tokens =
  /<(script|style|textarea|title|option|svg)\b(?:[^>"]|"[^"]*")*>[\s\S]*?<\/\1>|<!--[\s\S]*?-->|<(?:[^>"]|"[^"]*")*>|[^<]+|</gi;
const empty = /^(area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)$/i;
const isChinese = /^<[^>]*\slang="zh-CN"/;
const hasLanguage = /^<(?:[^>"]|"[^"]*")*\slang="/;
const han = /\p{Script=Han}/u;
/** Elements with text in an attribute or in themselves. */
const speaks = /^<(?:(?:option|textarea)\b|(?:img|input)\b[^>]*\s(?:alt|value|placeholder|aria-label)=")/i;

const markTag = (token: string, name: string) => `<${name} lang="zh-CN"${token.slice(name.length + 1)}`;

/** A text that is all Chinese is one part; of another one each stretch is. An outer element keeps it one box, also where boxes stand in a row. */
function markText(text: string): string {
  if (!han.test(text)) return text;
  const [, before = '', inner = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (!/[a-z]/i.test(inner)) return `${before}<bdi lang="zh-CN">${inner}</bdi>${after}`;
  return `${before}<bdi>${inner.replace(stretches, '<bdi lang="zh-CN">$&</bdi>')}</bdi>${after}`;
}

/** Chinese with the signs that stand between its words, from a character to the last. */
const stretches =
  /[《“（【「]?\p{Script=Han}(?:[\p{Script=Han}\d\s·・、，。：；！？“”‘’（）《》【】「」—…／-]*[\p{Script=Han}）》”】」！？。])?/gu;
