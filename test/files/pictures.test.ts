import { expect } from 'chai';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { renderPictures } from '../../src/files/pictures.ts';
import { readCrop } from '../../src/files/sizes.ts';
import { bands, thirds } from '../support/pictures.ts';
import { fact } from '../support/words.ts';

async function made(bytes: Buffer, crop?: string) {
  const pictures = await renderPictures(bytes, crop === undefined ? undefined : readCrop(crop));
  if ('problem' in pictures) throw new Error(pictures.problem.code);
  return pictures;
}
const problem = async (bytes: Buffer, crop?: string) => {
  const pictures = await renderPictures(bytes, crop === undefined ? undefined : readCrop(crop));
  return 'problem' in pictures ? pictures.problem : 'made';
};

describe('R36 two exact pictures from one upload', () => {
  for (const [width, height] of [
    [460, 120],
    [461, 1200],
    [2600, 120],
    [1999, 777],
  ] as const)
    it(`are 230×60 and 180×50 from ${width}×${height}`, async () => {
      const pictures = await made(await bands(width, height));
      for (const [size, [w, h]] of Object.entries({ '230x60': [230, 60], '180x50': [180, 50] } as const)) {
        const {
          width: isWide,
          height: isHigh,
          format,
        } = await sharp(pictures[size === '230x60' ? '230x60' : '180x50']).metadata();
        expect([isWide, isHigh, format]).to.eql([w, h, 'png']);
      }
    });

  it('show the middle, or the part that was chosen', async () => {
    const wide = await bands(1380, 360);
    expect(await thirds((await made(wide))['230x60'])).to.equal('rgb');
    expect(await thirds((await made(wide, '0,0,460,120'))['230x60'])).to.equal('rrr');
    expect(await thirds((await made(wide, '920,240,460,120'))['180x50'])).to.equal('bbb');
    expect(await thirds((await made(await bands(4140, 360)))['230x60'])).to.equal('ggg');
  });

  it('are never blown up, and never reach beyond the upload', async () => {
    expect(await problem(await bands(180, 50))).to.deep.equal(
      fact('files.picture_small', { width: 180, height: 50, least_width: 460, least_height: 120 }),
    );
    expect(await problem(await bands(459, 120))).to.have.property('code', 'files.picture_small');
    expect(await problem(await bands(1000, 300), '0,0,229,60')).to.have.property('code', 'files.crop_small');
    expect(await problem(await bands(1000, 300), '900,0,230,60')).to.have.property('code', 'files.crop_outside');
    expect(await problem(await bands(1000, 300), '770,240,230,60')).to.equal('made');
  });

  it('put transparent parts on white', async () => {
    const clear = await sharp({
      create: { width: 460, height: 120, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const { channels } = await sharp((await made(clear))['230x60']).stats();
    expect(channels.slice(0, 3).map(({ min }) => min)).to.eql([255, 255, 255]);
  });

  it('read four numbers and nothing else as a crop', () => {
    expect(readCrop('1,2,300,80')).to.eql({ left: 1, top: 2, width: 300, height: 80 });
    for (const text of ['', '1,2,3', '1,2,0,80', '-1,2,300,80', '1,2,300,80,5', '1e3,2,300,80', '999999,0,300,80'])
      expect(readCrop(text), text).to.equal(undefined);
  });
});
