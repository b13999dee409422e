const han = /\p{Script=Han}/u;

/** Chinese texts that stand in no element that says so; of a title no part can. */
export function unmarked(html: string): string[] {
  const open: { name: string; isChinese: boolean }[] = [];
  const found: string[] = [];
  for (const [token] of html.replace(/<title>[\s\S]*?<\/title>/, '').matchAll(/<(?:[^>"]|"[^"]*")*>|[^<]+/g)) {
    const [, slash, name = ''] = /^<(\/?)([a-z][\w-]*)/i.exec(token) ?? [];
    const isMarked = open.some(({ isChinese }) => isChinese);
    if (name === '') {
      if (han.test(token) && !isMarked) found.push(token);
    } else if (slash === '/') {
      while (open.length > 0 && open.pop()?.name !== name);
    } else if (!/^(area|base|br|col|hr|img|input|link|meta|source|track|path|rect|circle|use|!doctype)$/i.test(name)) {
      open.push({ name, isChinese: /\slang="zh-CN"/.test(token) || name === 'svg' });
    }
  }
  return found;
}
