import { readFileSync } from 'node:fs';
import { normalPhone } from '../../../src/fields/china/phone.ts';
import type { About, ReadEntry, Reading, ReadValue } from '../../../src/resources/announcements/announcement.ts';
import { readAnnouncement } from '../../../src/resources/announcements/reading/read.ts';
import { everyField } from '../../../src/resources/channels/canonical.ts';
import type { Channel } from '../../../src/resources/channels/channel.ts';
import { channels, isChannelCode } from '../../../src/resources/channels/channels.ts';

type Written = string | number | boolean | readonly unknown[];
type Session = { start_at: string; end_at?: string; capacity?: number };
type ExpectedEntry = {
  channel: string;
  change?: string;
  was?: string;
  values: Readonly<Record<string, Written>>;
  /** They are no field that is needed, and must be right where they are read. */
  sessions?: Written;
  /** Another channel that is as right. */
  else?: ExpectedEntry;
  optional?: boolean;
  titleFree?: boolean;
  may?: Readonly<Record<string, Written>>;
};

/** An announcement with the values that its reading must give. */
export type Example = {
  id: string;
  form: string;
  text: string;
  written_on?: string;
  today: string;
  institution: About['institution'];
  places: About['places'];
  expect: { none?: string; closures?: readonly (readonly [string, string])[]; entries?: readonly ExpectedEntry[] };
};

/** The sums of one form of announcements. */
export type Sums = {
  announcements: number;
  fields: number;
  right: number;
  /** Of these the fields without which the form of their channel is refused. */
  required: number;
  requiredRight: number;
  /** Right, and a person is asked all the same. */
  doubtful: number;
  /** Wrong, or not in the text, and given as certain; those of days, prices and places by themselves. */
  wrong: number;
  grave: number;
  none: number;
  noneRight: number;
};

export type Fault = { id: string; form: string; field: string; expected: string; read: string; isCertain: boolean };

/** Fields in which a wrong value given as certain sends people to a wrong place or hour, or costs them money. */
const graves = new Set([
  'start_at',
  'end_at',
  'sessions',
  'booking_start',
  'booking_end',
  'enroll_start',
  'enroll_end',
  'ends_on',
  'fee_type',
  'price_min',
  'price_max',
  'price',
  'place_name',
  'address',
  'closures',
]);
/** Defaults that go without saying. */
const unjudged = new Set([
  'mode',
  'region_code',
  'source_name',
  'summary',
  'notice',
  'language',
  'copyright_owner',
  'copyright_note',
]);

const bare = (text: string) => text.normalize('NFKC').replace(/[\p{P}\p{S}\s]/gu, '');
const isPart = (one: string, other: string) =>
  one !== '' && other !== '' && (one.includes(other) || other.includes(one));

function isTitle(read: string, expected: string): boolean {
  const [one, other] = [bare(read), bare(expected)];
  return isPart(one, other) && Math.max(one.length, other.length) <= 2 * Math.min(one.length, other.length);
}

const rowsOf = (value: Written): Session[] =>
  Array.isArray(value)
    ? value.filter((each): each is Session => typeof each === 'object' && each !== null && 'start_at' in each)
    : [];

function isSessions(read: string, expected: Written): boolean {
  const rows = read.split('\n').map((line) => line.split('｜'));
  const wanted = rowsOf(expected);
  return (
    rows.length === wanted.length &&
    wanted.every(({ start_at, end_at }, index) => {
      const [start = '', end = ''] = rows[index] ?? [];
      return start.startsWith(start_at) && (end_at === undefined || end === '' || end.startsWith(end_at));
    })
  );
}

/** 9:00-17:00 and 09:00–17:00 are the same. */
const hours = (text: string) => text.replace(/[–—]/g, '-').replace(/(?<!\d)0(?=\d:)/g, '');

function isRight(field: string, read: string, expected: Written): boolean {
  if (field === 'sessions') return isSessions(read, expected);
  const wanted = Array.isArray(expected) ? expected.map(String) : String(expected).split('|');
  if (/_(at|on|start|end)$/.test(field)) return wanted.some((each) => read.startsWith(each));
  if (field === 'opening_hours') return wanted.some((each) => hours(each) === hours(read));
  if (field === 'title') return wanted.some((each) => isTitle(read, each));
  if (['place_name', 'address', 'organizer', 'co_organizer', 'teacher', 'author', 'creator'].includes(field))
    return wanted.some((each) => isPart(bare(read), bare(each)));
  if (field === 'contact_phone' || field === 'phone')
    return wanted.some((each) => normalPhone(each) === normalPhone(read));
  if (/^(price|capacity|age)/.test(field)) return wanted.some((each) => Number(each) === Number(read));
  if (typeof expected === 'boolean') return read === (expected ? '1' : '0');
  return wanted.includes(read);
}

/** The last day of a course is the day of its last hour. */
const alikeIn = (field: string, value: Written): Written =>
  field === 'ends_on' ? String(value).replace(/T[\d:+]*/g, '') : value;

function isAudience(read: string, { values, may }: ExpectedEntry): boolean {
  const lists = [values.audience, may?.audience].map((each) =>
    each === undefined ? [] : Array.isArray(each) ? each.map(String) : String(each).split('|'),
  );
  const [needed = [], allowed = []] = lists;
  const has = read.split('\n');
  return needed.every((each) => has.includes(each)) && has.every((each) => [...needed, ...allowed].includes(each));
}

/** Fields that say the same in another channel's form. */
const alike: Readonly<Record<string, string>> = {
  enroll_start: 'booking_start',
  enroll_end: 'booking_end',
  ends_on: 'end_at',
  phone: 'contact_phone',
};

type Judged = {
  field: string;
  state: 'right' | 'wrong' | 'missing' | 'beyond';
  isCertain: boolean;
  expected: string;
  read: string;
};

/** Each field of an entry against its expectation. */
function judge(read: ReadEntry, expected: ExpectedEntry): Judged[] {
  const judged: Judged[] = [];
  const add = (field: string, state: Judged['state'], value: ReadValue | undefined, wanted: Written | undefined) =>
    judged.push({
      field,
      state,
      isCertain: value !== undefined && value.doubt === undefined,
      expected: JSON.stringify(wanted) ?? '',
      read: value?.value ?? '',
    });
  if (expected.change !== undefined || read.change !== undefined)
    judged.push({
      field: 'change',
      state: (expected.change ?? '').split('|').includes(read.change?.kind ?? '') ? 'right' : 'wrong',
      isCertain: true,
      expected: expected.change ?? '',
      read: read.change?.kind ?? '',
    });
  for (const [field, wanted] of Object.entries(expected.values)) {
    const value = read.values[field];
    if (field === 'mode' && wanted === 'offline') continue;
    if (value === undefined) add(field, 'missing', value, wanted);
    else if (field === 'audience') add(field, isAudience(value.value, expected) ? 'right' : 'wrong', value, wanted);
    else if (field === 'title' && expected.titleFree === true) add(field, 'right', value, wanted);
    else add(field, isRight(field, value.value, wanted) ? 'right' : 'wrong', value, wanted);
  }
  for (const [field, value] of Object.entries(read.values)) {
    if (field in expected.values || unjudged.has(field) || value.source === 'institution') continue;
    if (field === 'audience' ? isAudience(value.value, expected) : expected.may?.[field] !== undefined) continue;
    const same = expected.values[alike[field] ?? ''] ?? expected.may?.[alike[field] ?? ''];
    if (same !== undefined && isRight(field, value.value, alikeIn(field, same))) continue;
    if (field === 'sessions' && expected.sessions !== undefined && isSessions(value.value, expected.sessions)) continue;
    if (
      field === 'organizer' ||
      field === 'address' ||
      (field === 'end_at' && expected.may?.end_at === undefined && /时长|片长|分钟/.test(value.value))
    )
      continue;
    if (expected.channel === 'course' && !(field in (expected.else?.values ?? {})) === false) continue;
    add(field, 'beyond', value, undefined);
  }
  return judged;
}

const score = (judged: readonly Judged[]) =>
  judged.filter(({ state }) => state === 'right').length +
  (judged.some(({ field, state }) => field === 'title' && state === 'right') ? 5 : 0);

/** Entries of the reading beside those of the expectation, the likest first. */
function pair(
  read: readonly ReadEntry[],
  expected: readonly ExpectedEntry[],
): [ReadEntry | undefined, ExpectedEntry | undefined][] {
  const pairs = expected.flatMap((wanted) =>
    read.flatMap((entry) =>
      [wanted, ...(wanted.else === undefined ? [] : [wanted.else])]
        .filter(({ channel }) => channel === entry.channel)
        .map((form) => ({
          wanted,
          form: { ...wanted, may: { ...wanted.may, ...wanted.else?.values }, ...pickForm(form) },
          entry,
          score: score(judge(entry, form)),
        })),
    ),
  );
  const [left, open] = [new Set(read), new Set(expected)];
  const found: [ReadEntry | undefined, ExpectedEntry | undefined][] = [];
  for (const { wanted, form, entry } of pairs.toSorted((one, other) => other.score - one.score))
    if (left.has(entry) && open.has(wanted)) {
      left.delete(entry);
      open.delete(wanted);
      found.push([entry, form]);
    }
  return [
    ...found,
    ...[...left].map((entry): [ReadEntry, undefined] => [entry, undefined]),
    ...[...open]
      .filter(({ optional }) => optional !== true)
      .map((wanted): [undefined, ExpectedEntry] => [undefined, wanted]),
  ];
}
const pickForm = ({ channel, values }: ExpectedEntry) => ({ channel, values });

const readExample = (example: Example): Reading =>
  readAnnouncement(
    { text: example.text, writtenOn: example.written_on },
    { today: example.today, institution: example.institution, places: example.places, habits: [] },
  );

const noSums = (): Sums => ({
  announcements: 0,
  fields: 0,
  right: 0,
  required: 0,
  requiredRight: 0,
  doubtful: 0,
  wrong: 0,
  grave: 0,
  none: 0,
  noneRight: 0,
});

/** The fields of an entry that its channel requires: always, or because of its other values (a price where it is paid). */
function requiredIn({ channel: code, values }: Pick<ExpectedEntry, 'channel' | 'values'>): ReadonlySet<string> {
  if (!isChannelCode(code)) return new Set();
  const channel: Channel = channels[code];
  const always = new Set(everyField(channel).flatMap(({ name, optional }) => (optional ? [] : [name])));
  const written = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.split('|')[0] : value,
  ]);
  const problemsWithout = (left: string | undefined) =>
    Object.keys(channel.check?.(Object.fromEntries(written.filter(([name]) => name !== left))) ?? {}).length;
  const all = problemsWithout(undefined);
  return new Set(Object.keys(values).filter((name) => always.has(name) || problemsWithout(name) > all));
}

/** Adds one announcement to the sums of its form, and gives its faults. */
function measureOne(example: Example, sums: Sums): Fault[] {
  const reading = readExample(example);
  const { expect } = example;
  const faults: Fault[] = [];
  const fault = (field: string, expected: string, read: string, isCertain: boolean) => {
    faults.push({ id: example.id, form: example.form, field, expected, read, isCertain });
    if (!isCertain) return;
    sums.wrong += 1;
    if (graves.has(field)) sums.grave += 1;
  };
  sums.announcements += 1;
  if (expect.none !== undefined) {
    sums.none += 1;
    if (reading.entries.length === 0) sums.noneRight += 1;
    else fault('none', expect.none, reading.entries.map(({ values }) => values.title?.value).join('; '), true);
    if (reading.none !== undefined && reading.none.kind !== expect.none)
      fault('kind', expect.none, reading.none.kind, false);
  }
  const closures = (days: readonly (readonly [string, string])[]) =>
    days
      .map((each) => each.join('/'))
      .toSorted()
      .join(' ');
  const [wanted, read] = [
    closures(expect.closures ?? []),
    closures(reading.closures.map(({ from, to }) => [from, to] as const)),
  ];
  if (wanted !== read) fault('closures', wanted, read, read !== '');
  for (const [entry, expected] of pair(reading.entries, expect.entries ?? [])) {
    if (entry === undefined && expected !== undefined) {
      const fields = Object.keys(expected.values).length;
      sums.fields += fields;
      sums.required += requiredIn(expected).size;
      fault('entry', String(expected.values.title), reading.none?.kind ?? '', false);
    } else if (expected === undefined) {
      if (expect.none === undefined) fault('entry', '', entry?.values.title?.value ?? '', true);
    } else if (entry !== undefined) {
      const required = requiredIn(expected);
      for (const { field, state, isCertain, expected: wish, read: value } of judge(entry, expected)) {
        if (state !== 'beyond') sums.fields += 1;
        if (required.has(field)) sums.required += 1;
        if (state === 'right') {
          sums.right += 1;
          if (required.has(field)) sums.requiredRight += 1;
          if (!isCertain) sums.doubtful += 1;
          if (!isCertain)
            faults.push({
              id: example.id,
              form: example.form,
              field: `(${field})`,
              expected: wish,
              read: `${value} ${entry.values[field]?.doubt?.code}`,
              isCertain: false,
            });
        } else fault(field, wish, value, isCertain && state !== 'missing');
      }
    }
  }
  return faults;
}

export function measure(examples: readonly Example[]): {
  sums: ReadonlyMap<string, Sums>;
  whole: Sums;
  faults: readonly Fault[];
} {
  const sums = new Map<string, Sums>();
  const faults: Fault[] = [];
  for (const example of examples) {
    const own = sums.get(example.form) ?? noSums();
    sums.set(example.form, own);
    faults.push(...measureOne(example, own));
  }
  const whole = noSums();
  for (const each of sums.values()) for (const name of Object.keys(whole) as (keyof Sums)[]) whole[name] += each[name];
  return { sums, whole, faults };
}

const examplesIn = (path: string): Example[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Example => JSON.parse(line));

const share = (part: number, whole: number) => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

/** A table by form of announcement, for documents and for a terminal. */
export function tableOf({ sums, whole }: ReturnType<typeof measure>): string {
  const row = (name: string, each: Sums) =>
    `| ${name} | ${each.announcements} | ${share(each.right, each.fields)} | ${share(each.requiredRight, each.required)} | ${each.wrong} | ${each.grave} | ${share(each.doubtful, each.right)} | ${share(each.noneRight, each.none)} |`;
  return [
    '| Form | Announcements | Fields right | Required fields right | Certain, but wrong | of these days, prices, places | Right, but asked | No entry recognised |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...[...sums.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([name, each]) => row(name, each)),
    row('All', whole),
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const [, , path = '', detail] = process.argv;
  const measured = measure(examplesIn(path));
  console.info(tableOf(measured));
  if (detail !== undefined)
    for (const { id, field, expected, read, isCertain } of measured.faults)
      if (detail === 'all' || id.startsWith(detail) || field === detail)
        console.info(`${isCertain ? '!!' : '  '} ${id} ${field}: ${expected} ← ${read.replaceAll('\n', ' / ')}`);
}
