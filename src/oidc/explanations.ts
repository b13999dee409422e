import type { Fact } from '../fact.ts';
import { explanation } from './facts.ts';

/** The meaning of an OAuth error for a citizen. Developers find the code in the log under the same id. */
export function explain(code: string, platform: string | undefined): Fact {
  switch (code) {
    case 'invalid_redirect_uri':
      return explanation('oidc.address_unregistered', { platform });
    case 'invalid_client':
      return explanation('oidc.platform_unknown', { platform });
    case 'unauthorized_client':
      return explanation('oidc.platform_over', { platform });
    case 'rate_limited':
      return explanation('oidc.crowded');
    case 'server_error':
    case 'temporarily_unavailable':
      return explanation('oidc.failed');
    default:
      return explanation('oidc.request_wrong', { platform });
  }
}

/** Why leaving did not go on. */
export function explainLeaving(why: 'address' | 'request' | 'outdated', platform: string | undefined): Fact {
  switch (why) {
    case 'address':
      return explanation('oidc.leaving_address', { platform });
    case 'request':
      return explanation('oidc.leaving_request', { platform });
    case 'outdated':
      return explanation('oidc.leaving_outdated');
  }
}

/** A page of a login that cannot go on. `isDone`: because it went on elsewhere to its end. */
export const loginIsOver = (platform: string | undefined, isDone: boolean): Fact =>
  isDone ? explanation('oidc.login_done', { platform }) : explanation('oidc.login_outdated');
