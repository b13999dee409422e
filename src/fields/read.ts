import { z } from 'zod';
import type { Problems } from '../errors.ts';
import { readFact } from '../fact.ts';
import { fact } from './facts.ts';
import { composed, rawProblem } from './text.ts';

/**
 * Reads the input of a form, a program or the command line: only own strings named by the schema, in NFC and without space around them. An empty
 * field counts as absent. It never throws.
 */
export function readFields<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  input: unknown,
): { values: z.output<z.ZodObject<Shape>> } | { problems: Problems } {
  const given: Record<string, string> = Object.create(null); // a field may be named like a part of every object
  const problems: Problems = Object.create(null);
  for (const [name, field] of Object.entries(schema.shape)) {
    const { title = name, ...about } = describe(field);
    const value = own(input, name);
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') {
      problems[name] = fact('fields.one_text', { label: title });
      continue;
    }
    const problem = rawProblem(title, value, about); // before anything is done with it
    if (problem !== undefined) problems[name] = problem;
    else {
      // Space is part of a password.
      const clean = about.control === 'password' ? value.normalize('NFC') : composed(value).trim();
      if (clean !== '') given[name] = clean;
    }
  }

  const read = schema.safeParse(given);
  for (const { path, message } of read.error?.issues ?? []) {
    const name = String(path[0] ?? 'form');
    problems[name] ??= readFact(message) ?? fact('fields.invalid', { label: titleOf(schema.shape[name]) ?? name });
  }
  return read.success && Object.keys(problems).length === 0 ? { values: read.data } : { problems };
}

/** Neither inherited values nor getters: the input may be anything that a parser made of a hostile body. */
function own(input: unknown, name: string): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return undefined;
  const value: unknown = Object.getOwnPropertyDescriptor(input, name)?.value;
  return value;
}

const titleOf = (field: unknown) => describe(field).title;

type Description = { title?: string; control?: string; max?: number; raw?: number };

const described = new WeakMap<z.ZodType, Description>();

/** The field's description, read once. */
function describe(field: unknown): Description {
  if (!(field instanceof z.ZodType)) return {};
  const description = described.get(field) ?? describeAnew(field);
  described.set(field, description);
  return description;
}

/** An optional field speaks through the one inside. */
function describeAnew(field: z.ZodType): Description {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) return describe(field.unwrap());
  const { title, control, max, raw } = field.meta() ?? {};
  return {
    ...(title !== undefined && { title }),
    ...(control !== undefined && { control }),
    ...(max !== undefined && { max }),
    ...(raw !== undefined && { raw }),
  };
}
