import type { Configuration } from 'oidc-provider';
import { mayAskInTheOpen, onlyBoundTokens, type SignInRule } from '../rules.ts';
import * as known from './known.ts';

const namesOf = (stances: known.Stances, stance: 'answered' | 'fallback'): string[] =>
  Object.keys(stances).filter((name) => stances[name]?.startsWith(`${stance}:`));

/** The parameters that an endpoint, or a grant of the token endpoint, answers. */
export const answered = (of: keyof typeof known.parameters): string[] => namesOf(known.parameters[of], 'answered');

/** How a client may prove itself to the fast endpoints. */
export const answeredAuthMethods: readonly string[] = namesOf(known.authMethods, 'answered');

/** The headers with which a request is the library's. */
export const unusualHeaders: readonly string[] = namesOf(known.headers, 'fallback');

/** Whether a client has no setting that known.ts does not list. */
export const isKnownClient = (metadata: object): boolean =>
  Object.keys(metadata).every((name) => Object.hasOwn(known.clientSettings, name));

const isUnseen = (setting: Readonly<Record<string, unknown>>): boolean =>
  onlyBoundTokens(setting) || !mayAskInTheOpen(setting);

type Prompt = { name: string; checks: Iterable<{ reason: string }> };
type Given = Pick<Configuration, 'features' | 'clientDefaults'> & { interactions?: unknown };

/**
 * Parts of the provider's configuration, and of its checks beside the rules, that known.ts does not list or calls unsupported. If there are any,
 * the fast endpoints answer nothing.
 */
export function unsupported(
  { features = {}, clientDefaults = {}, ...settings }: Given,
  policy: Iterable<Prompt>,
  rules: readonly Pick<SignInRule, 'name'>[],
): string[] {
  const isUnsupported = (stances: known.Stances) => (name: string) =>
    !Object.hasOwn(stances, name) || stances[name]?.startsWith('unsupported:') === true;
  const ruled = new Set(rules.map(({ name }) => `login.${name}`));
  const checks = [...policy].flatMap(({ name, checks: all }) => [...all].map(({ reason }) => `${name}.${reason}`));
  const enabled = Object.entries(features).flatMap(([name, feature]) => (feature?.enabled === true ? [name] : []));
  return [
    ...checks.filter((name) => !ruled.has(name)).filter(isUnsupported(known.checks)),
    ...enabled.filter(isUnsupported(known.features)),
    ...Object.keys(settings).filter(isUnsupported(known.settings)),
    ...Object.keys(clientDefaults).filter(isUnsupported(known.clientSettings)),
    // A default stands in no client that the fast endpoints look at.
    ...Object.entries(clientDefaults).flatMap(([name, value]) => (isUnseen({ [name]: value }) ? [name] : [])),
  ];
}
