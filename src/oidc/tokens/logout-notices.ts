import type Provider from 'oidc-provider';
import { z } from 'zod';
import { minutes, seconds } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { isThisMachine } from '../../fields/redirect-uri.ts';
import { failureOf } from '../../http/outgoing.ts';
import type { Jobs } from '../../jobs/service.ts';

export type LogoutNotice = { clientId: string; accountId: string; sid: string | undefined };

const payload = z.object({ clientId: z.string(), accountId: z.string(), sid: z.string().optional() });
const waits = [seconds(10), minutes(1), minutes(5), minutes(30), minutes(120), minutes(480)];
const queue = 'backchannel-logout';

/**
 * OpenID Connect Back-Channel Logout 1.0 through an outbox: the notice is written in the transaction of its cause, survives a restart and is
 * tried again while the partner does not answer. `deliver` is the library's own, which signs and posts the logout token.
 */
export function createLogoutNotices({ jobs }: { jobs: Jobs }) {
  return {
    enqueue: (trx: Connection, notice: LogoutNotice) => jobs.enqueue(trx, queue, notice),

    deliverWith(
      provider: () => Provider,
      deliver: (client: object, accountId: string, sid: string | undefined) => Promise<void>,
    ): void {
      jobs.add({
        queue,
        retry: (attempt) => waits[attempt - 1],
        async handle(raw) {
          const { clientId, accountId, sid } = payload.parse(raw);
          const client = await provider().Client.find(clientId);
          const uri = client?.backchannelLogoutUri;
          if (client === undefined || uri === undefined) return;
          await deliver(client, accountId, sid).catch((error: unknown) => {
            // A program on its developer's machine: nothing of ours ever comes there.
            const isFar = isThisMachine(URL.parse(uri)?.hostname ?? '') && failureOf(error) === 'not public';
            if (!isFar) throw error;
          });
        },
      });
    },
  };
}

export type LogoutNotices = ReturnType<typeof createLogoutNotices>;
