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
  not_acceptable: 406,
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
export type Problems = Record<string, string>;

/** What programs are told of a field beside the words: how forms call it, a stable name for what is wrong, and the page about it. */
export type Note = { title?: string; code?: string; help?: string };
export type Notes = Readonly<Record<string, Note>>;

type Details = { fields?: Problems; notes?: Notes; retryAfter?: number; cause?: unknown };

/** An outcome that the caller can act on. `message` is for people, `code` for programs; anything else that is thrown is a bug. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  /** Field name → what to do about it, in Chinese. */
  readonly fields: Problems | undefined;
  readonly notes: Notes | undefined;
  /** Seconds until it is worth trying again. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, message: string, { fields, notes, retryAfter, cause }: Details = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.code = code;
    this.status = problemStatus[code];
    this.fields = fields;
    this.notes = notes;
    this.retryAfter = retryAfter;
  }
}

export const notFound = (message: string) => new Problem('not_found', message);
export const forbidden = (message: string) => new Problem('forbidden', message);
export const conflict = (message: string) => new Problem('conflict', message);
export const invalid = (fields: Problems, notes?: Notes) =>
  new Problem('validation_failed', `有 ${Object.keys(fields).length} 处需要修改`, { fields, ...(notes && { notes }) });

/** `cause` says which limit it was, for the log. */
export const rateLimited = (message: string, retryAfter: number, cause?: Error) =>
  new Problem('rate_limited', message, { retryAfter, ...(cause && { cause }) });
export const unavailable = (message: string, retryAfter: number) => new Problem('maintenance', message, { retryAfter });

/** For `catch`: what is refused is as good as not there. An outage is no refusal, nor is a mistake of ours. */
export function ifRefused(error: unknown): undefined {
  if (error instanceof Problem && !isUnavailable(error)) return undefined;
  throw error;
}

/** Whether it is an outage: nothing is wrong with what was asked, and the same works in a moment. */
export const isUnavailable = (error: unknown): boolean => error instanceof Problem && error.code === 'maintenance';
