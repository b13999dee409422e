import { openPicture } from './picture.ts';

/** The text of a QR code anywhere in a picture; undefined without a readable one. */
export async function readCode(bytes: Buffer): Promise<string | undefined> {
  const { decodeQR } = await import('qr/decode.js');
  const { data, info } = await openPicture(bytes)
    .resize({ width: 1200, height: 1200, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  try {
    return decodeQR({ width: info.width, height: info.height, data }, { timeLimit: 2_000 });
  } catch {
    return undefined; // whatever it says of it: no code was found
  }
}
