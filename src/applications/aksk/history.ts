import type { Secret } from './application.ts';
import type { NewApplication } from './new-application.ts';

/** An application as its audit rows hold it, for ever: what was decided about it, and of nobody how to reach them. */
export const recorded = (application: NewApplication) => ({
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
  sandbox: application.sandbox,
  workingGroup: application.workingGroup,
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

/** Of two such rows only what differs. */
export function changed<Row extends object>(before: Row, after: Row): { from: object; to: object } {
  const rest = new Map<string, unknown>(Object.entries(after));
  const differing = Object.entries(before).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(rest.get(name)),
  );
  return {
    from: Object.fromEntries(differing),
    to: Object.fromEntries(differing.map(([name]) => [name, rest.get(name) ?? null])),
  };
}
