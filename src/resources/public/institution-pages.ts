import type { Speech } from '../../fact.ts';
import { regionName } from '../../fields/regions/region.ts';
import type { Context } from '../../http/context.ts';
import { movedTo, param, type Route, sharedPage } from '../../http/route.ts';
import type { ShownPage } from '../../institutions/page/store.ts';
import { fact } from '../facts.ts';
import { dateOf } from '../invitations/days.ts';
import * as shown from '../invitations/shown.ts';
import { createInstitutionHome, kindName } from './institution-home.ts';
import { institutionLd } from './json-ld-institution.ts';
import { createListsOfAll } from './lists-of-all.ts';
import { channelIn, type Needs, showPublic } from './pages.ts';

const entriesHref = (id: string) => `${shown.institutionHref(id)}/entries`;

/** R44: 文旅号, the page of an institution, and the lists of all that it published. */
export function createInstitutionPages(needs: Needs): Route[] {
  const { pages, publicResources, channels, clock, publicUrl } = needs;
  const channelOf = (code: string) => channelIn(channels, code);
  const { listOf, tabsOf } = createListsOfAll(needs);
  const homeOf = createInstitutionHome({ publicResources, channels, clock });
  const absolute = (path: string) => new URL(path, publicUrl).href;

  async function showHome(ctx: Context) {
    const id = param(ctx, 'id');
    const { channel, when, after, before } = ctx.query;
    // The lists stood at this address until 0.1.0.
    if ([channel, when, after, before].some((each) => each !== undefined))
      return movedTo(ctx, `${entriesHref(id)}${ctx.search}`);
    const host = await publicResources.institution(id);
    const path = shown.institutionHref(host.id);
    const { say } = ctx.state.speech;
    const home = await homeOf(host, say, host.page && writtenBy(host, host.page, say));
    const data = {
      ...home,
      meta: {
        canonical: absolute(path),
        description:
          home.intro ?? ctx.state.speech.say(fact('resources.about_institution', { institution: host.name })),
        feed: `${path}/feed.xml`,
        picture: home.picture && absolute(home.picture.large),
        calendar: `${path}/calendar.ics`,
        jsonLd: institutionLd(host, home, { href: absolute(path), absolute }),
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/institution', data, { title: host.name });
  }

  const writtenBy = ({ id }: { id: string }, page: ShownPage, say: Speech['say']) => ({
    page,
    picture:
      page.picture === undefined ? undefined : shown.pictureOfInstitution(id, page.picture, page.pictureAlt ?? ''),
    day: say(dateOf(page.approvedAt, clock.now())),
  });

  async function showEntries(ctx: Context) {
    const host = await publicResources.institution(param(ctx, 'id'));
    const path = entriesHref(host.id);
    const channel = channelOf(String(ctx.query.channel ?? ''))?.code;
    const { list, pastHref, turns } = listOf(ctx, path, channel);
    const [found, shares] = await Promise.all([
      publicResources.page({ institutionId: host.id, ...list }),
      publicResources.channelsOf(host.id),
    ]);
    const { say } = ctx.state.speech;
    const counts = new Map(shares.map(({ code, count }) => [code, count]));
    const data = {
      host: {
        name: host.name,
        href: shown.institutionHref(host.id),
        about: kindName(host.kind, say),
        zone:
          host.regionCode === null
            ? undefined
            : { href: shown.zoneHref(host.regionCode), name: regionName(host.regionCode) },
      },
      tabs: tabsOf(path, channel, ctx.state.speech).flatMap(({ code, ...tab }) => {
        const count = code === undefined ? shares.reduce((sum, each) => sum + each.count, 0) : (counts.get(code) ?? 0);
        return count === 0 && code !== undefined ? [] : [{ ...tab, count }];
      }),
      listings: found.listings.map((listing) => shown.presentListing(listing, channelOf, clock.now(), say)),
      turns: turns.of(found),
      pastHref,
      meta: {
        canonical: absolute(path),
        description: say(fact('resources.about_institution', { institution: host.name })),
        feed: `${shown.institutionHref(host.id)}/feed.xml`,
        noIndex: ctx.querystring !== '',
      },
    };
    showPublic(pages, ctx, 'resources/public/institution-entries', data, { title: host.name });
  }

  return [
    sharedPage('/i/:id', { tells: ['resources', 'institutions', 'links'] }, showHome),
    sharedPage('/i/:id/entries', { tells: ['resources', 'institutions'] }, showEntries),
  ];
}
