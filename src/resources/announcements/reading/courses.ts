import type { ReadValue } from '../announcement.ts';
import type { Context, Values } from './context.ts';
import { artIn, lessonCount } from './kinds.ts';
import type { Piece } from './pieces.ts';

const levels: readonly (readonly [string, RegExp])[] = [
  ['zero', /零基础|入门|启蒙/],
  ['basic', /初级|基础班|初学/],
  ['mid', /中级|提高班|进阶/],
  ['adv', /高级|精英|研修/],
];

/** The fields of a course that an activity does not have. */
export function courseValues(context: Context, pieces: readonly Piece[], title: string, values: Values): Values {
  const { plain, source } = context;
  const read = (value: string, from: number, to: number, more: Partial<ReadValue> = {}): ReadValue => ({
    value,
    spans: [source.spanOf(from, to)],
    source: 'text',
    ...more,
  });
  const art = artIn(title);
  const titleAt = values.title?.spans ?? [];
  const teacher = pieces.find(({ subject }) => subject === 'teacher');
  const name =
    teacher === undefined
      ? undefined
      : plain
          .slice(teacher.from, teacher.to)
          .replace(/^[\s:]+/, '')
          .split(/[,。;(\n\t]/)[0]
          ?.trim();
  const lessons = pieces.flatMap(({ from, to }) => lessonCount(plain, from, to) ?? [])[0];
  const words = pieces.map(({ from, to }) => plain.slice(from, to)).join('\n');
  const level = levels.find(([, form]) => form.test(title)) ?? levels.find(([, form]) => form.test(words));
  const isOnline = values.mode?.value === 'online';
  return {
    ...(art !== undefined && { art_category: { value: art, spans: titleAt, source: 'text' } }),
    ...(level !== undefined && { level: { value: level[0], spans: titleAt, source: 'text' } }),
    ...(values.mode !== undefined && { form: { ...values.mode, value: isOnline ? 'live' : 'offline' } }),
    ...(name !== undefined &&
      name.length > 1 &&
      name.length <= 30 &&
      teacher !== undefined && { teacher: read(name, teacher.from, teacher.to) }),
    ...(lessons !== undefined && { lessons: read(lessons.value, ...lessons.at) }),
    ...(values.booking_url !== undefined && { enroll_url: values.booking_url }),
    ...(values.fee_type !== undefined && {
      fee_type: { ...values.fee_type, value: values.fee_type.value.replace('free_booking', 'free') },
    }),
  };
}
