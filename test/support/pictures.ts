import sharp from 'sharp';

/** A picture with something to see in it: three upright bands, red, green, blue, so that crops can be distinguished. */
export async function bands(width: number, height: number, format: 'png' | 'jpeg' | 'webp' = 'png'): Promise<Buffer> {
  const third = Math.floor(width / 3);
  const band = (red: number, green: number, blue: number) => ({
    create: { width: third, height, channels: 3 as const, background: { r: red, g: green, b: blue } },
  });
  return sharp({ create: { width, height, channels: 3, background: { r: 0, g: 0, b: 255 } } })
    .composite([
      { input: band(255, 0, 0), left: 0, top: 0 },
      { input: band(0, 255, 0), left: third, top: 0 },
    ])
    .toFormat(format, { quality: 95 })
    .toBuffer();
}

/** Of `bands`, or a part of it. Red, green or blue, whichever is strongest in the middle of the left, middle and right third. */
export async function thirds(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  return [1, 3, 5]
    .map((sixth) => {
      const at = (Math.floor(info.height / 2) * info.width + Math.floor((info.width * sixth) / 6)) * info.channels;
      const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
      return red > green && red > blue ? 'r' : green > blue ? 'g' : 'b';
    })
    .join('');
}

/** A small PDF, whole; `objects` are added as numbered objects, `trailer` to the trailer. */
export function pdf({ objects = [], trailer = '' }: { objects?: (string | Buffer)[]; trailer?: string } = {}): Buffer {
  const all = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
    ...objects,
  ];
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  for (const [place, object] of all.entries())
    chunks.push(Buffer.from(`${place + 1} 0 obj\n`), Buffer.from(object), Buffer.from('\nendobj\n'));
  const at = Buffer.concat(chunks).length;
  chunks.push(
    Buffer.from(
      `xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size ${all.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(chunks);
}

/** About 1 KB that draws ten shapes in each of ten in each of ten, nine times over. */
export function nestedDrawing({ dashes = true } = {}): Buffer {
  const stroke = dashes ? 'stroke="#000" stroke-dasharray="0.01"' : 'stroke="#000"';
  const levels = Array.from(
    { length: 8 },
    (_, n) => `<g id="${'bcdefghi'[n]}">${`<use href="#${'abcdefgh'[n]}"/>`.repeat(6)}</g>`,
  ).join('');
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 460 120"><defs><path id="a" ${stroke} d="M0 0h460v120"/>${levels}</defs><use href="#i"/></svg>`,
  );
}
