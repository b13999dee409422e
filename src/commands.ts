import { z } from 'zod';
import type { Application } from './applications/application.ts';
import { days } from './clock.ts';
import { auditCommands } from './commands/audit.ts';
import {
  actor,
  all,
  type Command,
  date,
  flag,
  given,
  many,
  must,
  type Options,
  one,
  string,
  type Values,
} from './commands/command.ts';
import { contactCommands, contactOf, contactOptions } from './commands/contact.ts';
import { integrationLogCommands } from './commands/integration-log.ts';
import { keyCommands } from './commands/keys.ts';
import { regionCommands } from './commands/region.ts';
import { roleCommands } from './commands/roles.ts';
import { secondFactorCommands } from './commands/second-factor.ts';
import { Problem } from './errors.ts';
import type { Services } from './services.ts';

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
      ...contactOptions,
    },
    positionals: [],
    work: async ({ applications }, values) => {
      const expiresAt = date(values, 'expires-at');
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
          ...contactOf(values),
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
  ...contactCommands,
  ...roleCommands,
  ...secondFactorCommands,
  ...integrationLogCommands,
  ...auditCommands,
  ...keyCommands,
  ...regionCommands,
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
