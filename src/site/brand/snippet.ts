import { choices, type Design } from './design.ts';

/** The mark in a field of 32 × 32. */
export const markPath =
  'M10 4h12v3H10zM1 9.2l2.6-1.5c1.5 2.6 3.6 3.7 7 3.7h10.8c3.4 0 5.5-1.1 7-3.7L31 9.2c-2 3.5-5 5.2-9.4 5.2h-4.3L11.4 25H21a3.2 3.2 0 1 0-3-4.3l-2.8-1A6.2 6.2 0 1 1 21 28H6.2l7.6-13.6h-3.4C6 14.4 3 12.7 1 9.2z';

/** The style rules of the button, by their users. The style sheets of the product and of the demo contain the same lines. */
export const rules = {
  always: [
    '.ncc-login{display:inline-flex;align-items:center;justify-content:center;box-sizing:border-box;max-width:100%;min-height:48px;padding:4px 14px 4px 11px;border:1px solid #797a76;border-radius:2px;background:#fff;color:#1e2124;font:600 18px/1.4 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;text-decoration:none}',
    '.ncc-login svg{flex:none;width:24px;height:24px;margin-right:11px;fill:#b3261e}',
    '.ncc-login span{border-left:1px solid #ddd8cb;padding-left:11px}',
    '.ncc-login:hover{background:#f4f2eb;color:#1e2124}',
    '.ncc-login:active{background:#e7e3d7}',
    '.ncc-login:focus-visible{outline:3px solid #14596b;outline-offset:2px}',
    '.ncc-login[aria-busy=true],.ncc-login[aria-disabled=true]{opacity:.6;pointer-events:none}',
  ],
  dark: [
    '.ncc-dark{border-color:#1c333d;background:#1c333d;color:#fff}',
    '.ncc-dark svg{fill:#fff}',
    '.ncc-dark span{border-color:#4c6470}',
    '.ncc-dark:hover{background:#10232b;color:#fff}',
    '.ncc-dark:active{background:#0a181e}',
    '.ncc-dark:focus-visible{outline-color:#fff;box-shadow:0 0 0 5px #14596b}',
  ],
  44: ['.ncc-44{min-height:44px;padding-block:2px}'],
  60: ['.ncc-60{min-height:60px;font-size:22px}', '.ncc-60 svg{width:30px;height:30px}'],
  round: ['.ncc-round{border-radius:8px}'],
  pill: ['.ncc-pill{border-radius:30px;padding-inline:18px 22px}'],
  fill: ['.ncc-fill{display:flex;width:100%}'],
  icon: [
    '.ncc-icon{display:inline-block;color:inherit;font:400 18px/1.5 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;text-align:center;text-decoration:none}',
    '.ncc-icon b{display:flex;width:48px;margin:0 auto 4px;padding:0}',
    '.ncc-icon b svg{margin:0}',
    '.ncc-icon:focus-visible{outline:3px solid #14596b;outline-offset:4px}',
  ],
} as const;

type Part = keyof typeof rules;

const partsOf = ({ look, theme, height, shape, width }: Design): Part[] => [
  'always',
  ...(theme === 'dark' ? (['dark'] as const) : []),
  ...(height === '44' ? ([44] as const) : height === '60' && look === 'full' ? ([60] as const) : []),
  ...(shape === 'square' ? [] : [shape]),
  ...(width === 'fill' && look === 'full' ? (['fill'] as const) : []),
  ...(look === 'icon' ? (['icon'] as const) : []),
];

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const classesOf = (design: Design): string =>
  ['login', ...partsOf(design).filter((part) => part !== 'always' && part !== 'icon')]
    .map((part) => `ncc-${part}`)
    .join(' ');

/** The same for a page of ours, where it leads to `href`. */
export const buttonOf = (design: Design, href: string) => ({
  classes: classesOf(design),
  isIcon: design.look === 'icon',
  words: choices.words[design.words],
  name: choices.words.long,
  mark: markPath,
  href,
});

/** The button as HTML: a link to the partner's own route, which makes state, nonce and PKCE on its server. */
function htmlOf(design: Design): string {
  const svg = `<svg viewBox="0 0 32 32" aria-hidden="true"><path d="${markPath}"/></svg>`;
  const href = escaped(design.href);
  return design.look === 'icon'
    ? [
        `<a class="ncc-icon" href="${href}" aria-label="${choices.words.long}">`,
        `  <b class="${classesOf(design)}">${svg}</b>`,
        '  国家公共文化云',
        '</a>',
      ].join('\n')
    : [
        `<a class="${classesOf(design)}" href="${href}">`,
        `  ${svg}`,
        `  <span>${choices.words[design.words]}</span>`,
        '</a>',
      ].join('\n');
}

export const cssOf = (design: Design): string =>
  partsOf(design)
    .flatMap((part) => rules[part])
    .join('\n');

/** HTML and CSS for a partner's page: no script, nothing from elsewhere. */
export const snippetOf = (design: Design): string => `${htmlOf(design)}\n<style>\n${cssOf(design)}\n</style>`;

/** The same in three parts, so that a page can mark the part that a partner changes. */
export function partsOfSnippet(design: Design): { before: string; href: string; after: string } {
  const snippet = snippetOf(design);
  const href = escaped(design.href);
  const at = snippet.indexOf(`href="${href}"`) + 'href="'.length;
  return { before: snippet.slice(0, at), href, after: snippet.slice(at + href.length) };
}
