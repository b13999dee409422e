import { memberOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Form } from '../../http/requests/body.ts';
import { form, type Route, seeOther } from '../../http/route.ts';
import { may } from '../policies.ts';
import type { Confirmations } from './service.ts';

type Needs = { confirmations: Pick<Confirmations, 'confirm'> };

/** The one button of 首页; the page then says in a line how many were confirmed. */
export function createConfirmationPages({ confirmations }: Needs): Route[] {
  async function confirm(ctx: Context, { seen = '' }: Form) {
    const at = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(seen) ? new Date(seen) : undefined;
    await confirmations.confirm(memberOf(ctx), at);
    seeOther(ctx, '/console#week-ahead');
  }
  return [form('/console/resources/week', may('write entries, one by one and by workbook'), confirm)];
}
