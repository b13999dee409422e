import type { Application } from './application.ts';

type Presented = Pick<
  Application,
  | 'clientId'
  | 'name'
  | 'firstParty'
  | 'sandbox'
  | 'institution'
  | 'certifiedAt'
  | 'creditCode'
  | 'homeUrl'
  | 'redirectUris'
  | 'logo'
  | 'purpose'
>;

/** The other side, as a citizen sees it wherever something is decided: full registered name with its domain. */
export function presentClient(application: Presented) {
  const home = application.homeUrl ?? originOf(application.redirectUris[0]);
  return {
    id: application.clientId,
    name: application.name,
    /** The account centre and the like: no data goes to another organisation. */
    ours: application.firstParty,
    /** For test citizens only. */
    sandbox: application.sandbox,
    institution: application.institution,
    certified: application.certifiedAt !== undefined,
    certifiedAt: application.certifiedAt,
    creditCode: application.creditCode?.replace(/^(.{4}).*(.{3})$/, '$1****$2'),
    host: home === undefined ? '' : (URL.parse(home)?.host ?? ''),
    home,
    logo: application.logo,
    purpose: application.purpose || undefined,
  };
}

export type ClientView = ReturnType<typeof presentClient>;

const originOf = (uri: string | undefined) => (uri === undefined ? undefined : URL.parse(uri)?.origin);
