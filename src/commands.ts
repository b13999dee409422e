import type { ParseArgsConfig } from 'node:util';
import { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Application } from './applications/application.ts';
import { days } from './clock.ts';
import { createKeys, describeKeys, rotateKeys } from './crypto/keys.ts';
import { Problem } from './errors.ts';
import type { Services } from './services.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;
type Command = {
  options: Options;
  positionals: string[];
  work: (services: Services, values: Values, positionals: string[]) => Promise<{ document: unknown; text: string }>;
};

const actor: Actor = { kind: 'operator', name: 'command line' };
const string = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const many = { type: 'string', multiple: true } as const;

const one = (values: Values, name: string): string | undefined => z.string().optional().parse(values[name]);
const all = (values: Values, name: string): string[] => z.array(z.string()).default([]).parse(values[name]);
const must = (values: Values, name: string): string => {
  const value = one(values, name);
  if (value === undefined) throw new Problem('bad_request', `--${name} is required`);
  return value;
};
/** Absent options stay absent: the services tell "not given" from "empty". */
const given = <T extends object>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]?: Exclude<T[Key], undefined>;
  };

const date = (text: string | undefined): Date | undefined => {
  if (text === undefined) return undefined;
  const value = new Date(text);
  if (Number.isNaN(value.getTime()))
    throw new Problem('bad_request', '--expires-at must be a time such as 2026-12-24T23:59:59+08:00');
  return value;
};

export const commands: Record<string, Command> = {
  'institution create': {
    options: { name: string, certified: flag },
    positionals: [],
    work: async ({ institutions }, values) => {
      const institution = await institutions.create(actor, {
        name: must(values, 'name'),
        certified: values.certified === true,
      });
      return {
        document: { id: institution.id, name: institution.name },
        text: `${institution.id}  ${institution.name}`,
      };
    },
  },
  'application create': {
    options: {
      institution: string,
      name: string,
      purpose: string,
      home: string,
      'redirect-uri': many,
      'post-logout-redirect-uri': many,
      'backchannel-logout-uri': string,
      scope: string,
      'auth-method': string,
      public: flag,
      jwks: string,
      'jwks-uri': string,
      'id-token-alg': string,
      'expires-at': string,
      'allow-loopback': flag,
      'require-par': flag,
    },
    positionals: [],
    work: async ({ applications }, values) => {
      const expiresAt = date(one(values, 'expires-at'));
      const { application, secret } = await applications.create(
        actor,
        {
          name: must(values, 'name'),
          redirectUris: all(values, 'redirect-uri'),
          postLogoutRedirectUris: all(values, 'post-logout-redirect-uri'),
          allowLoopback: values['allow-loopback'] === true,
          requirePar: values['require-par'] === true,
          ...given({
            purpose: one(values, 'purpose'),
            homeUrl: one(values, 'home'),
            backchannelLogoutUri: one(values, 'backchannel-logout-uri'),
            scope: one(values, 'scope'),
            authMethod: values.public === true ? 'none' : one(values, 'auth-method'),
            jwks: readJwks(one(values, 'jwks')),
            jwksUri: one(values, 'jwks-uri'),
            idTokenAlg: one(values, 'id-token-alg'),
          }),
        },
        { institutionId: must(values, 'institution'), ...(expiresAt && { expiresAt }) },
      );
      return answer(applications, application, secret);
    },
  },
  'application show': onApplication((applications, ak) => applications.get(ak)),
  'application renew': onApplication((applications, ak) => applications.renew(actor, ak)),
  'application enable': onApplication((applications, ak) => applications.enable(actor, ak)),
  'application disable': onApplication(
    (applications, ak, values) => applications.disable(actor, ak, one(values, 'reason') ?? '由运营停用'),
    { reason: string },
  ),
  'application rotate': {
    options: { 'overlap-days': string },
    positionals: ['CLIENT_ID'],
    work: async ({ applications }, values, [ak = '']) => {
      const overlap = one(values, 'overlap-days');
      const { application, secret } = await applications.rotate(
        actor,
        ak,
        overlap === undefined ? undefined : days(Number(overlap)),
      );
      return answer(applications, application, secret);
    },
  },
  'application list': {
    options: { institution: string, cursor: string },
    positionals: [],
    work: async ({ applications }, values) => {
      const found = await applications.list(one(values, 'institution'), one(values, 'cursor'));
      return {
        document: found.map((application) => describe(applications, application)),
        text: found.map((application) => line(applications, application)).join('\n') || 'no applications',
      };
    },
  },
  'account create': {
    options: {
      username: string,
      phone: string,
      email: string,
      name: string,
      region: string,
      password: string,
      role: string,
      count: string,
    },
    positionals: [],
    work: async ({ accounts }, values) => {
      const input = {
        ...given({
          password: one(values, 'password'),
          role: one(values, 'role'),
          username: one(values, 'username'),
          phone: one(values, 'phone'),
          email: one(values, 'email'),
          name: one(values, 'name'),
          region: one(values, 'region'),
        }),
      };
      const count = one(values, 'count');
      if (count !== undefined) {
        const made = await accounts.createMany(actor, { ...input, count: Number(count) });
        return { document: made, text: `${made.length} accounts` };
      }
      const account = await accounts.create(actor, input);
      return {
        document: { id: account.id, username: account.username ?? null },
        text: `${account.id}  ${account.username ?? ''}`,
      };
    },
  },
  'keys create': {
    options: {},
    positionals: [],
    work: async ({ config, clock }) => {
      await createKeys(config.KEYS_DIR, clock);
      return { document: { keys_dir: config.KEYS_DIR }, text: `keys in ${config.KEYS_DIR}: back them up` };
    },
  },
  'keys list': {
    options: {},
    positionals: [],
    work: async ({ config }) => {
      const keys = await describeKeys(config.KEYS_DIR);
      return { document: keys, text: JSON.stringify(keys, null, 2) };
    },
  },
  'keys rotate': {
    options: { force: flag },
    positionals: [],
    work: async ({ config, clock }, values) => {
      const result = await rotateKeys({ dir: config.KEYS_DIR, clock, force: values.force === true });
      return { document: result, text: JSON.stringify(result, null, 2) };
    },
  },
  'db migrate': {
    options: {},
    positionals: [],
    work: async () => ({ document: { migrated: true }, text: 'the schema is up to date' }), // createServices migrates
  },
};

type Applications = Services['applications'];

function onApplication(
  change: (applications: Applications, ak: string, values: Values) => Promise<Application>,
  options: Options = {},
): Command {
  return {
    options,
    positionals: ['CLIENT_ID'],
    work: async ({ applications }, values, [ak = '']) => answer(applications, await change(applications, ak, values)),
  };
}

function describe(applications: Applications, application: Application, secret?: string) {
  return {
    client_id: application.clientId,
    ...(secret === undefined ? {} : { client_secret: secret }),
    institution: application.institutionId,
    name: application.name,
    redirect_uris: application.redirectUris,
    scope: [application.scope, application.apiScope].filter(Boolean).join(' '),
    expires_at: application.expiresAt?.toISOString() ?? null,
    status: applications.status(application),
  };
}

const line = (applications: Applications, application: Application) =>
  `${application.clientId}  ${applications.status(application)}  ${application.expiresAt?.toISOString() ?? '-'}  ${application.name}`;

function answer(applications: Applications, application: Application, secret?: string) {
  const shown = secret === undefined ? '' : `\nSK  ${secret}\n(shown once: keep it now)`;
  return { document: describe(applications, application, secret), text: line(applications, application) + shown };
}

function readJwks(text: string | undefined) {
  if (text === undefined) return undefined;
  try {
    return z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(JSON.parse(text));
  } catch (cause) {
    throw new Problem('bad_request', '--jwks must be a JWK Set in JSON', { cause });
  }
}
