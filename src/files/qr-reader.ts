import { openPicture } from './picture.ts';

/** What a QR code in a picture says, wherever in the picture it stands; undefined where there is none that can be read. */
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
