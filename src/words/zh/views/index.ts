import { accounts } from './accounts.ts';
import { docs } from './docs.ts';
import { family } from './family.ts';
import { follows } from './follows.ts';
import { help } from './help.ts';
import { leads } from './leads.ts';
import { oidc } from './oidc.ts';
import { passkeys } from './passkeys.ts';
import { privacy } from './privacy.ts';
import { published } from './published.ts';
import { scopes } from './scopes.ts';
import { shared } from './shared.ts';
import { site } from './site.ts';
import { status } from './status.ts';
import { transparency } from './transparency.ts';

export { titles } from './titles.ts';

/** Texts of the citizens' views: a part for each room, in it one for each view. `shared`: texts on pages of several rooms. */
export const words = {
  accounts,
  docs,
  family,
  follows,
  help,
  leads,
  oidc,
  passkeys,
  privacy,
  published,
  scopes,
  shared,
  site,
  status,
  transparency,
};
