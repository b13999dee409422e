import type { LinkPosition, Outline, Region } from './side.ts';

type Box = { x: number; y: number; width: number; height: number };
/** A page drawn from its outline: no browser opened it, so it shows its parts and not its look. */
export type Drawing = {
  width: number;
  height: number;
  bands: readonly (Box & { region: Region; links: readonly Box[]; pictures: readonly Box[] })[];
  title: string;
  /** Where our link stands, or stood. */
  frame: Box | undefined;
};

const height = 340;
const gap = 14;
const frameSize = { width: 124, height: 43 };

/** `width`: 560 for a wide page, 300 for one on a phone. `last`: where the link stood when it was last seen. */
export function draw(outline: Outline, place: LinkPosition | undefined, width: number): Drawing {
  const found =
    outline.bands.length > 0 ? outline.bands : [{ region: 'main' as const, from: 0, to: 1, links: 0, pictures: 0 }];
  const least = Math.min(46, height / found.length);
  const spare = height - least * found.length;
  const whole = found.reduce((sum, { from, to }) => sum + Math.max(0.01, to - from), 0);
  const bandOfPlace = place && bandOf(found, place);
  let y = 0;
  let frame: Box | undefined;
  const bands = found.map((band, index) => {
    const tall = least + (spare * Math.max(0.01, band.to - band.from)) / whole;
    const box = { x: 0, y: round(y), width, height: round(tall) };
    y += tall;
    const isFramed = index === bandOfPlace;
    if (isFramed)
      frame = { ...frameSize, x: gap, y: round(Math.max(box.y + 1, box.y + box.height - frameSize.height - 4)) };
    return { ...box, region: band.region, ...contents(box, band, isFramed) };
  });
  return { width, height, bands, title: outline.title, frame };
}

/** The band of that part of the page nearest to where the link stands. */
function bandOf(bands: Outline['bands'], { region, at }: LinkPosition): number | undefined {
  const near = bands
    .map((band, index) => ({
      index,
      same: band.region === region ? 0 : 1,
      away: Math.abs((band.from + band.to) / 2 - at),
    }))
    .toSorted((one, other) => one.same - other.same || one.away - other.away);
  return near[0]?.index;
}

/** Some of the parts there: pictures above, links as lines below; beside the frame if there is one. */
function contents(box: Box, { links, pictures }: { links: number; pictures: number }, isFramed: boolean) {
  const left = isFramed ? gap * 2 + frameSize.width : gap;
  const columns = Math.max(1, Math.floor((box.width - left) / 92));
  const cell = (place: number, high: number, top: number): Box => ({
    x: left + (place % columns) * 92,
    y: round(top + Math.floor(place / columns) * (high + 8)),
    width: Math.min(78, box.width - left - gap),
    height: high,
  });
  const capacity = (count: number, high: number, room: number) =>
    Math.max(0, Math.min(count, columns * Math.floor((room + 8) / (high + 8))));
  const shown = capacity(Math.min(pictures, columns), 34, box.height - 40);
  const below = box.y + 14 + (shown > 0 ? 46 : 0);
  const lines = capacity(Math.min(links, 12), 7, box.y + box.height - below - 8);
  return {
    pictures: Array.from({ length: shown }, (_, place) => cell(place, 34, box.y + 12)),
    links: Array.from({ length: lines }, (_, place) => cell(place, 7, below)),
  };
}

const round = (size: number) => Math.round(size * 10) / 10;
