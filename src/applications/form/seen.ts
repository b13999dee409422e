import { maskMobile } from '../../fields/china/mobile.ts';
import type { Institution } from '../../institutions/institution/institution.ts';
import type { ConsentPreview } from '../../review/workflow/kind.ts';
import type { Submission } from '../../review/workflow/submission.ts';
import type { Application } from '../aksk/application.ts';
import { presentClient } from '../aksk/client-view.ts';
import { type CitizenScope, consentLines, splitScopes } from '../aksk/scopes.ts';
import { linesOf } from '../redirects/tester.ts';
import { scopesOf, withLayers } from './values.ts';

type About = {
  submission: Pick<Submission, 'data'>;
  institution: Pick<Institution, 'name' | 'creditCode' | 'certifiedAt'>;
  /** Of a change. */
  before: Application | undefined;
};

/** A citizen of no one's. */
const sample: Partial<Record<CitizenScope, string>> = { profile: '溪边人家', phone: maskMobile('13800138000') };

/** The consent page that would result from an institution's answers, as far as they are written. */
export function consentPreviewOf({ submission, institution, before }: About): ConsentPreview {
  const {
    layers = '',
    loginScopes = '',
    name = '',
    purpose = '',
    homeUrl = '',
    redirectUris = '',
  } = withLayers(submission.data);
  const scopes = scopesOf({ layers: linesOf(layers), loginScopes: linesOf(loginScopes) });
  const { citizen } = splitScopes(scopes.join(' '));
  if (citizen.length === 0) return { consent: undefined };
  const client = presentClient({
    clientId: before?.clientId ?? '',
    name: name.trim() || '第三方应用名称',
    ...{ firstParty: false, sandbox: false, logo: before?.logo },
    institution: institution.name,
    ...{ certifiedAt: institution.certifiedAt, creditCode: institution.creditCode },
    homeUrl: homeUrl.trim() || undefined,
    redirectUris: linesOf(redirectUris),
    purpose: purpose.trim() || '（登录用途说明）',
  });
  return { consent: { client, onlyNew: false, scopes: consentLines(citizen, (scope) => sample[scope]) } };
}
