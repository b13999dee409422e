type Province = readonly [name: string, character: string, column: number, row: number];

/** The short name of a province, of one character, and the position of its tile, in columns and rows. Tiles, never a drawn map. */
const provinces: Readonly<Record<string, Province>> = {
  '11': ['北京', '京', 7, 1],
  '12': ['天津', '津', 7, 2],
  '13': ['河北', '冀', 6, 2],
  '14': ['山西', '晋', 5, 2],
  '15': ['内蒙古', '蒙', 5, 1],
  '21': ['辽宁', '辽', 8, 2],
  '22': ['吉林', '吉', 8, 1],
  '23': ['黑龙江', '黑', 8, 0],
  '31': ['上海', '沪', 8, 4],
  '32': ['江苏', '苏', 7, 4],
  '33': ['浙江', '浙', 7, 5],
  '34': ['安徽', '皖', 6, 4],
  '35': ['福建', '闽', 6, 6],
  '36': ['江西', '赣', 6, 5],
  '37': ['山东', '鲁', 7, 3],
  '41': ['河南', '豫', 6, 3],
  '42': ['湖北', '鄂', 5, 4],
  '43': ['湖南', '湘', 5, 5],
  '44': ['广东', '粤', 5, 6],
  '45': ['广西', '桂', 4, 6],
  '46': ['海南', '琼', 5, 8],
  '50': ['重庆', '渝', 3, 4],
  '51': ['四川', '川', 2, 4],
  '52': ['贵州', '贵', 4, 5],
  '53': ['云南', '滇', 2, 6],
  '54': ['西藏', '藏', 0, 4],
  '61': ['陕西', '陕', 4, 3],
  '62': ['甘肃', '甘', 2, 2],
  '63': ['青海', '青', 1, 3],
  '64': ['宁夏', '宁', 4, 2],
  '65': ['新疆', '新', 0, 2],
  '71': ['台湾', '台', 8, 6],
  '81': ['香港', '港', 6, 7],
  '82': ['澳门', '澳', 5, 7],
};

/** 华北, 东北 …: the parts of the country, for those who do not read tiles. */
const parts: Readonly<Record<string, readonly string[]>> = {
  华北: ['11', '12', '13', '14', '15'],
  东北: ['21', '22', '23'],
  华东: ['31', '32', '33', '34', '35', '36', '37', '71'],
  中南: ['41', '42', '43', '44', '45', '46', '81', '82'],
  西南: ['50', '51', '52', '53', '54'],
  西北: ['61', '62', '63', '64', '65'],
};

/** 浙江, by the first two digits of its code. */
export const provinceName = (code: string): string | undefined =>
  Object.hasOwn(provinces, code) ? provinces[code]?.[0] : undefined;

export const provinceTiles = Object.entries(provinces).map(([code, [name, character, x, y]]) => ({
  ...{ code, name, character, x, y },
}));

export const partsOfCountry = Object.entries(parts).map(([name, codes]) => ({ name, codes }));
