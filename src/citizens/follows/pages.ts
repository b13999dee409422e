import type { Clock } from '../../clock.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { channels } from '../../resources/channels/channels.ts';
import * as shown from '../../resources/invitations/shown.ts';
import { channelIn } from '../../resources/public/pages.ts';
import type { PublicResources } from '../../resources/public/public.ts';
import { may } from '../policies.ts';
import type { Follows } from './service.ts';

type Needs = Pick<PageServices, 'pages'> & {
  follows: Follows;
  clock: Clock;
  publicResources: Pick<PublicResources, 'page'>;
};

const home = '/account/follows';
const here = 'follows';
/** Of each institution. */
const events = 3;

/** R44 我的关注: the coming events of the followed institutions. */
export function createFollowPages({ pages, follows, clock, publicResources }: Needs): Route[] {
  const channelOf = (code: string) => channelIn(channels, code);

  async function list(ctx: Context, asked?: string) {
    const { accountId } = personOf(ctx);
    const followed = await follows.list(accountId);
    const now = clock.now();
    const { say } = ctx.state.speech;
    const data = {
      asked:
        asked === undefined
          ? undefined
          : {
              ...{ id: asked, name: await follows.nameOf(asked) },
              isFollowed: followed.some(({ institutionId }) => institutionId === asked),
            },
      followed: await Promise.all(
        followed.map(async ({ institutionId, name }) => {
          const query = { institutionId, channel: 'activity', order: 'coming', limit: events } as const;
          const { listings } = await publicResources.page(query);
          return {
            ...{ id: institutionId, name, href: shown.institutionHref(institutionId) },
            listings: listings.map((listing) => shown.presentListing(listing, channelOf, now, say)),
          };
        }),
      ),
    };
    pages.show(ctx, 'follows/list', data, { here });
  }

  async function add(ctx: Context, { institution = '' }: Form) {
    await follows.follow(personOf(ctx).accountId, institution);
    seeOther(ctx, `${home}?done=followed`);
  }

  async function end(ctx: Context, { institution = '' }: Form) {
    await follows.unfollow(personOf(ctx).accountId, institution);
    seeOther(ctx, `${home}?done=unfollowed`);
  }

  return [
    page(home, may('follow institutions'), (ctx) => list(ctx)),
    // In the path, which a login leads back to.
    page(`${home}/:institution`, may('follow institutions'), (ctx) => list(ctx, param(ctx, 'institution'))),
    form(home, may('follow institutions'), add),
    form(`${home}/end`, may('follow institutions'), end),
  ];
}
