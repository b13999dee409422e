import type { Actor } from '../../actor.ts';
import { invalid, type Problems } from '../../errors.ts';
import type { Form, Values } from '../../fields/form.ts';
import { readForm } from '../../fields/form.ts';
import type { Application } from '../aksk/application.ts';
import type { Changes } from '../aksk/change.ts';
import { changed } from '../aksk/history.ts';
import { mustBePartners, mustHoldSecrets } from '../aksk/rights.ts';
import { fact } from '../facts.ts';
import type { Correspondence } from '../letters/correspondence.ts';
import { readProtocol } from './fields.ts';
import { type Protocol, protocolOf, protocolProblems, usesSk } from './protocol.ts';
import { securityForm } from './security-form.ts';
import * as store from './store.ts';
import * as waivers from './waiver-store.ts';

type Needs = Pick<Changes, 'changeFor'> & { correspondence: Correspondence };

export type ProtocolChange = { application: Application; isChanged: boolean };

/**
 * Authentication and login protection of an application: set by its own members, in force at once, in the history, and announced to the
 * institution.
 */
export function createProtocolSettings({ changeFor, correspondence }: Needs) {
  return {
    /** `input` has the fields of security-form.ts. */
    async setProtocol(
      actor: Actor,
      clientId: string,
      input: Readonly<Record<string, string>>,
    ): Promise<ProtocolChange> {
      const { application, result } = await changeFor(
        mustHoldSecrets,
        actor,
        'application.set_protocol',
        clientId,
        async (trx, before, at) => {
          mustBePartners(before);
          const { protocol, addresses } = read(securityForm(before), input, before);
          if (protocol.fapi && (await waivers.list(trx, clientId, at)).length > 0)
            throw invalid({ fapi: fact('applications.fapi_needs_https') });
          const [from, to] = [
            { ...protocolOf(before), ...addressesOf(before) },
            { ...protocol, ...addresses },
          ];
          const details = changed(from, to);
          const isChanged = Object.keys(details.to).length > 0;
          if (!isChanged) return { details, result: false };
          const endsTokens = protocol.fapi && !before.fapi;
          await store.set(trx, clientId, protocol, { at, tokensEnd: endsTokens });
          await store.setLogoutAddresses(trx, clientId, addresses, at);
          if (usesSk(before) && !usesSk(protocol)) await store.endSecrets(trx, clientId, at);
          if (!before.sandbox) {
            const names = Object.keys(details.to);
            await correspondence.write(trx, before, { kind: 'security', names, at });
          }
          return { details, result: true };
        },
      );
      return { application, isChanged: result };
    },
  };
}

type Addresses = Pick<Application, 'postLogoutRedirectUris' | 'backchannelLogoutUri'>;

const addressesOf = ({ postLogoutRedirectUris, backchannelLogoutUri }: Addresses): Addresses => ({
  postLogoutRedirectUris,
  backchannelLogoutUri,
});

/** Those of a production AK belong to its reviewed form: here they stay as they are. */
function read(
  form: Form,
  input: Readonly<Record<string, string>>,
  before: Application,
): { protocol: Protocol; addresses: Addresses } {
  const given = readForm(form, input);
  const problems: Problems = 'problems' in given ? { ...given.problems } : {};
  const values: Values = 'values' in given ? given.values : {};
  const protocol = readProtocol(values, before);
  if (!('problems' in given)) {
    const { apiScope, redirectUris, sandbox } = before;
    Object.assign(problems, protocolProblems({ ...protocol, apiScope, redirectUris, sandbox }));
  }
  if (Object.keys(problems).length > 0) throw invalid(problems);
  const { postLogoutRedirectUris: leaving, backchannelLogoutUri: notified } = values;
  const addresses = before.sandbox
    ? {
        postLogoutRedirectUris: Array.isArray(leaving) ? leaving.map(String) : [],
        backchannelLogoutUri: typeof notified === 'string' ? notified : undefined,
      }
    : addressesOf(before);
  return { protocol, addresses };
}
