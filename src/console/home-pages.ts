import { daysLeft } from '../applications/lifetime.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import { member } from '../http/access.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Pages } from '../http/page.ts';
import { page, type Route } from '../http/route.ts';
import type { Institutions } from '../institutions/service.ts';
import type { ProgressLine } from '../module.ts';
import type { Notices } from '../notices/service.ts';
import type { Review } from '../review/service.ts';
import { createLayers, line, nextStep, numeral, renewal } from './home.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  institutions: Pick<Institutions, 'get'>;
  applications: Pick<Applications, 'ofInstitution' | 'status'>;
  review: Pick<Review, 'list'>;
  notices: Pick<Notices, 'inbox'>;
  progress: readonly ProgressLine[];
};

/** P1 首页: how far the integration is, what is to be done now, what runs out. */
export function createHomePages(needs: Needs): Route[] {
  const { pages, clock, institutions, applications, review, notices, progress } = needs;
  const layersOf = createLayers(progress);

  async function showConsole(ctx: Context) {
    const actor = memberOf(ctx);
    const { institutionId, accountId, applications: subjectIds } = actor;
    const [institution, layers, own, sentBack, messages] = await Promise.all([
      institutions.get(institutionId),
      layersOf(institutionId),
      applications.ofInstitution(actor),
      review.list({ institutionId, states: ['returned'], ...(subjectIds && { subjectIds }) }, undefined, 5),
      notices.inbox(accountId, undefined, 5),
    ]);
    const now = clock.now();
    const integration = layers.filter(({ part }) => part === 'integration');

    const expiring = own
      .filter((application) => ['expiring', 'expired'].includes(applications.status(application)))
      .map(({ clientId, name, expiresAt }) => ({
        href: `/console/applications/${encodeURIComponent(clientId)}/renew`,
        name,
        expiresAt,
        left: expiresAt === undefined ? 0 : daysLeft(expiresAt, now),
        isOver: expiresAt !== undefined && expiresAt < now,
      }));

    const returned = sentBack.map(({ id, title }) => ({ href: `/console/submissions/${id}`, title }));

    const data = {
      institution: institution.name,
      next: expiring[0] === undefined ? nextStep(layers, returned[0]) : renewal(expiring[0]),
      registeredAt: institution.createdAt,
      steps: layers.filter(({ part }) => part === 'step').map(line),
      layers: integration.map(line),
      layerCount: numeral(integration.length),
      layerTitles: integration.map(({ title }) => title).join('、'),
      isBlocked: integration.every(({ progress: standing }) => standing === 'blocked'),
      isDisabled: institution.disabledAt !== undefined,
      expiring,
      returned,
      unread: messages
        .filter(({ readAt }) => readAt === undefined)
        .slice(0, 3)
        .map(({ id, title, at }) => ({ href: `/console/messages#m${id}`, title, at })),
    };
    pages.show(ctx, 'console/home', data, { title: '首页', here: 'home' });
  }

  return [page('/console', member(), showConsole)];
}
