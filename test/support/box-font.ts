const em = 1_000;
/** Marks, kana, Han and full-width forms: whatever is written in a square. */
const squares: readonly (readonly [first: number, last: number])[] = [
  [0x2e80, 0x9fff],
  [0xf900, 0xfaff],
  [0xff01, 0xff60],
];
const name = 'Test Boxes';

/**
 * A font whose every Chinese character is the same box, as wide as the real ones: sixty kilobytes instead of twenty megabytes. Lines break,
 * and widths fill, as they do where a Chinese font is installed; only who looks at pictures sees the difference.
 */
export function boxFont(): Buffer {
  const unicodeRanges = u32(0, (1 << 16) | (1 << 17) | (1 << 27), 0, 0);
  const box = glyph([80, -80], [80, 840], [920, 840], [920, -80]);
  return assembled({
    'OS/2': Buffer.concat([
      u16(4, em, 400, 5, 0, 650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0, 0, 0, 0, 0, 0),
      unicodeRanges,
      Buffer.from('TEST'),
      u16(0x40, 0x2e80, 0xff60, 880, -120, 0, 1160, 288),
      u32(1 << 18, 0), // simplified Chinese
      u16(520, 730, 0, 0x20, 1),
    ]),
    cmap: characters(),
    glyf: box,
    head: Buffer.concat([
      u16(1, 0, 1, 0),
      u32(0, 0x5f0f3cf5),
      u16(3, em, 0, 0, 0, 0, 0, 0, 0, 0, 80, -80, 920, 840, 0, 8, 2, 1, 0),
    ]),
    hhea: u16(1, 0, 1160, -288, 0, em, 80, 80, 920, 1, 0, 0, 0, 0, 0, 0, 0, 2),
    hmtx: u16(em, 0, em, 80),
    loca: u32(0, 0, box.length),
    maxp: u16(1, 0, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
    name: names(),
    post: Buffer.concat([u16(3, 0, 0, 0, -100, 50), u32(0, 0, 0, 0, 0)]),
  });
}

const u16 = (...numbers: number[]) => {
  const bytes = Buffer.alloc(numbers.length * 2);
  for (const [index, number] of numbers.entries()) bytes.writeUInt16BE(number & 0xffff, index * 2);
  return bytes;
};
const u32 = (...numbers: number[]) => {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number >>> 0, index * 4);
  return bytes;
};

/** Format 4: segments of characters, all of which look into the same list of glyphs, where the box stands as often as the longest asks. */
function characters(): Buffer {
  const segments = [...squares, [0xffff, 0xffff] as const];
  const longest = Math.max(...squares.map(([first, last]) => last - first + 1));
  const list = Buffer.alloc(longest * 2, u16(1));
  const power = Math.floor(Math.log2(segments.length));
  const search = 2 << power;
  const body = Buffer.concat([
    u16(segments.length * 2, search, power, segments.length * 2 - search),
    u16(...segments.map(([, last]) => last), 0, ...segments.map(([first]) => first)),
    u16(...squares.map(() => 0), 1), // the last segment is no character
    u16(...squares.map((_, index) => 2 * (segments.length - index)), 0),
    list,
  ]);
  return Buffer.concat([u16(0, 1, 3, 1), u32(12), u16(4, 6 + body.length, 0), body]);
}

/** A glyph of one outline with corners. */
function glyph(...corners: [x: number, y: number][]): Buffer {
  const steps = (axis: 0 | 1) => corners.map((corner, index) => corner[axis] - (corners[index - 1]?.[axis] ?? 0));
  return Buffer.concat([
    u16(1, 80, -80, 920, 840, corners.length - 1, 0),
    Buffer.alloc(corners.length, 1),
    u16(...steps(0), ...steps(1)),
  ]);
}

/** Family, style, whole name and the name for PostScript. */
function names(): Buffer {
  const texts = [
    [1, name],
    [2, 'Regular'],
    [4, name],
    [6, name.replace(' ', '')],
  ] as const;
  const encoded = texts.map(([id, text]) => ({ id, bytes: Buffer.from(text, 'utf16le').swap16() }));
  let offset = 0;
  const records = encoded.map(({ id, bytes }) => {
    const record = u16(3, 1, 0x409, id, bytes.length, offset);
    offset += bytes.length;
    return record;
  });
  return Buffer.concat([u16(0, texts.length, 6 + 12 * texts.length), ...records, ...encoded.map(({ bytes }) => bytes)]);
}

/** The tables behind their directory, each on a boundary of four bytes. */
function assembled(tables: Readonly<Record<string, Buffer>>): Buffer {
  const entries = Object.entries(tables);
  const power = Math.floor(Math.log2(entries.length));
  const head = [u32(0x00010000), u16(entries.length, 16 << power, power, entries.length * 16 - (16 << power))];
  let offset = 12 + entries.length * 16;
  const bodies: Buffer[] = [];
  for (const [tag, table] of entries) {
    const padded = Buffer.concat([table, Buffer.alloc(-table.length & 3)]);
    let sum = 0;
    for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
    head.push(Buffer.from(tag), u32(sum, offset, table.length));
    bodies.push(padded);
    offset += padded.length;
  }
  return Buffer.concat([...head, ...bodies]);
}
