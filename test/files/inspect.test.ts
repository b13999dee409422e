import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import sharp from 'sharp';
import { inspect } from '../../src/files/inspect.ts';
import { bands, pdf } from '../support/pictures.ts';
import { fact } from '../support/words.ts';

const images = { types: ['image/png', 'image/jpeg', 'image/webp'] };
const papers = { types: [...images.types, 'application/pdf'] };
const posters = { types: [...images.types, 'image/svg+xml'], least: { width: 460, height: 120 } };

async function kept(bytes: Buffer, accept: Parameters<typeof inspect>[1] = papers) {
  const found = await inspect(bytes, accept);
  if ('problem' in found) throw new Error(found.problem.code);
  return found;
}
const problem = async (bytes: Buffer, accept: Parameters<typeof inspect>[1] = papers) => {
  const found = await inspect(bytes, accept);
  return 'problem' in found ? found.problem : `kept as ${found.type}`;
};
const svg = (inside: string, attributes = 'width="460" height="120"') =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`,
  );

describe('the kind of an upload', () => {
  it('is found by its content, whatever it is called', async () => {
    expect((await kept(await bands(300, 200))).type).to.equal('image/png');
    expect((await kept(await bands(300, 200, 'jpeg'))).type).to.equal('image/jpeg');
    expect((await kept(pdf())).type).to.equal('application/pdf');
    for (const bytes of [
      '<html><script>alert(1)</script>',
      'MZ\x90\0',
      '#!/bin/sh\n',
      'PK\x03\x04',
      'GIF89a<script>',
      'plain',
    ])
      expect(await problem(Buffer.from(bytes, 'latin1'))).to.have.property('code', 'files.type_expected');
    expect(await problem(Buffer.alloc(0))).to.deep.equal(fact('files.empty'));
    expect(await problem(pdf(), images)).to.have.property('code', 'files.type_expected');
  });

  it('knows a letter that was saved, where letters are asked for', async () => {
    const letter =
      'From: a@example.cn\r\nTo: b@example.cn\r\nDate: Tue, 24 Nov 2026 10:00:00 +0800\r\nSubject: AKSK\r\n\r\n您好';
    const mail = { types: ['message/rfc822'] };
    expect((await kept(Buffer.from(letter), mail)).type).to.equal('message/rfc822');
    expect(await problem(Buffer.from(letter))).to.have.property('code', 'files.type_expected');
    expect(await problem(Buffer.from('<html>\r\n\r\n'), mail)).to.have.property('code', 'files.type_expected');
  });
});

describe('a picture', () => {
  it('loses the camera’s metadata, stands upright and keeps its look', async () => {
    const noted = await sharp(await bands(300, 100, 'jpeg'))
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { Make: 'SpyCam' }, IFD3: { GPSLatitude: '30/1 15/1 0/1' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(noted).metadata()).exif?.toString('latin1')).to.include('SpyCam');
    const { bytes, width, height } = await kept(noted);
    const after = await sharp(bytes).metadata();
    expect(after).to.include({ width: 100, height: 300, format: 'jpeg' });
    expect([after.exif, after.icc, after.xmp, after.iptc, after.orientation]).to.eql([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect({ width, height }).to.eql({ width: 100, height: 300 });
    expect(bytes.includes('SpyCam')).to.equal(false);
  });

  it('loses data hidden behind it: a polyglot is only a picture', async () => {
    const polyglot = Buffer.concat([
      await bands(300, 200),
      Buffer.from('PK\x03\x04<script>alert(1)</script>', 'latin1'),
    ]);
    const { bytes } = await kept(polyglot);
    expect(bytes.includes('<script>')).to.equal(false);
  });

  it('is at most 2600 pixels wide or high', async () => {
    const { width, height } = await kept(await bands(3000, 1500, 'jpeg'));
    expect([width, height]).to.eql([2600, 1300]);
  });

  it('is refused when it unfolds to too many pixels, is cut, or moves', async () => {
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: '#fff' } })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(bomb.length).to.be.below(1_000_000);
    expect(await problem(bomb)).to.have.property('code', 'files.picture_broken');
    for (const format of ['png', 'jpeg'] as const) {
      const whole = await bands(800, 600, format);
      expect(await problem(whole.subarray(0, whole.length - Math.floor(whole.length / 3))), format).to.have.property(
        'code',
        'files.picture_broken',
      );
    }
    const claim = Buffer.from(await bands(300, 200));
    claim.writeUInt32BE(100_000, 16); // IHDR: a width that is not there
    expect(await problem(claim)).to.have.property('code', 'files.picture_broken');
    const frames = [
      await bands(300, 200),
      await sharp(await bands(300, 200))
        .negate()
        .png()
        .toBuffer(),
    ];
    const moving = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer();
    expect(await problem(moving)).to.have.property('code', 'files.picture_moves');
  });

  it('R36 that would be enlarged is refused with the cure', async () => {
    expect(await problem(await bands(180, 50), posters)).to.deep.equal(
      fact('files.picture_small', { width: 180, height: 50, least_width: 460, least_height: 120 }),
    );
    expect((await kept(await bands(460, 120), posters)).width).to.equal(460);
  });
});

describe('an SVG', () => {
  it('is kept as a PNG that is large enough, and only where drawings are asked for', async () => {
    const drawing = svg('<rect width="460" height="120" fill="#2f6b4f"/>', 'viewBox="0 0 460 120"');
    const { type, bytes, width = 0, height = 0 } = await kept(drawing, posters);
    expect(type).to.equal('image/png');
    expect((await sharp(bytes).metadata()).format).to.equal('png');
    expect(width).to.be.at.least(920);
    expect(height).to.be.at.least(240);
    expect(await problem(drawing)).to.have.property('code', 'files.type_expected');
  });

  for (const [what, inside] of Object.entries({
    script: '<script>alert(1)</script>',
    'script with a prefix': '<svg:script xmlns:svg="http://www.w3.org/2000/svg">1</svg:script>',
    handler: '<rect width="1" height="1" onload="alert(1)"/>',
    'foreign object': '<foreignObject><body/></foreignObject>',
    'a file of ours': '<image href="file:///etc/passwd" width="9" height="9"/>',
    'a relative file': '<image xlink:href="../keys/secrets.json" width="9" height="9"/>',
    'an address': '<image href="http://169.254.169.254/latest" width="9" height="9"/>',
    'an encoded address': '<image &#x68;ref="&#104;ttp://x.example/" width="9" height="9"/>',
    'an SVG inside': '<image href="data:image/svg+xml;base64,PHN2Zy8+" width="9" height="9"/>',
    'a use elsewhere': '<use href="other.svg#a"/>',
    'a style elsewhere': '<style>@import "http://x.example/a.css";</style>',
    'a url elsewhere': '<rect width="9" height="9" fill="url(http://x.example/#a)"/>',
    'an escaped url': '<style>rect{fill:u\\72l(http://x.example/a)}</style>',
    filter: '<filter id="a"><feGaussianBlur stdDeviation="9999"/></filter>',
    text: '<text y="20">青溪</text>',
  }))
    it(`with ${what} is refused`, async () => {
      expect(await problem(svg(inside), posters))
        .to.have.property('code')
        .that.match(/^files\.svg_/);
    });

  it('is refused with entities, which could unfold or read files', async () => {
    const head = '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>';
    expect(await problem(Buffer.concat([Buffer.from(head), svg('&a;')]), posters)).to.have.property(
      'code',
      'files.type_expected',
    );
  });

  it('is refused when it claims to be huge or is not well formed', async () => {
    expect(await problem(svg('<rect/>', 'width="1000000000" height="1"'), posters)).to.have.property('code');
    expect(await problem(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect'), posters)).to.have.property(
      'code',
    );
  });
});

describe('a PDF', () => {
  it('is kept as it is', async () => {
    const whole = pdf({
      objects: [
        Buffer.concat([
          Buffer.from('<< /Length 4 >>\nstream\n'),
          Buffer.from([1, 2, 3, 4]),
          Buffer.from('\nendstream'),
        ]),
      ],
    });
    expect((await kept(whole)).bytes.equals(whole)).to.equal(true);
  });

  const streamOf = (objects: string, filter = '/Filter /FlateDecode') => {
    const packed = deflateSync(Buffer.from(objects));
    return Buffer.concat([
      Buffer.from(`<< /Type /ObjStm /N 1 /First 5 ${filter} /Length ${packed.length} >>\nstream\r\n`),
      packed,
      Buffer.from('\r\nendstream'),
    ]);
  };
  for (const [what, bytes] of Object.entries({
    'a script': pdf({ objects: ['<< /S /JavaScript /JS (app.alert(1)) >>'] }),
    'an escaped script': pdf({ objects: ['<< /S /J#61vaScript#20 /J#53 (1) >>'.replace('#20', '')] }),
    'a script in an object stream': pdf({ objects: [streamOf('10 0 << /S /JavaScript /JS (1) >>')] }),
    'a program to start': pdf({ objects: ['<< /S /Launch /F (calc.exe) >>'] }),
    'an attachment': pdf({ objects: ['<< /Type /EmbeddedFile >>'] }),
    'an attachment in an object stream': pdf({ objects: [streamOf('10 0 << /EmbeddedFiles 11 0 R >>')] }),
    'a form that sends': pdf({ objects: ['<< /S /SubmitForm /F (http://x.example) >>'] }),
  }))
    it(`with ${what} is refused`, async () => {
      expect(await problem(bytes)).to.have.property('code', 'files.pdf_active');
    });

  it('is refused when it is encrypted, cut, not a PDF from its first byte, or unreadable', async () => {
    expect(await problem(pdf({ trailer: '/Encrypt 9 0 R' }))).to.have.property('code', 'files.pdf_password');
    expect(await problem(pdf().subarray(0, -20))).to.have.property('code', 'files.pdf_incomplete');
    expect(await problem(Buffer.concat([Buffer.from('junk'), pdf()]))).to.have.property('code');
    expect(await problem(Buffer.concat([pdf(), Buffer.alloc(4000, 'PK')]))).to.have.property(
      'code',
      'files.pdf_incomplete',
    );
    expect(
      await problem(pdf({ objects: ['<< /Type /ObjStm /Filter /LZWDecode >>\nstream\n\x80\x0b\nendstream'] })),
    ).to.have.property('code', 'files.pdf_strange');
    const bomb = pdf({ objects: [streamOf('a'.repeat(64 * 1024 * 1024))] });
    expect(bomb.length).to.be.below(200_000);
    expect(await problem(bomb)).to.have.property('code', 'files.pdf_strange');
  });
});
