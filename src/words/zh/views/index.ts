import { oidc } from './oidc.ts';
import { scopes } from './scopes.ts';
import { shared } from './shared.ts';

export { titles } from './titles.ts';

/** What the views of citizens say: a part for each room, in it one for each view. `shared`: what stands on pages of several rooms. */
export const words = { oidc, scopes, shared };
