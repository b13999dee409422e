import { choices, type Design, usual } from '../../src/site/brand/design.ts';
import { buttonOf, partsOfSnippet, snippetOf } from '../../src/site/brand/snippet.ts';
import type { Sample } from './sample.ts';
import { manual } from './samples-docs.ts';

const light = '/public/button-light.svg';
const dark = '/public/button-dark.svg';
const kit = (design: Design) => ({
  fields: Object.entries(choices).map(([name, options]) => ({
    ...{ name, legend: name },
    options: Object.entries(options).map(([value, label]) => ({
      ...{ value, label },
      isChosen: Reflect.get(design, name) === value,
    })),
  })),
  href: design.href,
  button: buttonOf(design, '/brand/example'),
  isDark: design.theme === 'dark',
  snippet: snippetOf(design),
  code: partsOfSnippet(design),
  downloads: [{ href: light, label: 'SVG' }],
  shown: [
    { src: light, caption: '浅色，48 px', ground: 'l' as const, alt: '浅色按钮' },
    { src: dark, caption: '深色，48 px', ground: 'k' as const, alt: '深色按钮' },
  ],
  states: [{ label: '平时', src: light }],
  ...{ light, dark, example: '/brand/example', problems: {} },
});
const page = (title: string, more = {}) => ({ title, layout: 'docs' as const, manual, ...more });

export const brandSamples = {
  brand: { view: 'brand/kit', data: kit(usual), page: page('按钮规范') },
  'brand-dark': {
    view: 'brand/kit',
    data: kit({ ...usual, theme: 'dark', shape: 'pill', width: 'fill', words: 'short' }),
    page: page('按钮规范'),
  },
  'brand-bad': {
    view: 'brand/kit',
    data: {
      ...kit({ ...usual, look: 'icon' }),
      href: 'javascript:alert(1)',
      problems: { href: '登录地址以 / 开头，或是 https 网址，例如 /login' },
    },
    page: page('按钮规范', { bad: true }),
  },
  'brand-example': {
    view: 'brand/example',
    data: {
      button: buttonOf({ ...usual, width: 'fill' }, '/brand/example'),
      icon: buttonOf({ ...usual, look: 'icon', shape: 'round' }, '/brand/example'),
      kit: '/brand',
    },
    page: page('登录窗口的例子'),
  },
} satisfies Readonly<Record<string, Sample>>;
