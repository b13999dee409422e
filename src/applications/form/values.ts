import type { Data, Values } from '../../fields/form.ts';
import type { Application } from '../aksk/application.ts';
import type { Contact } from '../aksk/contact.ts';
import { frameworks, isFramework } from '../aksk/frameworks.ts';
import { isLayer, layers, splitScopes } from '../aksk/scopes.ts';
import { protocolData, readProtocol } from '../protocol/fields.ts';
import { protocolOf } from '../protocol/protocol.ts';
import type { Registration } from '../registration/registration.ts';

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

/** Only existing values: an absent option stays absent. */
const given = <Key extends string>(name: Key, value: unknown): { [name in Key]?: string } => {
  const text = textOf(value);
  const found: { [name in Key]?: string } = {};
  if (text !== undefined) found[name] = text;
  return found;
};

/** The scopes of a form: those of the layers, the citizen scopes, and single ones of the API. */
export function scopesOf(values: Values): string[] {
  const chosen = textsOf(values.layers).filter(isLayer);
  const login = chosen.includes('login') ? textsOf(values.loginScopes) : [];
  return [...new Set([...chosen.flatMap((layer) => layers[layer].scopes), ...login, ...textsOf(values.apiScopes)])];
}

/**
 * The layers are the first question; answers from before there were layers, and those of a letter, say it by their scopes. Any citizen scope
 * includes the login.
 */
export function withLayers(data: Data): Data {
  const lines = (name: string) => (data[name] ?? '').split('\n').filter(Boolean);
  const login = lines('loginScopes');
  if (data.layers !== undefined || login.length === 0) return { ...data, loginScopes: without(login, 'openid') };
  return { ...data, layers: 'login', loginScopes: without(login, 'openid') };
}

const without = (names: readonly string[], left: string) => names.filter((name) => name !== left).join('\n');

/** The registration that an approved form asks for. */
export function registrationOf(values: Values, before?: Application): Registration {
  // Requests begun before these settings existed have no values for them.
  const isSilent = before !== undefined && values.authentication === undefined;
  const { loginProof, jwks, jwksUri, ...protocol } = isSilent ? protocolOf(before) : readProtocol(values, before);
  return {
    ...protocol,
    ...(jwks && { jwks }),
    ...(jwksUri && { jwksUri }),
    // Neither is asked for, not set: it is a waiver, with an end.
    loginProof: loginProof === 'neither' ? 'pkce' : loginProof,
    name: textOf(values.name) ?? '',
    ...given('purpose', values.purpose),
    ...given('homeUrl', values.homeUrl),
    redirectUris: textsOf(values.redirectUris),
    postLogoutRedirectUris: textsOf(values.postLogoutRedirectUris),
    ...given('backchannelLogoutUri', values.backchannelLogoutUri),
    scope: scopesOf(values).join(' '),
    ...given('contactName', values.contactName),
    ...given('contactPhone', values.contactPhone),
    ...given('contactEmail', values.contactEmail),
  };
}

/** The id of the upload. */
export const logoOf = (values: Values): string | undefined => textsOf(values.logoFile)[0];

/** The framework that sends neither PKCE nor a nonce, for which a waiver is asked; undefined where none is. */
export const waiverWanted = ({ loginProof, framework }: Readonly<Record<string, unknown>>): string | undefined =>
  loginProof !== 'neither' ? undefined : isFramework(framework) ? frameworks[framework].name : '';

/** R26: undefined where the operator named none. */
export function workingGroupOf(approval: Values): Application['workingGroup'] {
  const [name, address, note] = [approval.groupName, approval.groupAddress, approval.groupNote].map(textOf);
  return name === undefined && address === undefined && note === undefined ? undefined : { name, address, note };
}

/** The settings in force as form data: the beginning of a change. */
export const answersOf = (application: Application, contact: Contact | undefined): Data => ({
  name: application.name,
  homeUrl: application.homeUrl ?? '',
  purpose: application.purpose,
  redirectUris: application.redirectUris.join('\n'),
  postLogoutRedirectUris: application.postLogoutRedirectUris.join('\n'),
  backchannelLogoutUri: application.backchannelLogoutUri ?? '',
  ...abilitiesIn(`${application.scope} ${application.apiScope}`.split(' ').filter(Boolean)),
  ...protocolData(application),
  ...(contact && { contactName: contact.name, contactPhone: contact.phone ?? '', contactEmail: contact.email }),
});

/** Scopes in force as form data: the whole layers, and single scopes beside them. */
function abilitiesIn(scopes: readonly string[]): Data {
  const whole = Object.entries(layers).filter(
    ([, { scopes: own }]) => own.length > 0 && own.every((scope) => scopes.includes(scope)),
  );
  const derived = new Set<string>(whole.flatMap(([, { scopes: own }]) => own));
  const { citizen, api } = splitScopes(scopes.filter((scope) => !derived.has(scope)).join(' '));
  return { layers: whole.map(([name]) => name).join('\n'), loginScopes: citizen.join('\n'), apiScopes: api.join('\n') };
}
