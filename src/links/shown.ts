import type { PictureSize } from '../files/sizes.ts';
import type { Link } from './link.ts';

/** Where the pictures lie: for everybody, or, of a link that is off the public pages too, behind a guard. */
const pictureHref = (link: Link, name: PictureSize | 'app', base = '/pictures') =>
  `${base}/${link.id}-${name}.png?v=${link.pictureHash}`;

/** A link as views take it. */
export function presentLink(link: Link, base?: string) {
  const href = link.pcUrl ?? link.h5Url ?? '';
  const phone = link.h5Url ?? href;
  return {
    id: link.id,
    name: link.name,
    institution: link.institution,
    pcUrl: link.pcUrl,
    h5Url: link.h5Url,
    href,
    /** Where a phone is led; undefined where it is the same. */
    phone: phone === href ? undefined : phone,
    logo: pictureHref(link, '230x60', base),
    tile: pictureHref(link, '180x50', base),
    code: link.hasAppQr ? pictureHref(link, 'app', base) : undefined,
    isOnline: link.state === 'online',
    offlineBy: link.offlineBy,
    reason: link.offlineReason,
    ofApplication: link.clientId,
    createdAt: link.createdAt,
    updatedAt: link.updatedAt,
  };
}

/** What an institution puts into its own pages: each of our marks, as HTML that links to the front page. */
export function snippetsOf(cloud: string) {
  const snippet = (file: string, width: number, height: number) => {
    const image = `<img src="${cloud}/public/${file}" width="${width}" height="${height}" alt="国家公共文化云">`;
    return `<a href="${cloud}/" target="_blank" rel="noopener">${image}</a>`;
  };
  return { wordmark: snippet('wordmark.svg', 239, 48), mark: snippet('mark.svg', 48, 48) };
}
