import type { PhoneScan } from '../../accounts/scans/scans.ts';
import type { Accounts } from '../../accounts/service.ts';
import { presentClient } from '../../applications/aksk/client-view.ts';
import type { Applications } from '../../applications/service.ts';
import { personOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import type { Form } from '../../http/requests/body.ts';
import { describeDevice } from '../../http/requests/device.ts';
import { form, page, param, type Route, seeOther } from '../../http/route.ts';
import type { Views } from '../../http/views.ts';
import { admits, notAdmitted } from '../admission.ts';
import { may } from '../policies.ts';
import { scanLevel } from '../rules.ts';
import type { Sessions } from '../tokens/sessions.ts';
import { spaced } from './scan-pages.ts';

type Needs = { accounts: Accounts; applications: Applications; pages: Pages; sessions: Sessions };

const path = '/scan/:code';
/** C6, on the phone: who asks, from where, and for which platform, before anything is confirmed. */
export function createScanPhonePages({ accounts, applications, pages, sessions }: Needs): Route[] {
  const phoneOf = (ctx: Context) => ({
    accountId: personOf(ctx).accountId,
    address: ctx.state.address,
    device: describeDevice(ctx.get('user-agent')),
    requestId: ctx.state.requestId,
  });
  const show = (ctx: Context, data: Omit<Views['oidc/scan-phone'], 'code'>) =>
    pages.show(
      ctx,
      'oidc/scan-phone',
      { ...data, code: param(ctx, 'code') },
      { layout: 'citizen', ...(data.state === 'limited' && { status: 429 }) },
    );

  /** Whether this person may sign in there at all, before they confirm. */
  async function showScan(ctx: Context, scan: PhoneScan | undefined) {
    const application = scan && (await applications.known(scan.clientId));
    const account = await accounts.find(personOf(ctx).accountId);
    if (scan === undefined || application === undefined || account === undefined) return show(ctx, { state: 'over' });
    const { state, match, device, at, isSameNetwork } = scan;
    const client = presentClient(application);
    const isAsked = state === 'waiting' || state === 'scanned';
    if (isAsked && !admits(application, account))
      return show(ctx, { state: 'elsewhere', client, why: ctx.state.speech.say(notAdmitted(application, account)) });
    return show(ctx, { state, client, scan: { match: spaced(match), device, at, isSameNetwork } });
  }

  async function scan(ctx: Context) {
    const found = await accounts.scans.scan(param(ctx, 'code'), phoneOf(ctx));
    if (found === undefined || !('problem' in found)) return showScan(ctx, found);
    ctx.set('Retry-After', String(found.retryAfter));
    return show(ctx, { state: 'limited', why: ctx.state.speech.say(found.problem) });
  }

  async function decide(ctx: Context, { answer }: Form) {
    const [code, phone] = [param(ctx, 'code'), phoneOf(ctx)];
    if (answer === 'no') await accounts.scans.refuse(code, phone);
    else if (answer === 'yes') {
      const found = await accounts.scans.onPhone(code, phone);
      const application = found && (await applications.known(found.clientId));
      const account = await accounts.find(phone.accountId);
      if (application !== undefined && account !== undefined && admits(application, account))
        await accounts.scans.confirm(code, phone, scanLevel(await sessions.levelOf(ctx)));
    }
    seeOther(ctx, `/scan/${encodeURIComponent(code)}`);
  }

  return [
    page(path, may('see which device asks to be signed in'), scan),
    form(path, may('sign another device in'), decide),
  ];
}
