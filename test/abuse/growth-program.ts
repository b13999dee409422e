import { systemClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { growthProblem } from '../support/cost.ts';
import { isWhole, someOf } from '../support/some.ts';
import { chunks, pieces, wrapped } from './pieces.ts';

/**
 * A process of its own, since it has to hear of every field before the first file of the product is read: whatever is described
 * anywhere in the code, in a list or in a function, registers here.
 */
const { z } = await import('zod');
const described = new Set<import('zod').ZodType>();
const add = z.globalRegistry.add.bind(z.globalRegistry);
Object.defineProperty(z.globalRegistry, 'add', {
  value(schema: unknown, ...meta: Parameters<typeof add>[1][]) {
    if (schema instanceof z.ZodType) described.add(schema);
    return Reflect.apply(add, z.globalRegistry, [schema, ...meta]);
  },
});

const { createApp } = await import('../../src/app.ts');
const { fieldsOf, readForm, displayValue: shown } = await import('../../src/fields/form.ts');
const { readFields } = await import('../../src/fields/read.ts');
const { rawLimit } = await import('../../src/fields/text.ts');
const { canonical, canonicalLive, dataOf, everyField } = await import('../../src/resources/channels/canonical.ts');
const { channels } = await import('../../src/resources/channels/channels.ts');
const { writtenOf } = await import('../../src/resources/entries/written.ts');
const { apiOperations } = await import('../support/operations.ts');
const { doors } = await import('./growth-doors.ts');

const app = await createApp({ config: readConfig(process.env), clock: systemClock, log: createLog('silent') });

const slow: string[] = [];
const tried: Record<string, number> = {};
/** Seconds of CPU, for finding the slow parts of this test. */
const spent: Record<string, number> = {};
type Text = { quarter: string; whole: string; label: string };

/** Every piece at a quarter of a length and at the whole of it, made once. */
const texts = new Map<string, readonly Text[]>();
function textsOf(length: number, shapes: readonly ((piece: string, length: number) => string)[]): readonly Text[] {
  const key = `${length} ${shapes.map(({ name }) => name)}`;
  const known = texts.get(key);
  if (known !== undefined) return known;
  const made = pieces.flatMap((piece) =>
    shapes.map((shape) => ({
      quarter: shape(piece, Math.floor(length / 4)),
      whole: shape(piece, length),
      label: JSON.stringify(piece).slice(0, 20),
    })),
  );
  texts.set(key, made);
  return made;
}

/** Of long ones only the shape that is not trimmed: the other says nothing more. */
const shapesFor = (length: number) => (length > 50_000 ? [wrapped] : [chunks, wrapped]);

/** Each takes a tenth of the texts, the next another; of the many fields and the dear entries a twentieth. */
let turn = 0;
const part = (group: string) => (group === 'field' || group === 'entry' ? 20 : 10);
async function measure(group: string, name: string, all: readonly Text[], work: (text: string) => unknown) {
  const before = process.cpuUsage();
  turn += 1;
  for (const { quarter, whole, label } of someOf(all, turn, part(group))) {
    tried[group] = (tried[group] ?? 0) + 1;
    const problem = await growthProblem(
      () => work(quarter),
      () => work(whole),
    );
    if (problem !== undefined) slow.push(`${group} ${name} ${label} ${problem}`);
  }
  const { user, system } = process.cpuUsage(before);
  spent[group] = (spent[group] ?? 0) + (user + system) / 1_000_000;
}

const itemsOf = (text: string): string[] => text.match(/.{1,4}/gs) ?? [];
const kinds = app.review.kinds();
const forms = [
  ...kinds.flatMap(({ name, form, approval, titleOf, regionOf }) => [
    { name, form, also: [titleOf, regionOf] },
    ...(approval === undefined ? [] : [{ name: `${name} approval`, form: approval, also: [] }]),
  ]),
];

// 1. Every field that the code describes, as long as it lets a text be looked at.
for (const schema of described) {
  const { title, max, raw } = schema.meta() ?? {};
  if (title === undefined || !(schema.safeParse(1).error?.issues.some(({ code }) => code === 'invalid_type') ?? false))
    continue;
  const form = z.object({ field: schema });
  const length = rawLimit({ ...(max !== undefined && { max }), ...(raw !== undefined && { raw }) });
  await measure('field', title, textsOf(length, shapesFor(length)), (field) => readFields(form, { field }));
}

// 2. Every form with all its fields filled to the maximum of a program's entry, and the work done before it is parsed.
const door = 512 * 1024;
for (const { name, form, also } of forms) {
  const fields = fieldsOf(form);
  await measure('form', name, textsOf(Math.floor(door / Math.max(8, fields.length)), [wrapped]), (text) => {
    const data = Object.fromEntries(fields.map((field) => [field.name, text]));
    readForm(form, data);
    for (const look of also) look?.(data);
    for (const field of fields) shown(field, text, true);
  });
}
for (const channel of Object.values(channels)) {
  const fields = everyField(channel);
  await measure('entry', channel.code, textsOf(Math.floor(door / fields.length), [wrapped]), (text) => {
    const data = Object.fromEntries(fields.map(({ name }) => [name, text]));
    canonical(channel, data);
    canonicalLive(channel, data);
    writtenOf(channel, data, 'x');
    canonical(channel, {
      ...channel.example,
      ...Object.fromEntries(fields.slice(0, 4).map(({ name }) => [name, text])),
    });
  });
  // 3. The same as JSON: each field a long array of pieces, or of rows of them.
  await measure('arrays', channel.code, textsOf(60_000, [chunks]), (text) => {
    const items = itemsOf(text);
    const rows = items.slice(0, 2_000).map((each) => ({ title: each, days: [each], start_at: each }));
    for (const value of [items, rows]) {
      const { data } = dataOf(channel, Object.fromEntries(fields.map(({ name }) => [name, value])));
      canonical(channel, data);
    }
  });
}

/** The longest of bodies carry files of 14 MB: 512 kB of one show already how its cost grows, and the whole took most of this test. */
const longestBody = isWhole ? Number.POSITIVE_INFINITY : 512;

// 4. The body of every call of the API, each member of it: as a text as long as the body may be, as many items, as many members.
for (const { method, path, body, kilobytes = 64 } of apiOperations)
  for (const member of Object.keys(body?.shape ?? {}))
    await measure(
      'body',
      `${method} ${path} ${member}`,
      textsOf(Math.min(kilobytes, longestBody) * 1024, [wrapped]),
      (text) => {
        const items = itemsOf(text.slice(0, text.length / 32));
        for (const value of [text, items, Object.fromEntries(items.map((each, place) => [each + place, each]))])
          body?.safeParse({ [member]: value });
      },
    );

// 5. Readers without a form.
for (const [name, { length, read }] of Object.entries(doors))
  await measure('door', name, textsOf(length, shapesFor(length)), read);

const isKnown = (schema: unknown): boolean =>
  schema instanceof z.ZodType &&
  (described.has(schema) ||
    ((schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) && isKnown(schema.unwrap())));
const missing = [
  ...forms.flatMap(({ name, form }) => fieldsOf(form).map((field) => ({ name, field }))),
  ...Object.values(channels).flatMap((channel) => everyField(channel).map((field) => ({ name: channel.code, field }))),
].flatMap(({ name, field }) => (isKnown(field.schema) ? [] : [`${name}.${field.name}`]));

process.stdout.write(JSON.stringify({ slow, missing, tried, spent }));
await app.close();
process.exit(0);
