import type { Speech } from '../../fact.ts';
import type { Field } from '../../fields/form.ts';
import { everyField } from '../../resources/channels/canonical.ts';
import type { Channel } from '../../resources/channels/channel.ts';
import { wordsOfData } from './facts.ts';

/** The fields of a channel, by the groups of its form. */
export function sectionsOf(channel: Channel, say: Speech['say']) {
  const fields = everyField(channel);
  const words = wordsOfData(say);
  const of = (names: readonly string[]) =>
    fields.filter((field) => names.includes(field.name)).map((field) => shownField(field, words));
  const { groups, live } = channel;
  return [
    ...groups.map((group) => ({ name: group.name, title: words(group.title), fields: of(Object.keys(group.fields)) })),
    ...(live === undefined
      ? []
      : [{ name: 'live', title: words('实时信息（免审核）'), fields: of(Object.keys(live)) }]),
  ];
}

export type FieldSection = ReturnType<typeof sectionsOf>[number];

const types = { integer: '整数', number: '数字', boolean: 'true 或 false', list: '文字的数组', rows: '对象的数组' };

/** A line of the table. */
function shownField(
  { name, title, as, control, options, optional, hint, requiredWhen, max, accept }: Field,
  words: (text: string) => string,
) {
  return {
    name,
    title: words(title),
    type: words(
      as !== undefined
        ? types[as.type]
        : control === 'files'
          ? '文件编号或地址的数组'
          : control === 'date'
            ? '日期'
            : control === 'datetime'
              ? '时间'
              : '文字',
    ),
    need: words(optional ? (requiredWhen ?? '选填') : '必填'),
    notes: [
      hint,
      max !== undefined && control !== 'date' ? `最多 ${max} 个字` : undefined,
      accept && accept.most > 1 ? `最多 ${accept.most} 个` : undefined,
    ]
      .filter((note) => note !== undefined)
      .map(words),
    options: Object.entries(options ?? {}).map(([value, label]) => ({ value, label: words(label) })),
    columns: as?.type === 'rows' ? as.columns.map((column) => ({ name: column.name, title: words(column.title) })) : [],
  };
}
