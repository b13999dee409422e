import { after, type Clock, days } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Speech } from '../fact.ts';
import { anyone } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/pages/page.ts';
import { page, type Route, sharedPage } from '../http/route.ts';
import type { Links } from '../links/service.ts';
import { presentLink } from '../links/shown.ts';
import { cataloguePath } from '../resources/open/operations.ts';
import { createHere } from '../resources/public/here.ts';
import type { Showcase } from '../resources/public/home.ts';

type Needs = {
  pages: Pages;
  config: Pick<Config, 'PUBLIC_URL' | 'DEMO' | 'DEMO_PORT' | 'CONTACT_EMAIL' | 'CONTACT_PHONE'>;
  clock: Clock;
  /** R37: the links of partners, and how many there are in all. */
  partners: Links['shown'];
  /** R42: channels on the home page, those of a region first (33, 3308). */
  showcase: (within: string | undefined, speech: Speech) => Promise<Showcase>;
};

/** Public pages: the home page. */
export function createSitePages({ pages, config, clock, partners, showcase }: Needs): Route[] {
  const demoSite = config.DEMO
    ? `${config.PUBLIC_URL.protocol}//${config.PUBLIC_URL.hostname}:${config.DEMO_PORT}`
    : undefined;

  const here = createHere({ publicUrl: config.PUBLIC_URL, now: () => clock.now() });

  async function showHome(ctx: Context) {
    const near = here.read(ctx);
    const [shown, shop] = await Promise.all([partners(12), showcase(near?.within, ctx.state.speech)]);
    pages.show(
      ctx,
      'site/home',
      {
        demoSite,
        showcase: shop,
        here: near && { name: near.name, near: near.nearName, href: `/zones/${near.code}` },
        partners: shown.links.map((link) => presentLink(link)),
        partnersInAll: shown.count,
      },
      { layout: 'public', describedBy: cataloguePath },
    );
  }

  function sendSecurityText(ctx: Context) {
    ctx.type = 'text/plain; charset=utf-8';
    ctx.set('Cache-Control', 'public, max-age=3600');
    ctx.body = securityText(config, clock.now());
  }

  return [
    sharedPage('/', { region: true, tells: ['resources', 'counts', 'institutions', 'links'] }, showHome),
    page('/.well-known/security.txt', anyone, sendSecurityText),
  ];
}

/** RFC 9116: at most a year, less so that holders of a copy come back. */
const life = days(180);

/** The contact for reports of vulnerabilities, from the deployment's settings. */
function securityText(config: Pick<Config, 'CONTACT_EMAIL' | 'CONTACT_PHONE' | 'PUBLIC_URL'>, now: Date): string {
  const { CONTACT_EMAIL: email, CONTACT_PHONE: phone, PUBLIC_URL: url } = config;
  const day = after(now, life).toISOString().slice(0, 10); // the same all day long
  const lines = [
    ...(email === '' ? [] : [`Contact: mailto:${email}`]),
    ...(phone === '' ? [] : [`Contact: tel:+86-${phone.replace(/^\+86-?/, '')}`]),
    `Expires: ${day}T00:00:00.000Z`,
    'Preferred-Languages: zh, en',
    `Canonical: ${url.origin}/.well-known/security.txt`,
  ];
  return `${lines.join('\n')}\n`;
}
