import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { page, type Route } from '../http/route.ts';
import type { Application } from './aksk/application.ts';
import type { Detail, DetailNeeds } from './detail-pages.ts';
import { changeOf } from './letters/changes.ts';
import { presentedCalls } from './log/presented.ts';
import { may } from './policies.ts';

/** 调用记录 and 变更历史: the calls of programs, and the changes by people. */
export function createHistoryPages(detail: Detail, needs: DetailNeeds): Route[] {
  const { applications, integrationLog, names, membersOf } = needs;
  const places = needs.cursors.byNumber('application history');

  async function showCalls(ctx: Context) {
    const application = await detail.find(ctx);
    const { clientId } = application;
    const failuresOnly = ctx.query.show === 'failures';
    const cursor = typeof ctx.query.cursor === 'string' ? ctx.query.cursor : undefined;
    const [page, recent] = await Promise.all([
      integrationLog.read(memberOf(ctx), clientId, { failuresOnly, ...(cursor !== undefined && { cursor }) }),
      integrationLog.recent([clientId]),
    ]);
    const older =
      page.cursor && new URLSearchParams({ ...(failuresOnly && { show: 'failures' }), cursor: page.cursor });
    detail.show(ctx, 'applications/calls', application, (given) => ({
      ...given,
      entries: presentedCalls(page.entries, ctx.state.speech),
      recent: recent.get(clientId),
      failuresOnly,
      isFirst: cursor === undefined,
      older: older && `${pathOf(application)}/calls?${older}`,
    }));
  }

  async function showHistory(ctx: Context) {
    const application = await detail.find(ctx);
    const actor = memberOf(ctx);
    const whose = { clientId: application.clientId };
    const before = places.find(whose, ctx.query.before);
    const { events, next } = await applications.history(actor, application.clientId, before);
    const [people, members] = await Promise.all([
      names(events.flatMap(({ actorId, actorKind }) => (actorKind === 'member' && actorId ? [actorId] : []))),
      membersOf(actor.institutionId),
    ]);
    const roles = new Map(members.map(({ accountId, role }) => [accountId, role]));
    const lines = events.map((event) => changeOf(event, { names: people, roles, showsStaff: false }));
    const older = next && `${pathOf(application)}/history?before=${places.write(whose, next)}`;
    detail.show(ctx, 'applications/history', application, (given) => ({ ...given, lines, older: older || undefined }));
  }

  return [
    page('/console/applications/:ak/calls', may('see an AK'), showCalls),
    page('/console/applications/:ak/history', may('see an AK'), showHistory),
  ];
}

const pathOf = ({ clientId }: Application) => `/console/applications/${encodeURIComponent(clientId)}`;
