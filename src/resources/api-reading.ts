import type { Actor } from '../actor.ts';
import { invalid, type Notes, Problem } from '../errors.ts';
import { isFetched } from '../fields/choice.ts';
import type { Data, Field, Values } from '../fields/form.ts';
import { regionOf } from '../fields/region-table.ts';
import { tooSmall } from '../files/file.ts';
import type { ProgramFiles } from '../files/sandbox.ts';
import type { Context } from '../http/context.ts';
import { apart, canonical, canonicalLive, dataOf, everyField } from './canonical.ts';
import type { Channel } from './channel.ts';

/** Prefer: handling=strict (RFC 7240): names that nobody knows are refused. */
export const isStrict = (ctx: Context): boolean => /(^|[,;\s])handling=strict\b/i.test(ctx.get('prefer'));

type Needs = { files: Pick<ProgramFiles, 'describe'> };
type About = {
  actor: Actor & { kind: 'application' };
  externalId: string;
  strict: boolean;
};

/** What a program sent of an entry, read: what is reviewed, as text and as values, and what is not. */
export type Sent = { data: Data; values: Values; live: Data };

/** Where people read what a field is. */
export const helpFor = (channel: Pick<Channel, 'code'>, name: string): string =>
  `/docs/fields/${channel.code}#${name.replaceAll('/', '-')}`;

/** What came as JSON in the words of the channel's form, or every problem of it at once. */
export function createReading({ files }: Needs) {
  /** Uploads that are named by their id must be there, and large enough. */
  async function mediaProblems(channel: Channel, values: Values, actor: About['actor']) {
    const named = everyField(channel)
      .filter(({ control }) => control === 'files')
      .flatMap((field) => idsIn(values[field.name]).map((id) => ({ field, id })));
    const problems: Record<string, string> = {};
    if (named.length === 0) return problems;
    const found = await files.describe(
      actor,
      named.map(({ id }) => id),
    );
    for (const { field, id } of named) {
      const file = found.find((each) => each.id === id);
      const { width, height } = file ?? {};
      const problem =
        file === undefined
          ? `${field.title}：没有编号为 ${id} 的文件，请先上传（POST /api/v1/files）`
          : field.accept?.types.includes(file.type) === false
            ? `${field.title}不能用这种文件，请换一个`
            : width === undefined || height === undefined
              ? undefined
              : tooSmall({ width, height }, field.accept?.least);
      if (problem !== undefined) problems[field.name] = problem;
    }
    return problems;
  }

  return async (channel: Channel, json: Readonly<Record<string, unknown>>, about: About): Promise<Sent> => {
    const { externalId, strict, actor } = about;
    const { data, problems: shapes, unknown } = dataOf(channel, json);
    const problems: Record<string, string> = Object.create(null); // names come from outside
    if (strict) for (const name of unknown) problems[pointed(name)] = '本栏目没有这个字段，请核对名称或删去它';
    if ((data.external_id ?? '') !== '' && data.external_id !== externalId)
      problems.external_id = `请求体中的 external_id 须与地址中的 ${externalId} 相同，或者不写`;
    const { data: reviewed, live } = apart(channel, { ...data, external_id: externalId });
    const read = canonical(channel, reviewed);
    const readLive = canonicalLive(channel, live);
    Object.assign(problems, 'problems' in read ? read.problems : {}, 'problems' in readLive ? readLive.problems : {});
    Object.assign(problems, shapes);
    if ('values' in read) Object.assign(problems, await mediaProblems(channel, read.values, actor));
    if (Object.keys(problems).length > 0 || 'problems' in read)
      throw invalid(problems, notesOf(channel, problems, { ...reviewed, ...live }));
    const said = Object.entries(live).filter(([, value]) => value !== '');
    return { data: reviewed, values: read.values, live: Object.fromEntries(said) };
  };
}

/** The same for what was found out later, when it was sent. */
export function noted(channel: Channel, error: unknown, data: Data): unknown {
  if (!(error instanceof Problem) || error.fields === undefined) return error;
  return new Problem(error.code, error.message, {
    fields: error.fields,
    notes: notesOf(channel, error.fields, data),
    cause: error,
  });
}

function notesOf(channel: Channel, problems: Readonly<Record<string, string>>, data: Data): Notes {
  const fields = new Map(everyField(channel).map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(problems).map(([name, message]) => {
      const field = fields.get(name);
      if (field === undefined) return [name, { code: 'unknown_field', help: `/docs/fields/${channel.code}` }];
      return [name, { title: field.title, code: codeOf(field, message, data), help: helpFor(channel, name) }];
    }),
  );
}

function codeOf({ name, control, optional }: Field, message: string, data: Data): string {
  const value = data[name]?.trim() ?? '';
  if (control === 'files' && value !== '') return /\d×\d/.test(message) ? 'image_too_small' : 'media_not_found';
  if (value === '') return optional ? 'required_here' : 'required';
  if (control === 'region' && regionOf(value)?.validTo !== undefined) return 'region_retired';
  return 'invalid_value';
}

const idsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string' && !isFetched(each));

/** RFC 6901 */
const pointed = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100);
