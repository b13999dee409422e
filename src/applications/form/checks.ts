import type { Data } from '../../fields/form.ts';
import type { Check } from '../../review/workflow/kind.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import type { Application } from '../aksk/application.ts';
import { abilityTitle, isDelicate, splitScopes } from '../aksk/scopes.ts';
import { fact } from '../facts.ts';
import type { Probe } from '../redirects/callback-probe.ts';
import { linesOf } from '../redirects/tester.ts';
import { scopesOf, waiverWanted, withLayers } from './values.ts';

type Needs = { probe: Probe; ofInstitution: (institutionId: string) => Promise<Application[]> };

/** Automatic checks of an application before the review. */
export function createApplicationChecks({ probe, ofInstitution }: Needs) {
  return async (submission: Submission): Promise<Check[]> => {
    const { data, institutionId, subjectId } = submission;
    const uris = linesOf(data.redirectUris ?? '');
    const [probed, others] = await Promise.all([Promise.all(uris.map(probe)), ofInstitution(institutionId)]);
    const sameName = others.filter(({ name, clientId }) => name === data.name && clientId !== subjectId);
    return [
      ...sameDomain(data, uris),
      ...probed.map((found): Check => ({ field: 'redirectUris', ...found })),
      ...sameName.map(({ clientId }): Check => {
        const says = fact('applications.same_name', { clientId });
        return { field: 'name', verdict: 'warn', says };
      }),
      ...delicate('loginScopes', linesOf(data.loginScopes ?? '')),
      ...delicate('apiScopes', apiScopesOf(data)),
      ...purposeOf(data),
      ...protectionOf(data),
    ];
  };
}

function sameDomain({ homeUrl = '' }: Data, uris: readonly string[]): Check[] {
  const home = hostOf(homeUrl);
  if (home === undefined || uris.length === 0) return [];
  const foreign = [...new Set(uris.flatMap((uri) => hostOf(uri) ?? []).filter((host) => host !== home))];
  return foreign.length === 0
    ? [{ field: 'homeUrl', verdict: 'ok', says: fact('applications.same_domain', { home }) }]
    : [
        {
          field: 'homeUrl',
          verdict: 'warn',
          says: fact('applications.other_domain', { hosts: foreign, home }),
        },
      ];
}

const hostOf = (address: string): string | undefined => URL.parse(address)?.host;

function delicate(field: string, chosen: readonly string[]): Check[] {
  const titles = chosen.filter(isDelicate).map(abilityTitle);
  return titles.length === 0
    ? []
    : [{ field, verdict: 'warn', says: fact('applications.delicate', { scopes: titles.join('、') }) }];
}

/** Those of the layers as well. */
const apiScopesOf = (data: Data): string[] => {
  const { layers = '', apiScopes = '' } = withLayers(data);
  return splitScopes(scopesOf({ layers: linesOf(layers), apiScopes: linesOf(apiScopes) }).join(' ')).api;
};

/** How logins are bound to the browser that began them, if not by PKCE. */
function protectionOf(data: Data): Check[] {
  const framework = waiverWanted(data);
  if (framework !== undefined)
    return [{ field: 'loginProof', verdict: 'bad', says: fact('applications.wants_waiver', { framework }) }];
  return data.loginProof === 'pkce_or_nonce'
    ? [{ field: 'loginProof', verdict: 'warn', says: fact('applications.nonce_instead') }]
    : [];
}

/** Required with a citizen login; for papers by mail it may stand elsewhere in the letter. */
function purposeOf(data: Data): Check[] {
  const { layers = '', purpose = '' } = withLayers(data);
  if (!linesOf(layers).includes('login')) return [];
  return purpose.trim() === ''
    ? [{ field: 'purpose', verdict: 'bad', says: fact('applications.no_purpose') }]
    : [{ field: 'purpose', verdict: 'ok', says: fact('applications.purpose_given') }];
}
