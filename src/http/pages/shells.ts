import { newToken } from '../../crypto/secrets.ts';
import type { PageData, RenderPage } from './render.ts';

const maxShells = 300;
const plain = /^[\w-]{20,}$/;

/**
 * Keeps a page that is shown again and again and differs in its form token and one part of its addresses only: it is rendered once, with marks
 * of the same form in their places, and put together from then on. It is found again by everything that it was given, so it is for pages that
 * tell no time.
 */
export function createShells(
  render: RenderPage,
): (view: string, data: object, page: PageData, unique: string) => string {
  const shells = new Map<string, readonly string[]>();
  const [csrf, own] = [newToken(), newToken()];
  const marks = new RegExp(`(${csrf}|${own})`);

  return (view, data, page, unique) => {
    if (!plain.test(unique)) return render(view, data, page);
    const { csrf: token, ...shown } = page; // made when it is read, so it is read once
    const given = JSON.stringify([view, data, { ...shown, csrf }]).replaceAll(unique, own);
    let parts = shells.get(given);
    if (parts === undefined) {
      const [, marked, around]: [string, object, PageData] = JSON.parse(given);
      parts = render(view, marked, around).split(marks);
      if (shells.size >= maxShells) shells.clear();
      shells.set(given, parts);
    }
    return parts.map((part) => (part === csrf ? token : part === own ? unique : part)).join('');
  };
}
