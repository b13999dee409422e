import { invalid, Problem, type Problems } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { isReadable } from '../../fields/text.ts';
import type { Context } from '../context.ts';
import { fact } from '../facts.ts';
import { type Form, readBody } from './body.ts';

/** Deeper than any valid input; readers of a body may recurse into it. */
const deepest = 32;

/** The object that a program posted; where it `mayLack` one, no body counts as an empty one. Texts that cannot be stored are refused. */
export async function readJson(ctx: Context, limit = 64 * 1024, mayLack = false): Promise<object> {
  const bytes = await readBody(ctx, limit);
  if (bytes.length > 0) return objectIn(ctx, bytes);
  if (mayLack) return {};
  throw noObject(fact('http.body_missing'));
}

/** Of the body as a whole, whose pointer is empty (RFC 6901, section 5): one problem, and none for each of its members. */
const noObject = (problem: Fact) =>
  new Problem('bad_request', problem, { fields: { '': problem }, notes: { '': { title: 'body' } } });

function objectIn(ctx: Context, bytes: Buffer): object {
  if (!ctx.is('application/json', 'application/merge-patch+json'))
    throw new Problem('unsupported_media_type', fact('http.json_type_expected'));
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw noObject(fact('http.json_expected'));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw noObject(fact('http.json_object_expected'));
  const problem = problemIn(value, deepest);
  if (problem !== undefined) throw noObject(problem);
  return value;
}

/** Behind each part of a list in a form, where a part could be taken for several: no readable text has it. */
const behindPart = '\0';

/** The parts of a field that holds several: those of a list of JSON, else of a text. */
export const partsOfForm = (text: string): string[] =>
  text.endsWith(behindPart) ? text.split(behindPart).slice(0, -1) : text.split(/[\s,]+/).filter(Boolean);

/**
 * The same as the fields of a form: texts, and lists of these (`partsOfForm`). Null counts as left out, as does the whole body. Members beside the
 * known ones are empty fields, for the rule that names them together with the problems of the others.
 */
export async function readJsonForm(ctx: Context, known: readonly string[], limit?: number): Promise<Form> {
  const form: Record<string, string> = Object.create(null);
  const problems: Problems = {};
  const unknown: Problems = {};
  for (const [name, value] of Object.entries(await readJson(ctx, limit, true))) {
    const parts: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (!known.includes(name)) {
      form[name] = '';
      unknown[name] = fact('http.unknown_member', { name, known });
    } else if (value === null) continue;
    else if (parts.every((part) => typeof part === 'string')) {
      const isClear = !Array.isArray(value) || parts.every((part) => /^[^\s,]+$/.test(part));
      form[name] = isClear ? parts.join(' ') : parts.map((part) => `${part}${behindPart}`).join('');
    } else problems[name] = fact('http.text_or_list');
  }
  if (Object.keys(problems).length > 0) throw invalid({ ...problems, ...unknown });
  return form;
}

/** Why a value cannot be stored. Checked afterwards: a reviver of JSON.parse takes thirty times as long. */
function problemIn(value: unknown, levels: number): Fact | undefined {
  if (typeof value === 'string') return isReadable(value) ? undefined : fact('http.json_unreadable_text');
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return fact('http.json_too_deep', { most: deepest });
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.entries(value).flat();
  for (const each of members) {
    const problem = problemIn(each, levels - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Members = Readonly<Record<string, unknown>>;

/** RFC 7396: values of the patch are set, null removes, objects are merged, everything else is replaced as a whole. */
export function mergePatch(target: Members, patch: Members): Record<string, unknown> {
  const merged = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    const before = merged.get(name);
    if (value === null) merged.delete(name);
    else merged.set(name, isObject(value) ? mergePatch(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(merged);
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
