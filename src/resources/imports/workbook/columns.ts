import type { Field } from '../../../fields/form.ts';
import { type Format, plainHeading } from '../../../fields/workbooks/table.ts';
import { everyField } from '../../channels/canonical.ts';
import type { Channel } from '../../channels/channel.ts';

/** The columns of the channel's workbook: 本地编号 first, which identifies a row. */
export function columnsOf(channel: Channel): Field[] {
  const fields = everyField(channel);
  return [
    ...fields.filter(({ name }) => name === 'external_id'),
    ...fields.filter(({ name }) => name !== 'external_id'),
  ];
}

/** Under which plain headings a column is known: its title and the name that programs use. */
export function headingsOf(channel: Channel): Map<string, Field> {
  const fields = columnsOf(channel);
  return new Map([
    ...fields.map((field): [string, Field] => [plainHeading(field.name), field]),
    ...fields.map((field): [string, Field] => [plainHeading(field.title), field]),
  ]);
}

export function formatOf({ control, as }: Pick<Field, 'control' | 'as'>): Format {
  if (control === 'date') return 'day';
  if (control === 'datetime') return 'moment';
  return as?.type === 'integer' || as?.type === 'number' ? 'number' : 'text';
}
