import type { Clock } from '../../clock.ts';
import { dayOf } from '../../clock.ts';
import type { Channel } from '../channels/channels.ts';
import { coverIn } from '../entries/cover.ts';
import { leafOf, pictureHref, resourceHref } from '../invitations/shown.ts';
import { catalogueNumber, type Shared } from './catalogue/catalogue.ts';
import { type Item, type Licence, lastDay, numberOf } from './terms/licence.ts';
import { purposeName } from './terms/purposes.ts';
import { stateOf, states } from './terms/state.ts';
import { presentTerms } from './terms/terms.ts';

type ChannelOf = (code: string) => Pick<Channel, 'name'>;

/** A resource of the catalogue as views take it. */
export function presentShared(one: Shared, channelOf: ChannelOf) {
  const { id, channel, title, summary, publishedAt, data, pictures, terms } = one;
  const values: Readonly<Record<string, unknown>> = JSON.parse(data);
  const file = coverIn(values, pictures);
  return {
    id,
    mark: catalogueNumber(one),
    title,
    summary,
    channel: channelOf(channel).name,
    publishedAt,
    href: `/console/catalogue/${id}`,
    preview: resourceHref(id),
    picture:
      file === undefined
        ? undefined
        : {
            small: pictureHref(id, 0, 400, file),
            large: pictureHref(id, 0, 800, file),
            alt: String(values.cover_alt ?? ''),
          },
    leaf: leafOf(title, channel),
    terms: presentTerms(terms),
  };
}

/** A licence as views take it. */
export function presentLicence(licence: Licence, clock: Clock) {
  const now = clock.now();
  const state = stateOf(licence, now);
  const left = Math.ceil((licence.endsAt.getTime() - now.getTime()) / 86_400_000);
  return {
    id: licence.id,
    number: numberOf(licence),
    institution: licence.institution,
    institutionId: licence.institutionId,
    platform: licence.platform,
    clientId: licence.clientId,
    purposes: licence.purposes.map(purposeName),
    usage: licence.usage,
    scope: licence.scope,
    conditions: licence.conditions,
    from: dayOf(licence.startsAt),
    until: lastDay(licence),
    left: state === 'expiring' ? Math.max(1, left) : undefined,
    count: licence.count,
    approvedAt: licence.approvedAt,
    state,
    stateName: states[state].title,
    tone: states[state].tone,
    revoked: licence.revokedAt && { at: licence.revokedAt, reason: licence.revokedReason ?? '' },
    isInForce: state === 'active' || state === 'expiring',
    mayRevoke: state !== 'revoked' && state !== 'expired',
  };
}

/** The subject of a licence, with the present state of each resource. */
export const presentItem = ({ entryId, mark, title, terms }: Item, isThere: boolean) => ({
  id: entryId,
  mark,
  title,
  href: resourceHref(entryId),
  isThere,
  terms: presentTerms(terms),
});
