import { remember } from './record.ts';
import { solve } from './work.ts';

export const html = { accept: 'text/html,application/xhtml+xml' };
/** Compression is tried where it matters (http/pages/assets); here it would only cost time, on both sides. */
const plain = { 'accept-encoding': 'identity' };

/**
 * A browser without a window: cookies by path, redirects one at a time, forms filled in by field name. `send` is how its requests
 * travel: through a node of its own, or now one and now another.
 */
export function createBrowser(origin: string, { send = fetch }: { send?: typeof fetch } = {}) {
  const cookies = new Map<string, { name: string; value: string; path: string }>();

  function keep(response: Response) {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      const attribute = (key: string) =>
        attributes.find((part) => part.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
      const path = attribute('path') ?? '/';
      const expires = attribute('expires');
      const isGone = value === '' || (expires !== undefined && Date.parse(expires) < 1_000_000);
      if (isGone) cookies.delete(`${name} ${path}`);
      else {
        cookies.set(`${name} ${path}`, { name, value, path });
        if (/session|device|console/.test(name) && !name.endsWith('.sig')) remember(decodeURIComponent(value));
      }
    }
  }

  const cookieHeader = (path: string) =>
    [...cookies.values()]
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, origin);
    const response = await send(url, {
      redirect: 'manual',
      ...init,
      headers: {
        ...html,
        ...plain,
        cookie: cookieHeader(url.pathname),
        ...Object.fromEntries(new Headers(init.headers)),
      },
    });
    if (url.origin === new URL(origin).origin) keep(response);
    return response;
  }

  /** Follows redirects on our own origin, to a page or to an address elsewhere, or to one that is not to be opened: `isThere`. */
  async function walk(path: string, response?: Response, isThere = (_at: URL) => false): Promise<Page> {
    let at = new URL(path, origin);
    let current = response ?? (await request(at.href));
    for (let step = 0; step < 12; step += 1) {
      const location = current.headers.get('location');
      if (location === null) {
        const text = await current.text();
        return { status: current.status, url: at, text, headers: current.headers };
      }
      await current.arrayBuffer();
      at = new URL(location, at);
      if (at.origin !== new URL(origin).origin || isThere(at))
        return { status: current.status, url: at, text: '', headers: current.headers };
      current = await request(at.href);
    }
    throw new Error(`too many redirects, last to ${at}`);
  }

  /** Fills in and submits the first form of a page; `undefined` leaves a field out. `action` replaces the form's own. */
  async function submit(
    page: Page,
    values: Record<string, string | undefined> = {},
    action?: string,
    isThere?: (at: URL) => boolean,
  ): Promise<Page> {
    const form = formOf(page.text);
    const { work = '' } = form.fields;
    // The result of the page's script.
    const found = work === '' || 'solution' in values ? {} : { solution: solve(work) };
    const fields = { ...form.fields, ...found, ...values };
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.set(name, value);
    const target = new URL(action ?? form.action, page.url);
    return walk(target.href, await request(target.href, { method: 'POST', body }), isThere);
  }

  return { cookies, request, walk, submit };
}

export type TestBrowser = ReturnType<typeof createBrowser>;
export type Page = { status: number; url: URL; text: string; headers: Headers };

/** The visible text, in one line. */
export const textOf = ({ text }: Page) =>
  text
    .replace(/<\/?bdi>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

/** The page with one form only, for `submit`: the first in which something ends so (its action, a value) and which has that in it. */
export const formOn = (page: Page, ending: string, having = ''): Page => ({
  ...page,
  text:
    page.text.match(/<form\b[\s\S]*?<\/form>/g)?.find((each) => each.includes(`${ending}"`) && each.includes(having)) ??
    '',
});

/** Sends the form on a page that ends so, and the answer to the question that it shows first. */
export const sure = async (browser: TestBrowser, page: Page, ending: string, values: Record<string, string> = {}) =>
  browser.submit(formOn(await browser.submit(formOn(page, ending), values), ending));

const decoded = (text: string) =>
  text
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#34;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');

/** Action and fields of the first form, as a browser sends it untouched (unticked boxes are left out). */
export function formOf(text: string): { action: string; fields: Record<string, string> } {
  const form = /<form\b[^>]*>[\s\S]*?<\/form>/i.exec(text)?.[0];
  if (form === undefined)
    throw new Error(
      `no form on the page: ${text
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 300)}`,
    );
  const attribute = (tag: string, name: string) => {
    const found = new RegExp(`\\s${name}\\s*=\\s*"([^"]*)"`, 'i').exec(tag)?.[1];
    return found === undefined ? undefined : decoded(found);
  };
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    const type = attribute(tag, 'type');
    if (
      name === undefined ||
      type === 'submit' ||
      ((type === 'checkbox' || type === 'radio') && !/\schecked\b/.test(tag))
    )
      continue;
    fields[name] = attribute(tag, 'value') ?? '';
  }
  return { action: attribute(/<form\b[^>]*>/i.exec(form)?.[0] ?? '', 'action') ?? '', fields };
}
