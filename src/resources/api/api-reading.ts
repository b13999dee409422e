import type { Actor } from '../../actor.ts';
import { invalid, type Notes, Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { isFetched } from '../../fields/choice.ts';
import type { Data, Field, Values } from '../../fields/form.ts';
import { tooSmall } from '../../files/file.ts';
import type { Files } from '../../files/service.ts';
import type { Context } from '../../http/context.ts';
import { pointed } from '../../http/operation.ts';
import { apart, canonical, canonicalLive, dataOf, everyField, readable } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { fact } from '../facts.ts';

/** Prefer: handling=strict (RFC 7240): unknown names are refused. */
export const isStrict = (ctx: Context): boolean => /(^|[,;\s])handling=strict\b/i.test(ctx.get('prefer'));

type Needs = { files: Pick<Files, 'describe'> };
type About = {
  actor: Actor & { kind: 'application' };
  externalId: string;
  strict: boolean;
};

/** A program's entry, parsed: the reviewed part, as text and as values, and the live part. */
export type Sent = { data: Data; values: Values; live: Data };

/** The page that describes a field. */
export const helpFor = (channel: Pick<Channel, 'code'>, name: string): string =>
  `/docs/fields/${channel.code}#${name.replaceAll('/', '-')}`;

/** JSON input as typed data of the channel's form, or all its problems at once. */
export function createReading({ files }: Needs) {
  /** Uploads that are named by their id must be there, and large enough. */
  async function mediaProblems(channel: Channel, values: Values, actor: About['actor']) {
    const named = everyField(channel)
      .filter(({ control }) => control === 'files')
      .flatMap((field) => idsIn(values[field.name]).map((id) => ({ field, id })));
    const problems: Problems = {};
    if (named.length === 0) return problems;
    const found = await files.describe(
      named.map(({ id }) => id),
      actor.institutionId,
    );
    for (const { field, id } of named) {
      const file = found.find((each) => each.id === id);
      const { width, height } = file ?? {};
      const problem =
        file === undefined
          ? fact('resources.no_file', { label: field.title, id })
          : field.accept?.types.includes(file.type) === false
            ? fact('resources.wrong_file', { label: field.title })
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
    const problems: Problems = Object.create(null); // names come from outside
    if (strict) for (const name of unknown) problems[pointed(name)] = fact('resources.unknown_field');
    if ((data.external_id ?? '') !== '' && data.external_id !== externalId)
      problems.external_id = fact('resources.external_id_differs', { externalId });
    const { data: reviewed, live } = apart(channel, { ...data, external_id: externalId });
    const read = canonical(channel, reviewed);
    const readLive = canonicalLive(channel, live);
    const values = 'values' in read ? read.values : readable(channel, reviewed);
    Object.assign(problems, await mediaProblems(channel, values, actor), 'problems' in read && read.problems);
    Object.assign(problems, readLive.problems, shapes);
    if (Object.keys(problems).length > 0 || 'problems' in read)
      throw invalid(problems, notesOf(channel, problems, { ...reviewed, ...live }));
    const said = Object.entries(live).filter(([, value]) => value !== '');
    return { data: reviewed, values: read.values, live: Object.fromEntries(said) };
  };
}

/** The same for problems found later, at sending. */
export function noted(channel: Channel, error: unknown, data: Data): unknown {
  if (!(error instanceof Problem) || error.fields === undefined) return error;
  return new Problem(error.code, error.fact, {
    fields: error.fields,
    notes: notesOf(channel, error.fields, data),
    cause: error,
  });
}

function notesOf(channel: Channel, problems: Readonly<Problems>, data: Data): Notes {
  const fields = new Map(everyField(channel).map((field) => [field.name, field]));
  return Object.fromEntries(
    Object.entries(problems).map(([name, problem]) => {
      const field = fields.get(name);
      if (field === undefined) return [name, { code: 'unknown_field', help: `/docs/fields/${channel.code}` }];
      return [name, { title: field.title, code: codeOf(field, problem, data), help: helpFor(channel, name) }];
    }),
  );
}

/** The public code of a field's problem (docs/problems). */
function codeOf({ name, control, optional }: Field, { code }: Fact, data: Data): string {
  if (code === 'files.picture_small') return 'image_too_small';
  if (code === 'fields.region_ended') return 'region_retired';
  // Of another type, or too many of them: nothing of it was read, and it is there.
  if (code === 'resources.shape' || code === 'fields.too_many') return 'invalid_value';
  const isEmpty = (data[name]?.trim() ?? '') === '';
  if (control === 'files' && !isEmpty) return 'media_not_found';
  if (isEmpty) return optional ? 'required_here' : 'required';
  return 'invalid_value';
}

const idsIn = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((each): each is string => typeof each === 'string' && !isFetched(each));
