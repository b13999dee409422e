import { notFound } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { renderOwn } from '../../files/pictures.ts';
import { anyone } from '../../http/access.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { page, param, type Route, sharedPage } from '../../http/route.ts';
import type { Manuals } from '../docs/manual.ts';
import { choices, type Design, designOf, states, usual } from './design.ts';
import { type Drawn, drawButton, nameOf, readName } from './drawing.ts';
import { fact } from './facts.ts';
import { buttonOf, partsOfSnippet, snippetOf } from './snippet.ts';

type Needs = { pages: Pages; manuals: Manuals };

const root = '/brand';
const parent = '/docs/button';
const beside = [
  { href: root, title: '按钮规范' },
  { href: `${root}/example`, title: '登录窗口的例子' },
];

/** R56: the kit of the button that partners place in their login window, public, and without a script. */
export function createBrandPages({ pages, manuals }: Needs): Route[] {
  async function frame(ctx: Context, path: string, title: string) {
    // The text of the rules for programs is that of the page above it.
    const { markdown: _, ...manual } = await manuals.manual(ctx.state, path, { parent, title, beside });
    return { title, layout: 'docs' as const, manual };
  }

  async function show(ctx: Context) {
    const { say } = ctx.state.speech;
    const { design, badHref } = designOf(ctx.query);
    const picture = pictureOf(design);
    const data = {
      fields: Object.entries(choices).map(([name, options]) => ({
        name,
        legend: legends[name] ?? name,
        options: inOrder(options).map(([value, label]) => ({
          value,
          label,
          isChosen: Reflect.get(design, name) === value,
        })),
      })),
      href: badHref ?? design.href,
      button: buttonOf(design, `${root}/example`),
      isDark: design.theme === 'dark',
      snippet: snippetOf(design),
      code: partsOfSnippet(design),
      downloads: [
        { href: `${root}/${nameOf(picture)}.svg`, label: 'SVG' },
        ...[1, 2, 3].map((scale) => ({ href: `${root}/${nameOf(picture)}@${scale}x.png`, label: `PNG @${scale}×` })),
      ],
      shown: gallery.map(({ of, caption, alt, ground }) => ({
        ...{ of, ground, caption: say(caption), alt: say(alt) },
        src: srcOf(of),
      })),
      states: Object.entries(states).map(([state, label]) => ({
        label,
        src: `${root}/${nameOf(pictureOf(usual))}${state === 'plain' ? '' : `-${state}`}.svg`,
      })),
      light: srcOf({}),
      dark: srcOf({ theme: 'dark' }),
      example: `${root}/example`,
    };
    const options = await frame(ctx, root, '按钮规范');
    const problems = badHref === undefined ? {} : { href: fact('brand.login_address') };
    pages.show(ctx, 'brand/kit', data, { ...options, problems });
  }

  async function showExample(ctx: Context) {
    const data = {
      button: buttonOf({ ...usual, width: 'fill' }, `${root}/example`),
      icon: buttonOf({ ...usual, look: 'icon', shape: 'round' }, `${root}/example`),
      kit: root,
    };
    pages.show(ctx, 'brand/example', data, await frame(ctx, `${root}/example`, '登录窗口的例子'));
  }

  async function send(ctx: Context) {
    const asked = readName(param(ctx, 'file'));
    if (asked === undefined) throw notFound(fact('brand.no_picture'));
    const svg = await drawButton(asked.drawn);
    const width = Number(/width="([\d.]+)"/.exec(svg)?.[1]);
    ctx.type = asked.type === 'svg' ? 'image/svg+xml' : 'image/png';
    ctx.body = asked.type === 'svg' ? svg : await renderOwn(Buffer.from(svg), Math.round(width * asked.scale));
    ctx.set({
      'Cache-Control': 'public, max-age=86400',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'cross-origin', // partners may show them from here
      'X-Content-Type-Options': 'nosniff',
    });
  }

  return [
    sharedPage('/brand', {}, show),
    sharedPage('/brand/example', { tells: [] }, showExample),
    page('/brand/:file', anyone, send),
  ];
}

const legends: Readonly<Record<string, string>> = {
  look: '样子',
  theme: '底色',
  words: '文字',
  height: '高度',
  shape: '边角',
  width: '宽度',
};

/** Numbers come first in an object, the usual one first in a form. */
const inOrder = (options: object): [string, string][] =>
  Object.entries(options).toSorted(([one], [other]) => Number(other === usual.height) - Number(one === usual.height));

const pictureOf = ({ look, theme, words, height, shape }: Design): Drawn => ({
  ...{ look, theme, words, height, shape },
  state: 'plain',
});
const srcOf = (of: Partial<Design>) => `${root}/${nameOf(pictureOf({ ...usual, ...of }))}.svg`;

const gallery: readonly { of: Partial<Design>; caption: Fact; alt: Fact; ground: 'l' | 'k' }[] = [
  { of: {}, caption: fact('brand.light'), alt: fact('brand.light_alt'), ground: 'l' },
  { of: { theme: 'dark' }, caption: fact('brand.dark'), alt: fact('brand.dark_alt'), ground: 'k' },
  { of: { height: '60' }, caption: fact('brand.high'), alt: fact('brand.high_alt'), ground: 'l' },
  { of: { height: '44' }, caption: fact('brand.low'), alt: fact('brand.low_alt'), ground: 'l' },
  { of: { shape: 'round', words: 'short' }, caption: fact('brand.round'), alt: fact('brand.round_alt'), ground: 'l' },
  { of: { shape: 'pill' }, caption: fact('brand.pill'), alt: fact('brand.pill_alt'), ground: 'l' },
  { of: { look: 'icon' }, caption: fact('brand.icon'), alt: fact('brand.icon_alt'), ground: 'l' },
  {
    of: { look: 'icon', theme: 'dark', shape: 'pill' },
    caption: fact('brand.icon_dark'),
    alt: fact('brand.icon_dark_alt'),
    ground: 'l',
  },
];
