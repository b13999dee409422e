import { expect } from 'chai';
import { default as jsqr } from 'jsqr';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { qrCode } from '../../../src/http/pages/qr.ts';

describe('a QR code', () => {
  it('is read by a camera as it was written', async () => {
    const text = 'otpauth://totp/%E5%9B%BD:138****8101?secret=GEZDGNBVGY3TQOJQ&issuer=%E5%9B%BD';
    const { size, path } = await qrCode(text);
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size * 4}" height="${size * 4}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`;
    const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect(jsqr.default(new Uint8ClampedArray(data), info.width, info.height)?.data).to.equal(text);
  });
});
