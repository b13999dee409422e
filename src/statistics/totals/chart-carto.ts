import { provinceTiles } from '../../fields/regions/province-tiles.ts';

export type Quantile = 1 | 2 | 3 | 4 | 5;

/** The four values at which one fifth ends and the next begins. */
export function quantileEdges(values: readonly number[]): number[] {
  const sorted = values.toSorted((one, other) => one - other);
  return [1, 2, 3, 4].map((fifth) => sorted[Math.min(sorted.length - 1, Math.ceil((fifth * sorted.length) / 5))] ?? 0);
}

export const quantileOf = (value: number, edges: readonly number[]): Quantile => {
  const above = edges.filter((edge) => value >= edge).length;
  return above === 0 ? 1 : above === 1 ? 2 : above === 2 ? 3 : above === 3 ? 4 : 5;
};

export type TileValue = { value: number | undefined; label: string; isEnough: boolean };
export type Tile = {
  code: string;
  name: string;
  /** Its short name of one character, for phones. */
  character: string;
  /** 0: not connected. */
  quantile: 0 | Quantile;
  isHatched: boolean;
  label: string;
  x: number;
  y: number;
};

const [columnWidth, rowHeight] = [68, 54];

/** Every province as a tile: coloured by fifths of those that are known, hatched where too little is reported. */
export function cartogram(values: ReadonlyMap<string, TileValue>): Tile[] {
  const edges = quantileEdges([...values.values()].flatMap(({ value }) => value ?? []));
  return provinceTiles.map(({ code, name, character, x, y }): Tile => {
    const known = values.get(code);
    const value = known?.value;
    return {
      code,
      name,
      character,
      quantile: value === undefined ? 0 : quantileOf(value, edges),
      isHatched: value !== undefined && known?.isEnough === false,
      label: known === undefined ? '未接入' : value === undefined ? '未报' : known.label,
      x: 1 + x * columnWidth,
      y: 1 + y * rowHeight,
    };
  });
}
