import type { PictureSize } from '../files/sizes.ts';
import type { Link } from './link.ts';
import { snippetOf } from './watch/snippet.ts';

/** The addresses of the pictures: public, or, of a link off the public pages too, behind a guard. */
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
    webHome: link.webHome,
    h5Home: link.h5Home,
    appUrl: link.appUrl,
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

/** HTML of each of our marks for an institution's pages. */
export const snippetsOf = (cloud: string) => ({
  banner: snippetOf(cloud, 'link-180x50.svg', 180, 50),
  large: snippetOf(cloud, 'link-230x60.svg', 230, 60),
  wordmark: snippetOf(cloud, 'wordmark.svg', 239, 48),
  mark: snippetOf(cloud, 'mark.svg', 48, 48),
});
