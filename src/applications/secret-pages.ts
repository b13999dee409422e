import { byteOrderMark, csvLine } from '../audit/csv.ts';
import { days } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import type { Application } from './aksk/application.ts';
import { presentedSecrets } from './aksk/presented.ts';
import { akOf, type Detail, type DetailNeeds } from './detail-pages.ts';
import { fact } from './facts.ts';
import type { Drawn } from './secrets/secrets.ts';

/** 密钥 (R33): an SK is on the answer to the form that makes it, and on no other page. */
export function createSecretPages(detail: Detail, needs: DetailNeeds): Route[] {
  const { applications, names } = needs;
  const pathOf = ({ clientId }: Application) => `/console/applications/${encodeURIComponent(clientId)}/secrets`;

  /** Who made which SK, by the moment in which it was made. */
  async function makers(ctx: Context, { clientId }: Application): Promise<Map<number, string>> {
    const { events } = await applications.history(memberOf(ctx), clientId, undefined, 200);
    const made = events.filter(({ verb, actorKind }) => /\.(draw_sk|rotate)$/.test(verb) && actorKind === 'member');
    const found = await names(made.flatMap(({ actorId }) => actorId ?? []));
    return new Map(made.map(({ at, actorId = '' }) => [at.getTime(), found.get(actorId) ?? '']));
  }

  type More = { drawn?: string; problem?: Fact | undefined; status?: number; notSaved?: boolean };

  async function show(ctx: Context, application: Application, { drawn, problem, status, notSaved = false }: More = {}) {
    const [live, by] = await Promise.all([applications.secrets(application.clientId), makers(ctx, application)]);
    const secrets = presentedSecrets(live, by);
    const current = secrets.find(({ endsAt }) => endsAt === undefined);
    const ended = ctx.query.done === 'ended';
    const data = { secrets, current, drawn, problem: problem && ctx.state.speech.say(problem), ended };
    detail.show(ctx, 'applications/secrets', application, (given) => ({ ...given, ...data }), {
      problems: notSaved ? { saved: fact('applications.secret_not_saved') } : {},
      ...(status !== undefined && { status }),
    });
  }

  /** Shows the new SK; what cannot be done is said on the page of the keys. */
  async function showDrawn(ctx: Context, work: Promise<Drawn>): Promise<void> {
    try {
      const { application, secret } = await work;
      await show(ctx, application, { drawn: secret });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      await show(ctx, await detail.find(ctx), { problem: error.fact, status: error.status });
    }
  }

  async function rotate(ctx: Context, { overlap = '', newest = '' }: Form) {
    const chosen = /^[0-7]$/.test(overlap) ? days(Number(overlap)) : Number.NaN;
    await showDrawn(ctx, applications.rotate(memberOf(ctx), akOf(ctx), chosen, newest));
  }

  /** The value comes back from the page that showed it: we do not have it. Only what is an SK of this AK is written out. */
  async function held(ctx: Context, ak: string, value: string): Promise<Application> {
    const application = await detail.find(ctx);
    if (await applications.isSecret(memberOf(ctx), ak, value)) return application;
    throw new Problem('conflict', fact('applications.secret_not_shown'));
  }

  async function sendCsv(ctx: Context, { secret = '' }: Form) {
    const { clientId } = await held(ctx, akOf(ctx), secret);
    ctx.set('Cache-Control', 'no-store');
    ctx.attachment(`${clientId.replaceAll(/[^\w.-]/g, '_')}.csv`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = byteOrderMark + csvLine(['AK', 'SK']) + csvLine([clientId, secret]);
  }

  async function confirmSaved(ctx: Context, { secret = '', saved }: Form) {
    const application = await held(ctx, akOf(ctx), secret);
    if (saved === undefined) return show(ctx, application, { drawn: secret, notSaved: true });
    return seeOther(ctx, pathOf(application));
  }

  const endPage = async (ctx: Context, ak: string, id: string) => {
    const application = await detail.find(ctx);
    const live = await applications.secrets(ak);
    const secret = presentedSecrets(live, new Map()).find((each) => each.id === id && each.endsAt !== undefined);
    if (secret === undefined) return seeOther(ctx, pathOf(application));
    return detail.show(ctx, 'applications/end-secret', application, (given) => ({ ...given, secret }), {
      title: '作废旧 SK',
    });
  };

  async function end(ctx: Context) {
    const application = await applications.endSecret(memberOf(ctx), akOf(ctx), param(ctx, 'id'));
    seeOther(ctx, `${pathOf(application)}?done=ended`);
  }

  return [
    page('/console/applications/:ak/secrets', detail.everybody, async (ctx) => show(ctx, await detail.find(ctx))),
    form('/console/applications/:ak/secrets', detail.managers.withStepUp, (ctx) =>
      showDrawn(ctx, applications.drawSecret(memberOf(ctx), akOf(ctx))),
    ),
    form('/console/applications/:ak/secrets/rotate', detail.managers.withStepUp, rotate),
    form('/console/applications/:ak/secrets/csv', detail.managers, sendCsv),
    form('/console/applications/:ak/secrets/saved', detail.managers, confirmSaved),
    page('/console/applications/:ak/secrets/:id/end', detail.managers, (ctx) =>
      endPage(ctx, akOf(ctx), param(ctx, 'id')),
    ),
    form('/console/applications/:ak/secrets/:id/end', detail.managers.withStepUp, end),
  ];
}
