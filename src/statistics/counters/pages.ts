import type { Applications } from '../../applications/service.ts';
import { permits } from '../../http/access.ts';
import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import { mostOfRange } from '../questions/counted.ts';
import type { Counters } from './service.ts';
import { pageSnippet, serverSnippet } from './snippets.ts';
import { mostInDay, mostInMinute, mostViewsOfRange, mostVisitors } from './tally.ts';

type Needs = {
  pages: Pages;
  publicUrl: URL;
  applications: Pick<Applications, 'read' | 'ofInstitution'>;
  counters: Counters;
};

const base = '/console/counters';
const here = 'statistics';
const shownDays = 14;

/** 自助计数 of an AK: switching it, the lines to paste, and its counts. */
export function createCounterPages({ pages, publicUrl, applications, counters }: Needs): Route[] {
  const pathOf = (clientId: string) => `${base}/${encodeURIComponent(clientId)}`;

  async function show(ctx: Context): Promise<void> {
    const actor = memberOf(ctx);
    const application = await applications.read(actor, param(ctx, 'ak'));
    const { clientId, name, sandbox, redirectUris, homeUrl } = application;
    const [{ counter, today, days }, own] = await Promise.all([
      counters.standing(actor, clientId, shownDays),
      applications.ofInstitution(actor),
    ]);
    const isOn = counter?.onSince !== undefined;
    const addresses = [...redirectUris, ...(homeUrl === undefined ? [] : [homeUrl])];
    const data = {
      ...{ ak: clientId, name, sandbox, isOn, today, days },
      action: pathOf(clientId),
      mayTurn: permits(may('switch the counter of an AK'), actor),
      others: own
        .filter((one) => !one.firstParty && one.clientId !== clientId)
        .map((one) => ({ name: one.name, sandbox: one.sandbox, href: pathOf(one.clientId) })),
      origins: [...new Set(addresses.flatMap((address) => URL.parse(address)?.origin ?? []))],
      limits: {
        minute: mostInMinute,
        day: mostInDay,
        visitors: mostVisitors,
        range: mostOfRange,
        rangeViews: mostViewsOfRange,
      },
      snippets: { page: pageSnippet(publicUrl.origin, counter?.id ?? ''), server: serverSnippet(publicUrl.origin) },
    };
    pages.show(ctx, 'statistics/counter', data, { title: `${name}的自助计数`, here });
  }

  async function turn(ctx: Context, { on }: Form): Promise<void> {
    const clientId = param(ctx, 'ak');
    await counters.turn(memberOf(ctx), clientId, on === '1');
    seeOther(ctx, pathOf(clientId));
  }

  return [
    page(`${base}/:ak`, may('see the counter of an AK'), show),
    form(`${base}/:ak`, may('switch the counter of an AK'), turn),
  ];
}
