import { errors, type KoaContextWithOIDC } from 'oidc-provider';

/**
 * How many characters a partner may send along in an authorization request, pushed or not. It rests with the login until that is over, and
 * `state` comes back in an address, which few proxies let through beyond 4,096.
 */
const maxLengths: Readonly<Record<string, number>> = {
  state: 2_048,
  nonce: 1_024,
  scope: 1_024,
  login_hint: 512,
  acr_values: 512,
  ui_locales: 512,
  id_token_hint: 8_192,
};

/** The first parameter that is too long, as the error says it. */
export const tooLong = (params: Readonly<Record<string, unknown>>): string | undefined => {
  const found = Object.entries(maxLengths).find(([name, max]) => String(params[name] ?? '').length > max);
  return found && `${found[0]} must be at most ${found[1]} characters long`;
};

/** For the library's `extraParams`, which looks at parameters that it knows as well. */
export const parameterRules = Object.fromEntries(
  Object.keys(maxLengths).map((name) => [
    name,
    (_ctx: KoaContextWithOIDC, value: string | undefined) => {
      const why = tooLong({ [name]: value });
      if (why !== undefined) throw new errors.InvalidRequest(why);
    },
  ]),
);
