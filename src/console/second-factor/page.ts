import { totpUri } from '../../crypto/totp.ts';
import type { Problems } from '../../errors.ts';
import type { Person } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';
import type { Pages } from '../../http/pages/page.ts';
import { qrCode } from '../../http/pages/qr.ts';
import type { SecondFactor } from './second-factor.ts';

type Needs = { pages: Pages; secondFactor: Pick<SecondFactor, 'propose' | 'standing'> };

/** Before the first second factor: the ways to prove one's identity beside the password. */
export function showEnrolmentProof(pages: Pages, ctx: Context, to: string | undefined, problems: Problems = {}): void {
  const back = to === undefined ? '/console/second-factor' : `/console/second-factor?${new URLSearchParams({ to })}`;
  const signIn = `/console/sign-in?${new URLSearchParams({ raise: '1', to: back })}`;
  const data = { signIn, to: to ?? '', values: {} };
  pages.show(ctx, 'console/enrolment-proof', data, { title: '先确认是您本人', here: 'security', problems });
}

/** The page that shows the QR code and asks for a first code. */
export const newSecondFactorPage =
  ({ pages, secondFactor }: Needs) =>
  async (
    ctx: Context,
    session: string,
    { accountId, label }: Person,
    to: string | undefined,
    problems: Problems = {},
  ): Promise<void> => {
    const [secret, standing] = await Promise.all([secondFactor.propose(session), secondFactor.standing(accountId)]);
    const account = /（(.+)）$/.exec(label)?.[1] ?? label; // the shorter, the fewer squares to scan
    const data = {
      qr: await qrCode(totpUri(secret, account)),
      account,
      key: secret.replace(/(.{4})(?=.)/g, '$1 '),
      typed: secret,
      isNew: standing.confirmedAt === undefined,
      to: to ?? '',
      values: {},
    };
    pages.show(ctx, 'console/second-factor', data, {
      title: '设置动态验证码',
      here: 'security',
      problems,
    });
  };

/** Once, in the answer to the form that made them. */
export function showRecoveryCodes(pages: Pages, ctx: Context, codes: readonly string[], to: string | undefined): void {
  const data = { codes, next: to ?? '/console/security' };
  pages.show(ctx, 'console/recovery-codes', data, { title: '恢复码', here: 'security' });
}
