import { byteOrderMark, csvLine } from '../audit/csv.ts';
import { days } from '../clock.ts';
import { Problem } from '../errors.ts';
import { memberOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, param, type Route, seeOther } from '../http/route.ts';
import { presentedSecrets } from './aksk/presented.ts';
import type { DetailNeeds } from './detail-needs.ts';
import { akOf, type Detail } from './detail-pages.ts';
import { pathOf } from './detail-parts.ts';
import { fact } from './facts.ts';
import { may } from './policies.ts';
import { docsPage } from './sandbox/owner.ts';
import type { Drawn } from './secrets/secrets.ts';

/** 密钥 (R33): drawing, rotating, saving and ending SKs, on the page of the AK. */
export function createSecretPages(detail: Detail, { pages, applications }: DetailNeeds): Route[] {
  /** The new SK is on the page of the AK; problems are shown there. */
  async function showDrawn(ctx: Context, work: Promise<Drawn>): Promise<void> {
    try {
      seeOther(ctx, `${pathOf((await work).application)}#keys`);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
      const { fact: form, status } = error;
      await detail.show(ctx, await detail.find(ctx), { problems: { form }, status });
    }
  }

  async function rotate(ctx: Context, { overlap = '', newest = '' }: Form) {
    const chosen = /^[0-7]$/.test(overlap) ? days(Number(overlap)) : Number.NaN;
    await showDrawn(ctx, applications.rotate(memberOf(ctx), akOf(ctx), chosen, newest));
  }

  async function sendCsv(ctx: Context) {
    const application = await detail.find(ctx);
    const { clientId } = application;
    const shown = await applications.shownSecret(memberOf(ctx), application);
    if (shown === undefined) throw new Problem('conflict', fact('applications.secret_not_shown'));
    ctx.set('Cache-Control', 'no-store');
    ctx.attachment(`${clientId.replaceAll(/[^\w.-]/g, '_')}.csv`);
    ctx.type = 'text/csv; charset=utf-8';
    ctx.body = byteOrderMark + csvLine(['AK', 'SK']) + csvLine([clientId, shown.value]);
  }

  async function confirmSaved(ctx: Context, { return_to }: Form) {
    const application = await applications.confirmSaved(memberOf(ctx), akOf(ctx));
    seeOther(ctx, docsPage(return_to) ?? `${pathOf(application)}?done=saved#keys`);
  }

  const endPage = async (ctx: Context, ak: string, id: string) => {
    const application = await detail.find(ctx);
    const live = await applications.secrets(ak);
    const secret = presentedSecrets(live, new Map()).find((each) => each.id === id && each.endsAt !== undefined);
    if (secret === undefined) return seeOther(ctx, `${pathOf(application)}#keys`);
    const data = { ...detail.given(ctx, application), secret };
    return pages.show(ctx, 'applications/end-secret', data, { title: '作废旧 SK', here: 'applications' });
  };

  async function end(ctx: Context) {
    const application = await applications.endSecret(memberOf(ctx), akOf(ctx), param(ctx, 'id'));
    seeOther(ctx, `${pathOf(application)}?done=ended#keys`);
  }

  return [
    form(
      '/console/applications/:ak/secrets',
      may('issue, rotate and end SKs, and set the protection of an AK'),
      (ctx) => showDrawn(ctx, applications.drawSecret(memberOf(ctx), akOf(ctx))),
    ),
    form(
      '/console/applications/:ak/secrets/rotate',
      may('issue, rotate and end SKs, and set the protection of an AK'),
      rotate,
    ),
    form('/console/applications/:ak/secrets/csv', may('renew an AK, export its SKs, change its sandbox'), sendCsv),
    form(
      '/console/applications/:ak/secrets/saved',
      may('renew an AK, export its SKs, change its sandbox'),
      confirmSaved,
    ),
    page('/console/applications/:ak/secrets/:id/end', may('renew an AK, export its SKs, change its sandbox'), (ctx) =>
      endPage(ctx, akOf(ctx), param(ctx, 'id')),
    ),
    form(
      '/console/applications/:ak/secrets/:id/end',
      may('issue, rotate and end SKs, and set the protection of an AK'),
      end,
      {
        asks: fact('applications.ask_end_sk'),
      },
    ),
  ];
}
