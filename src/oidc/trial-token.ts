import { isLive } from '../applications/aksk/application.ts';
import type { Applications } from '../applications/service.ts';
import { type Clock, epoch, minutes, systemClock } from '../clock.ts';
import { newToken } from '../crypto/secrets.ts';
import type { createAdapter } from './adapter.ts';
import { apiScope } from './rules.ts';

type Needs = {
  adapter: ReturnType<typeof createAdapter>;
  applications: Pick<Applications, 'find'>;
  clock: Clock;
  partnerApi: string;
};

/** As long as somebody looks at the page of a call. */
const life = minutes(5);

/**
 * A token for 试一试: made for a page of ours, of a sandbox alone, with the one ability that the call takes, and without its SK. It opens
 * what a program of the sandbox could open with its SK, for five minutes.
 */
export function createTrialToken({ adapter, applications, clock, partnerApi }: Needs) {
  const tokens = adapter('ClientCredentials');
  return async (clientId: string, wanted: string | undefined): Promise<string | undefined> => {
    const application = await applications.find(clientId);
    if (application === undefined || !application.sandbox || !isLive(application, clock.now())) return undefined;
    const agreed = apiScope(application.apiScope, wanted);
    if ('foreign' in agreed || agreed.scope === '') return undefined;
    const value = newToken();
    const iat = epoch(systemClock.now()); // the library counts in real time
    await tokens.upsert(
      value,
      { iat, exp: iat + life, clientId, kind: 'ClientCredentials', jti: value, aud: partnerApi, scope: agreed.scope },
      life,
    );
    return value;
  };
}
