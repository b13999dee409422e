import { normalMobile } from '../../fields/china/mobile.ts';
import { maskMobiles } from '../../fields/china/mobiles-in-text.ts';
import type { Field } from '../../fields/form.ts';
import { iso, isoOrNull } from '../../http/answer.ts';
import type { Channel } from '../channels/channel.ts';
import { resourceHref } from '../invitations/shown.ts';
import { stateOf } from '../invitations/state.ts';
import { fieldsOn, publishedEnd } from '../listing/listing.ts';
import type { Opened } from '../listing/public-store.ts';
import { jsonLd } from '../public/json-ld.ts';

/** 使用许可, chosen by an institution: the content is open, or only its existence and address. */
const licences = { share_free: 'whole', share_by: 'whole', display: 'pointer', link_only: 'pointer' } as const;
type Licence = keyof typeof licences;
const isLicence = (value: unknown): value is Licence => typeof value === 'string' && Object.hasOwn(licences, value);

/** Without a licence it is only for being shown at the Cloud. */
const licenceOf = ({ values: { licence } }: Pick<Opened, 'values'>): Licence =>
  isLicence(licence) ? licence : 'display';
const isWhole = (opened: Pick<Opened, 'values'>) => licences[licenceOf(opened)] === 'whole';

/** Where the terms of use stand. */
export const termsOf = (origin: string): string => `${origin}/docs/open#terms`;

/** Fields shown elsewhere, or only for the institution and the Cloud. */
const apart = new Set([
  ...['title', 'summary', 'region_code', 'licence', 'source_name', 'copyright_owner', 'cover_alt'],
  ...['external_id', 'venue_external_id', 'parent_external_id', 'seller_uscc'],
  ...['publish_at', 'expire_at', 'copyright_until'],
]);
/** Pictures and files are not part of it: their rights are not those of the text. */
const isFile = ({ control }: Field) => control === 'files' || control === 'crop';

function withoutMobiles(value: unknown): unknown {
  if (typeof value === 'string') return maskMobiles(value);
  if (Array.isArray(value)) return value.map(withoutMobiles);
  return typeof value === 'object' && value !== null ? allWithout(value) : value;
}
const allWithout = (values: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, withoutMobiles(value)]));

/**
 * An entry for programs: lists, single entries, changes and files are made of this and of nothing else. A mobile number may be private: as the
 * contact it is left out, in other texts it is masked. Other telephones of an institution are public.
 */
function masked(opened: Opened): Opened {
  const { title, summary, institution, values, live } = opened;
  return {
    ...opened,
    ...{ title: maskMobiles(title), summary: maskMobiles(summary), institution: maskMobiles(institution) },
    values: allWithout(Object.fromEntries(Object.entries(values).filter(([, value]) => !isMobile(value)))),
    live: allWithout(live),
  };
}
const isMobile = (value: unknown) => typeof value === 'string' && normalMobile(value) !== undefined;

/** The open part of an entry's content. */
function contentOf({ values }: Opened, { groups }: Pick<Channel, 'groups'>): Record<string, unknown> {
  const fields = fieldsOn(groups).filter((field) => !apart.has(field.name) && !isFile(field));
  return Object.fromEntries(fields.flatMap(({ name }) => (values[name] === undefined ? [] : [[name, values[name]]])));
}

/** The public form of an entry, the same in lists, single entries, changes and the daily export. */
export function openResource(given: Opened, channel: Channel, origin: string) {
  const opened = masked(given);
  const whole = isWhole(opened);
  const { source_name: source, copyright_owner: owner } = opened.values;
  return {
    id: opened.entryId,
    channel: opened.channel,
    title: opened.title,
    summary: whole ? opened.summary : null,
    region_code: opened.regionCode,
    institution: { id: opened.institutionId, name: opened.institution },
    starts_at: isoOrNull(opened.startsAt),
    ends_at: isoOrNull(publishedEnd(given, given.values)),
    url: `${origin}${resourceHref(opened.entryId)}`,
    licence: licenceOf(opened),
    source_name: typeof source === 'string' ? source : null,
    copyright_owner: typeof owner === 'string' ? owner : null,
    version: opened.version,
    published_at: iso(opened.publishedAt),
    changed_at: iso(opened.changedAt),
    live_state: opened.live,
    content: whole ? contentOf(opened, channel) : null,
  };
}

export type OpenResource = ReturnType<typeof openResource>;

/** Where the licence that its institution chose is explained. */
const licenceHref = (origin: string, licence: Licence): string => `${origin}/docs/open#${licence}`;

/** The same by the words of schema.org. */
export function openJsonLd(given: Opened, channel: Channel, origin: string, now: Date): object {
  const opened = masked(given);
  const whole = isWhole(opened);
  const { startsAt, endsAt } = opened;
  const { position } = opened.values;
  // Where it is stands in no field of its own: it was made of longitude, latitude and the map they were read from.
  const values = whole
    ? { ...contentOf(opened, channel), ...(position !== undefined && { position }) }
    : { start_at: opened.values.start_at, end_at: opened.values.end_at }; // its time is told under every licence
  const licensed = { ...values, copyright_owner: opened.values.copyright_owner };
  const state = stateOf(
    { schemaType: channel.schemaType, startsAt, endsAt, values: { ...opened.values, ...opened.live } },
    now,
  );
  const said = jsonLd({ ...opened, values: licensed }, channel.schemaType, {
    ...{
      href: `${origin}${resourceHref(opened.entryId)}`,
      isOver: state?.isOver === true,
      isShut: state?.code === 'shut',
    },
    licence: licenceHref(origin, licenceOf(opened)),
  });
  return Object.fromEntries(Object.entries(said).filter(([name]) => whole || name !== 'description'));
}
