import type { Data } from '../fields/form.ts';
import type { Check } from '../review/kind.ts';
import type { Submission } from '../review/submission.ts';
import type { Application } from './application.ts';
import type { Probe } from './callback-probe.ts';
import { linesOf } from './redirect-tester.ts';
import { abilityTitle, isDelicate } from './scopes.ts';

type Needs = { probe: Probe; ofInstitution: (institutionId: string) => Promise<Application[]> };

/** What a machine sees in an application before a reviewer does. */
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
        const text = `本机构已有同名的应用（${clientId}），市民会分不清`;
        return { field: 'name', verdict: 'warn', text };
      }),
      ...delicate('loginScopes', data.loginScopes),
      ...delicate('apiScopes', data.apiScopes),
      ...purposeOf(data),
    ];
  };
}

function sameDomain({ homeUrl = '' }: Data, uris: readonly string[]): Check[] {
  const home = hostOf(homeUrl);
  if (home === undefined || uris.length === 0) return [];
  const foreign = [...new Set(uris.map(hostOf).filter((host) => host !== undefined && host !== home))];
  return foreign.length === 0
    ? [{ field: 'homeUrl', verdict: 'ok', text: `回调地址与应用地址同在 ${home}` }]
    : [{ field: 'homeUrl', verdict: 'warn', text: `回调地址在 ${foreign.join('、')}，应用地址在 ${home}` }];
}

const hostOf = (address: string): string | undefined => URL.parse(address)?.host;

function delicate(field: string, chosen = ''): Check[] {
  const titles = linesOf(chosen).filter(isDelicate).map(abilityTitle);
  return titles.length === 0 ? [] : [{ field, verdict: 'warn', text: `需要说明用途的能力：${titles.join('、')}` }];
}

/** Required where citizens sign in; of what came by mail it may stand elsewhere in the letter. */
function purposeOf({ loginScopes = '', purpose = '' }: Data): Check[] {
  if (loginScopes === '') return [];
  return purpose.trim() === ''
    ? [{ field: 'purpose', verdict: 'bad', text: '没有填写登录用途，市民授权时看不到为什么' }]
    : [{ field: 'purpose', verdict: 'ok', text: '登录用途已填写' }];
}
