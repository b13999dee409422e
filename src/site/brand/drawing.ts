import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type ButtonState, choices, type Design, isButtonState } from './design.ts';
import { markPath } from './snippet.ts';

/** The parts of a picture of the button. */
export type Drawn = Pick<Design, 'look' | 'theme' | 'words' | 'height' | 'shape'> & { state: ButtonState };

const source = fileURLToPath(new URL('../../../views/public/button-light.svg', import.meta.url));
/** Of the drawing: where the letters begin, and how wide one is. */
const [firstLetter, letter] = [58, 18];
const sizes = { long: 270, short: 234, icon: 48 };
const colours = {
  light: {
    plain: '#ffffff',
    hover: '#f4f2eb',
    pressed: '#e7e3d7',
    edge: '#797a76',
    line: '#ddd8cb',
    mark: '#b3261e',
    ink: '#1e2124',
  },
  dark: {
    plain: '#1c333d',
    hover: '#10232b',
    pressed: '#0a181e',
    edge: '#1c333d',
    line: '#4c6470',
    mark: '#ffffff',
    ink: '#ffffff',
  },
} as const;
const corners = { square: 2, round: 8, pill: 23.5 };

let letters: Promise<Readonly<Record<Design['words'], string>>> | undefined;

/** The letters as outlines, so that no font is needed; the short form leaves out the first two and moves up. */
function outlines() {
  letters ??= readFile(source, 'utf8').then((svg) => {
    const all = /<path fill="#1e2124" d="([^"]+)"/.exec(svg)?.[1] ?? '';
    const parts = all.match(/M[^M]+/g) ?? [];
    const end = firstLetter + 2 * letter;
    const short = parts.filter((part) => Number(/^M([\d.]+)/.exec(part)?.[1]) >= end - 1).join('');
    return { long: all, short: `${short}` };
  });
  return letters;
}

/** The button as a drawing of its own, in one state of use. */
export async function drawButton({ look, theme, words, height, shape, state }: Drawn): Promise<string> {
  const { edge, line, mark, ink, ...fills } = colours[theme];
  const wide = look === 'icon' ? sizes.icon : sizes[words];
  const scale = Number(height) / 48;
  const ring = state === 'focus' ? 5 : 0;
  const fill = state === 'hover' || state === 'pressed' ? fills[state] : fills.plain;
  const box = [-ring, -ring, wide + 2 * ring, 48 + 2 * ring].join(' ');
  const [width, tall] = [(wide + 2 * ring) * scale, (48 + 2 * ring) * scale].map(
    (size) => Math.round(size * 100) / 100,
  );
  const name = look === 'icon' ? '国家公共文化云' : choices.words[words];
  const shifted = words === 'short' ? ` transform="translate(${-2 * letter} 0)"` : '';
  const text = (await outlines())[words];
  const parts = [
    ring > 0
      ? `<rect x="-3.5" y="-3.5" width="${wide + 7}" height="55" rx="${corners[shape] + 3}" fill="none" stroke="#14596b" stroke-width="3"/>`
      : '',
    `<rect x=".5" y=".5" width="${wide - 1}" height="47" rx="${corners[shape]}" fill="${fill}" stroke="${edge}"/>`,
    look === 'icon' ? '' : `<path d="M46.5 10v28" stroke="${line}"/>`,
    `<path fill="${mark}" transform="translate(${look === 'icon' ? 12 : 11} 12) scale(.75)" d="${markPath}"/>`,
    look === 'icon' ? '' : `<path fill="${ink}"${shifted} d="${text}"/>`,
  ].join('');
  const faded = state === 'busy' || state === 'off' ? ` opacity=".6"` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${tall}" viewBox="${box}" role="img" aria-label="${name}"><g${faded}>${parts}</g></svg>`;
}

/** How a picture is called: `login-light-long-48-square.svg`, `icon-dark-60-pill-hover@2x.png`. */
export const nameOf = ({ look, theme, words, height, shape, state }: Drawn): string =>
  [
    look === 'icon' ? 'icon' : 'login',
    theme,
    ...(look === 'icon' ? [] : [words]),
    height,
    shape,
    ...(state === 'plain' ? [] : [state]),
  ].join('-');

const form =
  /^(?:(icon)-(light|dark)|login-(light|dark)-(long|short))-(44|48|60)-(square|round|pill)(?:-([a-z]+))?(?:@([123])x)?\.(svg|png)$/;

/** Parses a name, with the scale of a PNG; undefined for other names. */
export function readName(name: string): { drawn: Drawn; scale: number; type: 'svg' | 'png' } | undefined {
  const [, icon, ofIcon, ofLogin, words, height, shape, state = 'plain', scale, type] = form.exec(name) ?? [];
  if (height === undefined || !isButtonState(state) || (type === 'svg') === (scale !== undefined)) return undefined;
  return {
    drawn: {
      look: icon === undefined ? 'full' : 'icon',
      theme: (ofIcon ?? ofLogin) === 'dark' ? 'dark' : 'light',
      words: words === 'short' ? 'short' : 'long',
      height: height === '44' || height === '60' ? height : '48',
      shape: shape === 'round' || shape === 'pill' ? shape : 'square',
      state,
    },
    scale: Number(scale ?? 1),
    type: type === 'png' ? 'png' : 'svg',
  };
}
