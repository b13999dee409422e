import type { Application, Secret } from './application.ts';

/** An application as its audit rows hold it, for ever: what was decided about it, and of nobody how to reach them. */
export const recorded = (application: Application) => ({
  institution: application.institutionId,
  name: application.name,
  purpose: application.purpose,
  homeUrl: application.homeUrl,
  firstParty: application.firstParty,
  scope: [application.scope, application.apiScope].filter(Boolean).join(' '),
  authMethod: application.authMethod,
  jwks: application.jwks,
  jwksUri: application.jwksUri,
  idTokenAlg: application.idTokenAlg,
  redirectUris: application.redirectUris,
  postLogoutRedirectUris: application.postLogoutRedirectUris,
  backchannelLogoutUri: application.backchannelLogoutUri,
  allowLoopback: application.allowLoopback,
  requirePar: application.requirePar,
  expiresAt: application.expiresAt,
});

/** R33: until when the SKs that are replaced work, before and after. */
export const ended = (secrets: readonly Secret[], until: Date) =>
  secrets.map(({ lastFour, expiresAt }) => ({
    lastFour,
    from: expiresAt ?? null,
    to: expiresAt !== undefined && expiresAt < until ? expiresAt : until,
  }));
