import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { LoginStep, Metrics } from '../../http/gate/metrics.ts';
import { isInRun } from './run-watch.ts';

/** Counts how far the logins of each application get, of those that the library answers. A verification is counted nowhere. */
export function countLoginSteps(provider: Provider, metrics: Pick<Metrics, 'steps'>): void {
  function count(ctx: KoaContextWithOIDC, ...steps: LoginStep[]): void {
    const { client } = ctx.oidc;
    if (client !== undefined && !isInRun(ctx))
      metrics.steps({ clientId: client.clientId, sandbox: client.sandbox === true }, ...steps);
  }
  /** The steps of a request that starts a login; one that resumes from our pages has arrived before. */
  const begun = ({ oidc }: KoaContextWithOIDC): LoginStep[] => (oidc.route === 'authorization' ? ['arrived'] : []);

  provider.on('interaction.started', (ctx, prompt) => {
    count(ctx, ...begun(ctx), ...(prompt.name === 'consent' ? (['identified'] as const) : []));
  });
  provider.on('authorization.success', (ctx) => {
    const isIdentified = ctx.oidc.entities.Interaction?.prompt.name === 'consent'; // counted when it was asked for
    count(ctx, ...begun(ctx), ...(isIdentified ? [] : (['identified'] as const)), 'consented', 'code');
  });
  provider.on('grant.success', (ctx) => {
    if (ctx.oidc.params?.grant_type === 'authorization_code') count(ctx, 'redeemed');
  });
}
