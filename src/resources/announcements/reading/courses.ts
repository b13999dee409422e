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

/** The day of the last lesson; that of a single one is no last day of a class. */
function lastDayOf({ start_at: start, end_at: end }: Values): ReadValue | undefined {
  if (start === undefined || end === undefined) return undefined;
  const day = end.value.slice(0, 10);
  const { others: _, ...held } = end;
  // A day is all that is asked: its hour is no question.
  const doubt = end.doubt?.code === 'announcements.last_hour_missing' ? undefined : end.doubt;
  return day > start.value.slice(0, 10) ? { ...held, value: day, doubt } : undefined;
}

/** The fields of a course that an activity does not have. */
export function courseValues(context: Context, pieces: readonly Piece[], title: string, values: Values): Values {
  const { plain, source } = context;
  const read = (value: string, from: number, to: number, more: Partial<ReadValue> = {}): ReadValue => ({
    value,
    spans: [source.spanOf(from, to)],
    source: 'text',
    ...more,
  });
  const teacherWords =
    /(?:教师|老师|师傅|授课) ?:? ?(\p{Script=Han}{2,4})(?=[,。; \n]|$)|(?<=^|[,。;:、 (])(\p{Script=Han}{1,3}(?:老师|教练|师傅|教授))(?=[,。;、 )\n]|$)/u;
  /** 12 in a column 课时. */
  const countAlone = (label: string, from: number, to: number) => {
    const [, number] = /^[ :]{0,2}(\d{1,3}) ?$/.exec(plain.slice(from, to)) ?? [];
    return number === undefined || label === '' ? undefined : { value: number, at: [from, to] as const };
  };
  const art = artIn(title);
  const titleAt = values.title?.spans ?? [];
  const teacher =
    pieces.find(({ subject }) => subject === 'teacher') ??
    pieces.flatMap((piece): Piece[] => {
      // 联系：童老师 answers the telephone.
      const isOther = piece.subject === 'phone' || piece.subject === 'booking';
      const match = isOther ? null : teacherWords.exec(plain.slice(piece.from, piece.to));
      const from =
        match === null ? -1 : piece.from + match.index + match[0].length - (match[1] ?? match[2] ?? '').length;
      return match === null ? [] : [{ ...piece, from, to: piece.from + match.index + match[0].length }];
    })[0];
  const name =
    teacher === undefined
      ? undefined
      : plain
          .slice(teacher.from, teacher.to)
          .replace(/^[\s:]+/, '')
          .split(/[,。;(\n\t]/)[0]
          ?.trim();
  const lessons = pieces.flatMap(
    ({ subject, label, from, to }) =>
      (subject === 'lessons' ? countAlone(label, from, to) : undefined) ?? lessonCount(plain, from, to) ?? [],
  )[0];
  const certificate = pieces.find(({ from, to }) =>
    /发(?:放)?(?:结业)?证|结业证|合格证|颁发[^,。]{0,4}证/.test(plain.slice(from, to)),
  );
  const words = pieces.map(({ from, to }) => plain.slice(from, to)).join('\n');
  const level = levels.find(([, form]) => form.test(title)) ?? levels.find(([, form]) => form.test(words));
  const isOnline = values.mode?.value === 'online';
  const lastDay = lastDayOf(values);
  return {
    ...(art !== undefined && { art_category: { value: art, spans: titleAt, source: 'text' } }),
    ...(level !== undefined && { level: { value: level[0], spans: titleAt, source: 'text' } }),
    // Days and hours of lessons without a word of a screen are those of a room.
    ...((values.mode !== undefined || values.start_at !== undefined) &&
      !/线上|直播|网络|腾讯会议|钉钉/.test(isOnline ? '' : words) && {
        form: { value: isOnline ? 'live' : 'offline', spans: values.mode?.spans ?? [], source: 'text' as const },
      }),
    ...(certificate !== undefined && { certificate: read('1', certificate.from, certificate.to) }),
    ...(name !== undefined &&
      name.length > 1 &&
      name.length <= 30 &&
      teacher !== undefined && { teacher: read(name, teacher.from, teacher.to) }),
    ...(lessons !== undefined && { lessons: read(lessons.value, ...lessons.at) }),
    ...(values.booking_url !== undefined && { enroll_url: values.booking_url }),
    ...(values.booking_start !== undefined && { enroll_start: values.booking_start }),
    ...(values.booking_end !== undefined && { enroll_end: values.booking_end }),
    ...(lastDay !== undefined && { ends_on: lastDay }),
    ...(values.fee_type !== undefined && {
      fee_type: { ...values.fee_type, value: values.fee_type.value.replace('free_booking', 'free') },
    }),
  };
}
