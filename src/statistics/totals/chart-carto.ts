/** Where the tile of each province lies, in columns and rows. Tiles, never a drawn map. */
const places = {
  '23': ['黑龙江', 8, 0],
  '22': ['吉林', 8, 1],
  '21': ['辽宁', 8, 2],
  '15': ['内蒙古', 5, 1],
  '65': ['新疆', 0, 2],
  '62': ['甘肃', 2, 2],
  '64': ['宁夏', 4, 2],
  '13': ['河北', 6, 2],
  '11': ['北京', 7, 1],
  '12': ['天津', 7, 2],
  '54': ['西藏', 0, 4],
  '63': ['青海', 1, 3],
  '61': ['陕西', 4, 3],
  '14': ['山西', 5, 2],
  '37': ['山东', 7, 3],
  '41': ['河南', 6, 3],
  '32': ['江苏', 7, 4],
  '34': ['安徽', 6, 4],
  '31': ['上海', 8, 4],
  '51': ['四川', 2, 4],
  '50': ['重庆', 3, 4],
  '42': ['湖北', 5, 4],
  '43': ['湖南', 5, 5],
  '36': ['江西', 6, 5],
  '33': ['浙江', 7, 5],
  '53': ['云南', 2, 6],
  '52': ['贵州', 4, 5],
  '45': ['广西', 4, 6],
  '44': ['广东', 5, 6],
  '35': ['福建', 6, 6],
  '71': ['台湾', 8, 6],
  '46': ['海南', 5, 8],
  '81': ['香港', 6, 7],
  '82': ['澳门', 5, 7],
} as const;

export const provinceName = (code: string): string | undefined =>
  new Map<string, readonly [string, number, number]>(Object.entries(places)).get(code)?.[0];

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
  return Object.entries(places).map(([code, [name, column, row]]): Tile => {
    const known = values.get(code);
    const value = known?.value;
    return {
      code,
      name,
      quantile: value === undefined ? 0 : quantileOf(value, edges),
      isHatched: value !== undefined && known?.isEnough === false,
      label: known === undefined ? '未接入' : value === undefined ? '未报' : known.label,
      x: 1 + column * columnWidth,
      y: 1 + row * rowHeight,
    };
  });
}
