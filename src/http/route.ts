import type { Subject } from '../database/subjects.ts';
import type { Fact } from '../fact.ts';
import { type Access, anyone } from './access.ts';
import type { Context } from './context.ts';
import type { Form } from './requests/body.ts';
import type { Upload, UploadLimits } from './requests/upload.ts';

type Common = {
  /** As the router writes it: /console/webhooks/:id */
  path: string;
  access: Access;
  /** Answers when the guard, the form or the handler throws; rethrows unknown errors. */
  rescue?: (ctx: Context, error: unknown) => unknown;
};

/**
 * A page that is the same for every visitor, so that caches may share it: it depends on its address, on how it is displayed (colours, 长辈版,
 * language) and, where it says so, on the chosen region; never on a login.
 */
export type Sharing = {
  region?: true;
  /**
   * The subjects of the page: it is cached until one of these changes, or for the life of the process. Without it the page is made each time.
   */
  tells?: readonly Subject[];
};

/** The cookie in which a browser remembers the region. */
export const sharedRegion = 'region';

/**
 * Asked before a form acts for others, where nothing takes the act back. Its words are three lines: the question, the consequence and the button.
 * By a function where the form acts in more ways than one, and only this one is asked.
 */
export type Asking = Fact | ((form: Form) => Fact | undefined);

/** The field by which a form says that its page has asked already; the page of the question sends it. */
export const askedField = 'sure';

type Read = (ctx: Context) => unknown;
type TakeForm = (ctx: Context, form: Form) => unknown;
type TakeUploads = (ctx: Context, form: Form, uploads: readonly Upload[]) => unknown;

/** Routes for browsers, as data. Each kind of post but the last is one of our own forms: its token is checked because of its kind. */
export type Route = Common &
  (
    | { kind: 'page'; method: 'GET'; handle: Read; sharing?: Sharing }
    | { kind: 'form'; method: 'POST'; handle: TakeForm; limit?: number; asks?: Asking }
    | { kind: 'upload'; method: 'POST'; handle: TakeUploads; limits?: UploadLimits }
    | { kind: 'post of others'; method: 'POST'; handle: TakeForm; limit: number; json?: readonly string[] }
  );

/** A page, or a picture or file on one. Adding a page is a line in the pages.ts of its room, its view, and the type of its data in views.ts. */
export const page = (path: string, access: Access, handle: Read): Route => ({
  ...{ kind: 'page', method: 'GET', path, access, handle },
});

/** A page that is the same for every visitor. */
export const sharedPage = (path: string, sharing: Sharing, handle: Read): Route => ({
  ...{ kind: 'page', method: 'GET', path, access: anyone, handle, sharing },
});

/** The address of a form that a page was shown at, asked for by GET: it leads to the page of that form. */
export const pageOfForm = (path: string, access: Access, to: string): Route =>
  page(path, access, (ctx) => seeOther(ctx, to));

/** A form of ours. `limit` in bytes, where 64 KB would not do; `asks`: without the answer it shows the question, and does nothing. */
export const form = (
  path: string,
  access: Access,
  handle: TakeForm,
  { limit, asks }: { limit?: number; asks?: Asking } = {},
): Route => ({
  ...{ kind: 'form', method: 'POST', path, access, handle },
  ...(limit !== undefined && { limit }),
  ...(asks !== undefined && { asks }),
});

/** A form of ours that may bring files. */
export const upload = (path: string, access: Access, handle: TakeUploads, limits: UploadLimits = {}): Route => ({
  ...{ kind: 'upload', method: 'POST', path, access, handle, limits },
});

/** Posts of other sites by a protocol, through a browser or from a server: no page of ours comes before it, so there is no token. */
export const postOfOthers = (
  path: string,
  access: Access,
  handle: TakeForm,
  /** `json`: these fields may also come as members of a JSON object. */
  { limit, json }: { limit: number; json?: readonly string[] },
): Route => ({
  ...{ kind: 'post of others', method: 'POST', path, access, handle, limit },
  ...(json && { json }),
});

/** The value of `:name` in the path. */
export function param(ctx: Context, name: string): string {
  const value: unknown = ctx.params?.[name];
  if (typeof value !== 'string') throw new Error(`the path of this route has no :${name}`);
  return value;
}

/** On to another page, asked for with GET whatever this request was; never 307, which would send a password on. */
export function seeOther(ctx: Context, path: string): void {
  ctx.status = 303;
  ctx.redirect(path);
}

/** The same for a reader of HTML and an address that we have just written: neither is looked at once more. */
export function seeOtherAsWritten(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set('Location', location);
  ctx.type = 'html';
  ctx.body = `Redirecting to ${location.replaceAll('&', '&amp;')}.`;
}

/** Moved to another address; caches revalidate each time. */
export function movedTo(ctx: Context, path: string): void {
  ctx.status = 301;
  ctx.set('Cache-Control', 'no-store');
  ctx.redirect(path);
}
