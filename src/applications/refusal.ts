import { dayOf } from '../clock.ts';
import { type Application, isLive } from './application.ts';

/** Why an AK does not work now. `wire` is printable ASCII, as RFC 6749 wants error_description. */
export type Refusal = { code: 'expired' | 'disabled'; wire: string; text: string };

export function refusalOf(application: Pick<Application, 'expiresAt' | 'disabledAt'>, now: Date): Refusal | undefined {
  if (isLive(application, now)) return undefined;
  if (application.disabledAt !== undefined) {
    return {
      code: 'disabled',
      wire: 'AK disabled by the platform; contact the operators of the National Public Culture Cloud',
      text: '这个 AK 已被运营停用，请联系国家公共文化云运营',
    };
  }
  const day = application.expiresAt === undefined ? '' : dayOf(application.expiresAt);
  return {
    code: 'expired',
    wire: `AK expired on ${day}; renew it in the institution console`,
    text: `这个 AK 已于 ${day} 到期，请在机构后台点击【延长有效期】`,
  };
}
