import type { Field } from '../../../fields/form.ts';
import { regionsBelow } from '../../../fields/regions/region-table.ts';
import { type Cell, letterOf, type SheetPlan } from '../../../fields/workbooks/table.ts';
import type { Channel } from '../../channels/channel.ts';
import { columnsOf, formatOf } from './columns.ts';
import { examplesOf } from './examples.ts';

/** Goes up when columns change their names or their values. */
export const templateVersion = '2026.2';

/** The identity of the channel's workbook. */
export const templateOf = ({ code }: Pick<Channel, 'code'>): string => `${code}@${templateVersion}`;

export const hintMark = '说明：';

const kinds: Readonly<Record<string, string>> = {
  select: '单选',
  checks: '多选，用“、”分开',
  check: '是或否',
  date: '日期',
  datetime: '日期和时间',
  number: '数字',
  url: '网址',
  tel: '电话',
  region: '6 位代码，见“行政区划”',
  files: 'https:// 开头的地址，一行一个',
  lines: '一行一项',
};

const limitsOf = ({ max, as, accept }: Field): string[] => [
  ...(max === undefined ? [] : [`最多 ${max} 个字`]),
  ...((as?.type === 'integer' || as?.type === 'number') && as.min !== undefined ? [`${as.min} 到 ${as.max}`] : []),
  ...(accept === undefined ? [] : [`最多 ${accept.most} 个`]),
];

const explained = (field: Field): string =>
  [field.optional ? '选填' : '必填', kinds[field.control] ?? '文字', ...limitsOf(field), field.hint ?? '']
    .filter(Boolean)
    .join('；');

const heading = (field: Field): string => (field.optional ? field.title : `${field.title}*`);

function dictionary(fields: readonly Field[], channel: Channel): SheetPlan {
  const example = examplesOf(channel)[0] ?? {};
  const rows: Cell[][] = fields.flatMap((field) => {
    const row = [field.title, field.name, field.optional ? '选填' : '必填', kinds[field.control] ?? '文字'];
    const options = Object.entries(field.options ?? {});
    const words = [...limitsOf(field), field.hint ?? ''].filter(Boolean).join('；');
    const whole = [
      ...row,
      words,
      field.name === 'external_id' ? (channel.example.external_id ?? '') : (example[field.name] ?? ''),
    ];
    return options.length === 0
      ? [[...whole, '', '']]
      : options.map(([code, name], place) => [...(place === 0 ? whole : ['', '', '', '', '', '']), name, code]);
  });
  return {
    name: '数据字典',
    rows: [['列名', '字段', '必填', '类型', '说明', '例子', '可以填', '代码'], ...rows],
    widths: [16, 20, 8, 18, 44, 32, 24, 16],
    looks: { 1: 'heading' },
    frozen: { rows: 1, columns: 0 },
  };
}

function regions(): SheetPlan {
  const rows: Cell[][] = [['代码', '名称', '上级']];
  for (const province of regionsBelow()) {
    rows.push([province.code, province.name, '']);
    for (const city of regionsBelow(province.code)) {
      rows.push([city.code, city.name, province.name]);
      if (city.code.endsWith('00'))
        for (const county of regionsBelow(city.code))
          rows.push([county.code, county.name, `${province.name}${city.name}`]);
    }
  }
  return {
    name: '行政区划',
    rows,
    widths: [12, 28, 32],
    formats: ['text', 'text', 'text'],
    looks: { 1: 'heading' },
    frozen: { rows: 1, columns: 0 },
  };
}

/** The words of each field that chooses one of a list, a column each: cells may not hold a longer list themselves. */
function choices(fields: readonly Field[]) {
  const choosing = fields.filter(({ control, options }) => control === 'select' && options !== undefined);
  const words = choosing.map(({ options }) => Object.values(options ?? {}));
  const most = Math.max(0, ...words.map(({ length }) => length));
  const plan: SheetPlan = {
    name: '选项',
    rows: Array.from({ length: most }, (_each, row) => words.map((column) => column[row] ?? null)),
    isHidden: true,
  };
  const lists = choosing.map((field, place) => ({
    column: fields.indexOf(field) + 1,
    source: `'选项'!$${letterOf(place + 1)}$1:$${letterOf(place + 1)}$${words[place]?.length ?? 1}`,
    hint: explained(field),
  }));
  return { plan, lists };
}

/** The channel's workbook: titles, hidden names, explanations, and three examples, or values to be migrated into it. */
export function templatePlans(channel: Channel, given?: readonly Readonly<Record<string, Cell>>[]): SheetPlan[] {
  const fields = columnsOf(channel);
  const rowOf = (data: Readonly<Record<string, Cell>>) => fields.map(({ name }) => data[name] || null);
  const { plan: options, lists } = choices(fields);
  const hints = fields.map((field, place) => (place === 0 ? hintMark : '') + explained(field));
  const rows = [
    fields.map(heading),
    fields.map(({ name }) => name),
    hints,
    ...(given ?? examplesOf(channel)).map(rowOf),
  ];
  const data: SheetPlan = {
    name: '数据',
    rows,
    widths: fields.map(({ control, title }) =>
      Math.max(title.length * 2 + 4, control === 'textarea' || control === 'url' || control === 'files' ? 30 : 18),
    ),
    formats: fields.map(formatOf),
    looks: {
      ...{ 1: 'heading', 2: 'hidden', 3: 'hint' },
      ...(given === undefined && { 4: 'example', 5: 'example', 6: 'example' }),
    },
    lists: lists.map((list) => ({ ...list, from: 4 })),
    frozen: { rows: 2, columns: 2 },
  };
  return [data, dictionary(fields, channel), regions(), options];
}
