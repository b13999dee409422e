/** Every outcome that a caller can act on, and its HTTP status. */

import { type Fact, factsOf, written } from './fact.ts';

/** Every outcome that a caller can act on, by a stable name. The HTTP status lives here, so that no room invents its own. */
const problemStatus = {
  validation_failed: 422,
  bad_request: 400,
  form_expired: 400,
  start_again: 400,
  unauthenticated: 401,
  invalid_client_expired: 401,
  invalid_client_disabled: 401,
  insufficient_scope: 403,
  forbidden: 403,
  licence_expired: 403,
  not_found: 404,
  gone: 410,
  method_not_allowed: 405,
  conflict: 409,
  resource_published_immutable: 409,
  resource_in_review: 409,
  external_id_taken: 409,
  stats_future_date: 422,
  stats_locked: 409,
  stats_reason_required: 422,
  request_under_way: 409,
  etag_mismatch: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  misdirected: 421,
  idempotency_key_reused: 422,
  batch_too_large: 422,
  precondition_required: 428,
  rate_limited: 429,
  internal: 500,
  maintenance: 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;
export const statusOf = (code: ProblemCode): number => problemStatus[code];
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemStatus, code);

/** Field → its problem. */
export type Problems = Record<string, Fact>;

export type ErrorFacts = { 'errors.to_correct': { count: number } };
const fact = factsOf<ErrorFacts>();

/** Details of a field's problem for programs: the field's title in forms, a stable code, and the page about it. */
export type Note = { title?: string; code?: string; help?: string };
export type Notes = Readonly<Record<string, Note>>;

type Details = { fields?: Problems; notes?: Notes; retryAfter?: number; home?: string; cause?: unknown };

/** An outcome that the caller can act on: `code` for programs, `fact` for the words (src/words). Anything else that is thrown is a bug. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly fact: Fact;
  readonly fields: Problems | undefined;
  readonly notes: Notes | undefined;
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;
  /** The reader's own first page, where it is not that of the part of the site. */
  readonly home: string | undefined;

  constructor(code: ProblemCode, fact: Fact, { fields, notes, retryAfter, home, cause }: Details = {}) {
    super(written(counted(fact, fields)), cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.code = code;
    this.fact = counted(fact, fields);
    this.status = problemStatus[code];
    this.fields = fields;
    this.notes = notes;
    this.retryAfter = retryAfter;
    this.home = home;
  }
}

export const notFound = (fact: Fact) => new Problem('not_found', fact);
export const forbidden = (fact: Fact, details?: Pick<Details, 'home'>) => new Problem('forbidden', fact, details);
export const conflict = (fact: Fact) => new Problem('conflict', fact);
export const invalid = (fields: Problems, notes?: Notes) =>
  new Problem('validation_failed', fact('errors.to_correct', { count: 0 }), { fields, ...(notes && { notes }) });
/** However a problem is made, the number that it says is that of its fields. */
const counted = (said: Fact, fields: Problems | undefined): Fact =>
  said.code === 'errors.to_correct' && fields !== undefined
    ? fact('errors.to_correct', { count: Object.keys(fields).length })
    : said;

/** `cause` says which limit it was, for the log. */
export const rateLimited = (fact: Fact, retryAfter: number, cause?: Error) =>
  new Problem('rate_limited', fact, { retryAfter, ...(cause && { cause }) });
export const unavailable = (fact: Fact, retryAfter: number) => new Problem('maintenance', fact, { retryAfter });

/** For `catch`: a refusal counts as absence. An outage is no refusal, nor is a bug. */
export function ifRefused(error: unknown): undefined {
  if (error instanceof Problem && !isUnavailable(error)) return undefined;
  throw error;
}

/** Whether it is an outage: the request was in order, and succeeds when repeated in a moment. */
export const isUnavailable = (error: unknown): boolean => error instanceof Problem && error.code === 'maintenance';

/** Carries out each of these, and throws the problems of their fields together. Anything else is thrown as it is. */
export async function withAllProblems(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const problems: Problems = {};
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Problem) || error.fields === undefined) throw error;
      Object.assign(problems, error.fields);
    }
  }
  if (Object.keys(problems).length > 0) throw invalid(problems);
}
