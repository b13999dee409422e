import { normalMobile } from '../../fields/china/mobile.ts';
import { institutionHref } from '../invitations/shown.ts';
import type { PublicResources } from '../public/public.ts';
import type { OpenHost } from '../public/whole-store.ts';
import { root } from './operations.ts';
import type { OpenResource } from './resource.ts';

type Host = Awaited<ReturnType<PublicResources['institution']>>;

/** An institution in a list. */
export const openInstitution = ({ id, name, kind, regionCode }: OpenHost, origin: string) => ({
  ...{ id, name, kind, region_code: regionCode },
  url: `${origin}${institutionHref(id)}`,
});

/**
 * Its page. No licence is chosen for its introduction and its picture, so they are only for being shown at the Cloud; hours and address are those
 * of its house, under the licence of that entry.
 */
export function openInstitutionPage(host: Host, house: OpenResource | null, origin: string) {
  const { page } = host;
  const [link] = host.links;
  const phone = page?.phone;
  const home = `${origin}${institutionHref(host.id)}`;
  return {
    ...openInstitution(host, origin),
    phone: phone === undefined || normalMobile(phone) !== undefined ? null : phone,
    web_url: page?.webUrl ?? link?.pcUrl ?? null,
    h5_url: page?.h5Url ?? link?.h5Url ?? null,
    mini_program: page?.miniProgram ?? null,
    app_url: page?.appUrl ?? link?.appUrl ?? null,
    house,
    resources_url: `${origin}${root}/resources?institution_id=${host.id}`,
    feed_url: `${home}/feed.xml`,
    calendar_url: `${home}/calendar.ics`,
  };
}
