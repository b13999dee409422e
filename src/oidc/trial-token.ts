import { inForce } from '../applications/aksk/in-force.ts';
import type { Applications } from '../applications/service.ts';
import { type Clock, epoch, minutes, systemClock } from '../clock.ts';
import { apiScope } from './rules.ts';
import type { ApiTokens } from './tokens/api-tokens.ts';

type Needs = {
  apiTokens: ApiTokens;
  applications: Pick<Applications, 'find'>;
  clock: Clock;
  partnerApi: string;
};

/** As long as a visitor may look at the page of a call. */
const life = minutes(5);

/**
 * A token for 试一试: made for a page of ours, of a sandbox alone, with the one scope that the call needs, and without its SK. It opens the same
 * as a program of the sandbox with its SK, for five minutes.
 */
export function createTrialToken({ apiTokens, applications, clock, partnerApi }: Needs) {
  return async (clientId: string, wanted: string | undefined): Promise<string | undefined> => {
    const application = await applications.find(clientId);
    if (application === undefined || !application.sandbox || !inForce.holds(application, clock.now())) return undefined;
    const agreed = apiScope(application.apiScope, wanted);
    if ('foreign' in agreed || agreed.scope === '') return undefined;
    const iat = epoch(systemClock.now()); // the library counts in real time
    return apiTokens.give({ iat, exp: iat + life, clientId, aud: partnerApi, scope: agreed.scope });
  };
}
