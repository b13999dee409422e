import { difference } from './addresses.ts';
import type { Reason } from './call.ts';
import type { Cause } from './cause.ts';
import { generalCauses } from './general-causes.ts';
import { grantCauses } from './grant-causes.ts';
import { loginCauses } from './login-causes.ts';
import { pkceAdvice } from './pkce-cause.ts';
import { tokenCauses } from './token-causes.ts';

const catalogue: readonly Cause[] = [...loginCauses, ...tokenCauses, ...grantCauses];

/** Whether the catalogue says more with this detail. Others are not kept: details of the library may quote what came. */
export const isKnownDetail = (error: string, detail: string): boolean =>
  catalogue.some((cause) => isOf(cause, error) && cause.when.source !== '^' && cause.when.test(detail));

/** The cause of a refusal and its cure, as its team should read them; `code` where the catalogue has a name for it. */
export function explain(reason: Reason): { cause: string; cure: string; code?: string } {
  const { error, received = '', registered = [] } = reason;
  const general = generalCauses.find((entry) => entry.error === error) ?? other(error);
  const [found, groups] = particular(reason);
  if (found === undefined) return { cause: general.cause, cure: general.cure };
  const values: Record<string, string> = {
    ...groups,
    names: [...(groups.names ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name).join('、'),
    received: received || '空的',
    registered: registered.join('、') || '（没有）',
    difference: difference(received, registered[0]),
    pkce: pkceAdvice(reason),
  };
  const filled = (text: string) => text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return {
    cause: filled(found.cause),
    cure: found.code === undefined ? (found.cure ?? general.cure) : filled(found.cure ?? general.cure),
    ...(found.code !== undefined && { code: found.code }),
  };
}

function particular({ error, detail, description }: Reason): [Cause | undefined, Record<string, string>] {
  for (const text of [detail, description ?? '']) {
    if (text === undefined) continue;
    for (const cause of catalogue) {
      const match = isOf(cause, error) ? cause.when.exec(text) : null;
      if (match !== null) return [cause, match.groups ?? {}];
    }
  }
  return [undefined, {}];
}

const isOf = (cause: Cause, error: string) =>
  typeof cause.error === 'string' ? cause.error === error : cause.error.includes(error);

const other = (error: string) => ({
  cause: `请求没有被接受（${error}）。`,
  cure: '对照返回的说明改正；仍不清楚时，把编号告诉客服。',
});
