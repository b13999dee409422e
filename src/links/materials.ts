import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { renderOwn } from '../files/pictures.ts';
import { qrCode } from '../http/pages/qr.ts';

/** Marks for partners' pages (R38): each a drawing in views/public. */
export const materials = [
  { file: 'link-180x50', name: '首页链接 180×50', width: 180, height: 50 },
  { file: 'link-230x60', name: '友情链接 230×60', width: 230, height: 60 },
  { file: 'wordmark', name: '横式标志', width: 239, height: 48 },
  { file: 'mark', name: '图形标志', width: 48, height: 48 },
] as const;

const scales = [1, 2, 3] as const;
const codeSize = 200;
const folder = fileURLToPath(new URL('../../views/public/', import.meta.url));

/** A material as a PNG, by its name: `link-180x50@2x.png`, `app-qr@3x.png`; undefined where there is none of this name. */
export async function materialPicture(name: string, appUrl: string): Promise<Buffer | undefined> {
  const [, file = '', at = ''] = /^([\w-]{1,40})@([123])x\.png$/.exec(name) ?? [];
  const scale = scales.find((each) => String(each) === at);
  if (scale === undefined) return undefined;
  if (file === 'app-qr') return renderOwn(Buffer.from(await codeDrawing(appUrl)), codeSize * scale);
  const known = materials.find((each) => each.file === file);
  return known && renderOwn(await readFile(`${folder}${known.file}.svg`), known.width * scale);
}

/** The QR code that leads to our App, as a drawing of its own. */
export async function codeDrawing(appUrl: string): Promise<string> {
  const { size, path } = await qrCode(appUrl);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${codeSize}" height="${codeSize}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
}
