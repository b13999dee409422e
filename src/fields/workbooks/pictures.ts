import { buffer, text } from 'node:stream/consumers';
import { fact } from '../facts.ts';
import type { Archive } from './guard.ts';
import { Unreadable } from './unreadable.ts';
import { elementsIn, nested } from './xml-parts.ts';

/** A picture of at most this many bytes is one; the room that takes it refuses larger ones with a reason. */
const largest = 12 * 1024 * 1024;
/** All pictures of a file together; one that many cells show counts once. */
const largestTogether = 96 * 1024 * 1024;

/** Reads each part once, and no more than all of them may have. */
export function createOnce(read: (part: string) => Promise<Uint8Array> | undefined) {
  const known = new Map<string, Uint8Array | undefined>();
  let spent = 0;
  return async (part: string): Promise<Uint8Array | undefined> => {
    if (known.has(part)) return known.get(part);
    const bytes = await read(part);
    spent += bytes?.length ?? 0;
    if (spent > largestTogether) throw new Unreadable(fact('fields.book_inflated'));
    known.set(part, bytes);
    return bytes;
  };
}

/** Where a cell says that its picture is: by WPS in a formula, by Excel as a value of its own kind. */
type CellMark = { formula: string; valueMetadata: number | undefined };

type Floating = { column: number; part: string };

export interface SheetPictures {
  /** The part of the picture that a cell is. */
  inCell(mark: CellMark): string | undefined;
  /** Parts of pictures that lie on the sheet, by the row of their upper left corner; rows and columns counted from 1. */
  floating: ReadonlyMap<number, readonly Floating[]>;
  /** Its bytes; undefined where the part is missing or too large. */
  read(part: string): Promise<{ name: string; bytes: Uint8Array } | undefined>;
}

/**
 * Pictures of a sheet in the three ways of spreadsheet programs: WPS names one in the formula DISPIMG, Excel 365 keeps it as the value of the cell,
 * and all of them can lay it over a cell.
 */
export async function picturesOf(archive: Archive, sheetPart: string): Promise<SheetPictures> {
  const xml = async (part: string) => (archive.has(part) ? text(await archive.open(part)) : '');

  /** The parts that a part refers to, by the id of the reference. */
  async function targets(part: string): Promise<ReadonlyMap<string, string>> {
    const [folder, file] = [part.slice(0, part.lastIndexOf('/')), part.slice(part.lastIndexOf('/') + 1)];
    const found = elementsIn(await xml(`${folder}/_rels/${file}.rels`), 'Relationship');
    return new Map(found.map(({ attributes }) => [attributes.Id ?? '', resolved(folder, attributes.Target ?? '')]));
  }

  async function ofWps(): Promise<ReadonlyMap<string, string>> {
    const part = 'xl/cellimages.xml';
    if (!archive.has(part)) return new Map();
    const parts = await targets(part);
    return new Map(
      nested(await xml(part), 'cellImage', ['cNvPr', 'blip']).flatMap(({ attributes }): [string, string][] => {
        const target = parts.get(attributes.blip?.['r:embed'] ?? '');
        const name = attributes.cNvPr?.name;
        return name === undefined || target === undefined ? [] : [[name, target]];
      }),
    );
  }

  /** By the number of the value's metadata, counted from 1. */
  async function ofValues(): Promise<ReadonlyMap<number, string>> {
    const part = 'xl/richData/richValueRel.xml';
    if (!archive.has(part) || !archive.has('xl/metadata.xml')) return new Map();
    const parts = await targets(part);
    const relations = elementsIn(await xml(part), 'rel').map(({ attributes }) => parts.get(attributes['r:id'] ?? ''));
    const metadata = await xml('xl/metadata.xml');
    const futures = elementsIn(metadata, 'rvb').map(({ attributes }) => Number(attributes.i));
    const values = nested(await xml('xl/richData/rdrichvalue.xml'), 'rv', ['v']).map(({ texts }) => Number(texts.v));
    return new Map(
      elementsIn(metadata, 'rc', 'valueMetadata').flatMap(({ attributes }, place): [number, string][] => {
        const target = relations[values[futures[Number(attributes.v)] ?? -1] ?? -1];
        return target === undefined ? [] : [[place + 1, target]];
      }),
    );
  }

  async function laidOver(): Promise<Map<number, Floating[]>> {
    const floating = new Map<number, Floating[]>();
    const drawings = [...(await targets(sheetPart)).values()].filter((part) => /\/drawing\d*\.xml$/i.test(part));
    for (const part of drawings) {
      const parts = await targets(part);
      for (const anchor of ['twoCellAnchor', 'oneCellAnchor'])
        for (const { attributes, texts } of nested(await xml(part), anchor, ['row', 'col', 'blip'])) {
          const target = parts.get(attributes.blip?.['r:embed'] ?? '');
          if (target === undefined) continue;
          const row = Number(texts.row) + 1;
          floating.set(row, [...(floating.get(row) ?? []), { column: Number(texts.col) + 1, part: target }]);
        }
    }
    return floating;
  }

  const [wps, values, floating] = [await ofWps(), await ofValues(), await laidOver()];
  const once = createOnce((part) =>
    archive.has(part) && archive.sizeOf(part) <= largest ? archive.open(part).then(buffer) : undefined,
  );
  return {
    inCell({ formula, valueMetadata }) {
      const [, name] = /DISPIMG\(\s*"([^"]{1,100})"/i.exec(formula) ?? [];
      if (name !== undefined) return wps.get(name);
      return valueMetadata === undefined ? undefined : values.get(valueMetadata);
    },
    floating,
    async read(part) {
      const bytes = await once(part);
      return bytes && { name: part.slice(part.lastIndexOf('/') + 1), bytes };
    },
  };
}

/** ../media/image1.png, seen from xl/drawings. */
function resolved(folder: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path = folder.split('/');
  for (const step of target.split('/'))
    if (step === '..') path.pop();
    else if (step !== '.') path.push(step);
  return path.join('/');
}
