import { yearOf } from '../../clock.ts';
import { notFound, type Problems } from '../../errors.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { PageServices } from '../../module.ts';
import { may } from '../policies.ts';
import { handoverDay } from './child.ts';
import { fact } from './facts.ts';
import type { HandoverNeeds, Handovers } from './handovers.ts';
import type { Family } from './service.ts';

type Needs = Pick<PageServices, 'pages'> & Pick<HandoverNeeds, 'clock'> & { family: Family; handovers: Handovers };

const home = '/account/family';

/** At 14: the guardian hands the account over, and until the child has taken it over helps with nothing but the first password. */
export function createHandoverPages({ pages, clock, family, handovers }: Needs): Route[] {
  const at = (ctx: Context) => ({ guardianId: personOf(ctx).accountId, id: param(ctx, 'child') });
  const own = (ctx: Context, id: string, done: string) => seeOther(ctx, `${home}/${id}/handover?done=${done}`);

  /** Before it the changes to come; afterwards the steps left to do. */
  async function show(ctx: Context, problems: Problems = {}) {
    const { guardianId, id } = at(ctx);
    const { say } = ctx.state.speech;
    const waits = (await handovers.waiting(guardianId)).find(({ childId }) => childId === id);
    if (waits !== undefined) {
      const { nickname, username, cause } = waits;
      const data = {
        child: { id, nickname, username },
        ...{ byDay: cause === 'day', mayReturn: handovers.mayReturn(waits), done: String(ctx.query.done ?? '') },
      };
      return pages.show(ctx, 'family/waiting', data, {
        title: say(fact('family.waiting_title', { child: nickname })),
        here: 'family',
        problems,
      });
    }
    const { nickname, birthYear, closingAt } = await family.mustFind(guardianId, id);
    if (yearOf(clock.now()) < birthYear + 14 || closingAt !== undefined) throw notFound(fact('family.no_handover'));
    const data = { child: { id, nickname, birthYear }, due: handoverDay(birthYear) };
    return pages.show(ctx, 'family/handover', data, {
      title: say(fact('family.handover_title', { child: nickname })),
      here: 'family',
      problems,
    });
  }

  async function handOver(ctx: Context, { reached }: Form) {
    const { guardianId, id } = at(ctx);
    const child = await family.mustManage(guardianId, id);
    const asked = { reached: reached === '1', requestId: ctx.state.requestId };
    const refused = await handovers.handOverBy({ ...child, guardianId }, asked);
    return refused === undefined ? own(ctx, id, 'begun') : show(ctx, refused.problems);
  }

  async function setPassword(ctx: Context, given: Form) {
    const { guardianId, id } = at(ctx);
    const refused = await handovers.setFirstPassword(guardianId, id, given, ctx.state.requestId);
    return refused === undefined ? own(ctx, id, 'password') : show(ctx, refused.problems);
  }

  async function takeBack(ctx: Context) {
    const { guardianId, id } = at(ctx);
    await handovers.takeBack(guardianId, id, ctx.state.requestId);
    seeOther(ctx, `${home}/${id}?done=returned`);
  }

  return [
    page(`${home}/:child/handover`, may('see the accounts of children'), (ctx) => show(ctx)),
    form(`${home}/:child/handover`, may('decide for a child'), handOver),
    form(`${home}/:child/handover/password`, may('decide for a child'), setPassword),
    form(`${home}/:child/handover/return`, may('decide for a child'), takeBack),
  ];
}
