import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Language } from '../../fact.ts';

const dark = '--p:#16181b;--i:#e9e6df;--j:#b0b1ae;--l:#363a3f;--q:#86c3d1;--z:#f0897d;color-scheme:dark';
const style =
  ':root{--p:#fbfaf6;--i:#1e2124;--j:#575c61;--l:#ddd8cb;--q:#14596b;--z:#b3261e;color-scheme:light}' +
  `[data-theme=dark]{${dark}}@media (prefers-color-scheme:dark){[data-theme=auto]{${dark}}}` +
  '[data-theme=contrast]{--p:#000;--i:#ffe600;--j:#ffe600;--l:#8f8100;--q:#fff;--z:#ffe600;color-scheme:dark}' +
  '[data-elder]{font-size:125%}*{box-sizing:border-box}' +
  'body{margin:0;background:var(--p);color:var(--i);border-top:4px solid var(--i);font:1rem/1.75 -apple-system,"PingFang SC","HarmonyOS Sans SC",MiSans,"Microsoft YaHei","Noto Sans CJK SC",sans-serif}' +
  'body::before{content:"";display:block;height:4px;border-bottom:1px solid var(--i)}' +
  'main{max-width:40rem;margin:0 auto;padding:2rem 1.25rem 3rem}' +
  '.c{display:flex;align-items:center;gap:.5rem;margin:0 0 3rem;font-weight:700}svg{width:1.5rem;height:1.5rem;color:var(--z)}' +
  'h1{margin:0 0 1rem;font:700 1.875rem/1.4 "Songti SC","Noto Serif CJK SC","Source Han Serif SC",STZhongsong,serif}' +
  '[data-elder] h1{font-family:inherit}' +
  '[role]{margin:0 0 1.5rem;padding:1rem 0;border-top:2px solid var(--i);border-bottom:1px solid var(--l);font-size:1.125rem}' +
  'b{font-size:1.875rem;line-height:1.4;font-variant-numeric:tabular-nums;font-weight:600}' +
  'p{margin:0 0 1rem}.d{color:var(--j)}' +
  '[data-elder] a{min-height:3rem}a{display:inline-block;padding:.5rem 0;min-height:2.75rem;color:var(--q);text-underline-offset:.22em}a:focus-visible{outline:3px solid var(--q);outline-offset:2px}';
const mark =
  '<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false"><path fill="currentColor" d="M10 4h12v3H10zM1 9.2l2.6-1.5c1.5 2.6 3.6 3.7 7 3.7h10.8c3.4 0 5.5-1.1 7-3.7L31 9.2c-2 3.5-5 5.2-9.4 5.2h-4.3L11.4 25H21a3.2 3.2 0 1 0-3-4.3l-2.8-1A6.2 6.2 0 1 1 21 28H6.2l7.6-13.6h-3.4C6 14.4 3 12.7 1 9.2z"/></svg>';

const hash = createHash('sha256').update(style).digest('base64');
/** All that such a page may load is its own style. */
export const plainPolicy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const frames = {
  zh: { lang: 'zh-CN', cloud: '国家公共文化云' },
  en: { lang: 'en', cloud: 'National Public Culture Cloud' },
} as const;

/** The language chosen on one of our pages: the gate reads no login and no database. */
export const chosenLanguage = ({ headers }: IncomingMessage): Language =>
  cookieOf(headers.cookie, 'lang') === 'en' ? 'en' : 'zh';

type Plain = { language: Language; title: string; heading: string; body: string; askAgain: number | undefined };

/**
 * A page of the gate: without scripts, files or a nonce, so that thousands of them cost next to nothing; in the colours and the font size
 * remembered by the browser.
 */
export function plainPage(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { language, title, heading, body, askAgain }: Plain,
): string {
  const { lang, cloud } = frames[language];
  const theme = /^(light|dark|contrast)$/.exec(cookieOf(headers.cookie, 'theme') ?? '')?.[0] ?? 'auto';
  const elder = cookieOf(headers.cookie, 'elder') === '1' ? ' data-elder' : '';
  const again = askAgain === undefined ? '' : `<meta http-equiv="refresh" content="${askAgain}">`;
  return (
    `<!doctype html><html lang="${lang}" data-theme="${theme}"${elder}><head><meta charset="utf-8">` +
    `<title>${title} - ${cloud}</title><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<meta name="robots" content="noindex">${again}<style>${style}</style></head><body><main>` +
    `<p class="c">${mark}${cloud}</p><h1>${heading}</h1>${body}</main></body></html>`
  );
}

export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
