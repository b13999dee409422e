import type { Connection } from '../../database/open.ts';
import type { Application } from '../aksk/application.ts';

/** Settings that an approved change may change. AK, SKs, dates and its authentication are not among them. */
type Settings = Pick<
  Application,
  | 'name'
  | 'purpose'
  | 'homeUrl'
  | 'logo'
  | 'scope'
  | 'apiScope'
  | 'redirectUris'
  | 'postLogoutRedirectUris'
  | 'backchannelLogoutUri'
  | 'workingGroup'
>;

export async function update(trx: Connection, clientId: string, settings: Settings, at: Date): Promise<void> {
  await trx.run(
    `update applications set name = $2, purpose = $3, home_url = $4, logo = $5, scope = $6, api_scope = $7, redirect_uris = $8,
       post_logout_redirect_uris = $9, backchannel_logout_uri = $10, group_name = $11, group_address = $12, group_note = $13, updated_at = $14
     where client_id = $1`,
    [
      clientId,
      settings.name,
      settings.purpose,
      settings.homeUrl ?? null,
      settings.logo ?? null,
      settings.scope,
      settings.apiScope,
      settings.redirectUris,
      settings.postLogoutRedirectUris,
      settings.backchannelLogoutUri ?? null,
      settings.workingGroup?.name ?? null,
      settings.workingGroup?.address ?? null,
      settings.workingGroup?.note ?? null,
      at,
    ],
  );
}
