import type Provider from 'oidc-provider';
import { newId } from '../../crypto/secrets.ts';
import { wrongToken } from '../../crypto/wrong-token.ts';
import type { SendNotices, SignNotices } from '../../integration/verification/runs/notices.ts';
import { beginningOf } from '../../integration/verification/runs/page-loader.ts';
import { wordsOf } from '../../integration/verification/runs/words-of.ts';

type Needs = { provider: () => Provider; fetch: typeof globalThis.fetch };

const timeout = 10_000;
const mostBytes = 8_000;

/**
 * R57: two logout notices (OpenID Connect Back-Channel Logout 1.0) to the partner at once and not through the outbox: one with a broken
 * signature, which is to be refused, and a true one. Says with which status each was answered, and the first words of the answer to the true one.
 */
export function createRunNotices({ provider, fetch }: Needs): { send: SendNotices; sign: SignNotices } {
  const sign: SignNotices = async (clientId, accountId) => {
    const client = await provider().Client.find(clientId);
    if (client?.backchannelLogoutUri === undefined) return undefined;

    // As the library's own delivery makes it.
    async function newNotice(): Promise<string> {
      const { IdToken } = provider();
      const token = new IdToken({ sub: accountId }, Object.assign({}, { client, ctx: undefined }));
      Object.assign(token, { mask: { sub: null } });
      token.set('events', { 'http://schemas.openid.net/event/backchannel-logout': {} });
      token.set('jti', newId());
      return token.issue({ use: 'logout' });
    }
    return { forged: await wrongToken(await newNotice(), 'signature', []), real: await newNotice() };
  };

  const send: SendNotices = async (clientId, accountId) => {
    const address = (await provider().Client.find(clientId))?.backchannelLogoutUri;
    const notices = await sign(clientId, accountId);
    if (address === undefined || notices === undefined) return undefined;
    async function post(notice: string): Promise<{ status: number; reason: string }> {
      const response = await fetch(new URL(address ?? '').href, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ logout_token: notice }).toString(),
        signal: AbortSignal.timeout(timeout),
      });
      return { status: response.status, reason: wordsOf(await beginningOf(response, mostBytes)) };
    }
    const { status: forgedStatus } = await post(notices.forged);
    return { forgedStatus, ...(await post(notices.real)) };
  };
  return { send, sign };
}
