import { z } from 'zod';
import { days } from '../clock.ts';
import {
  actor,
  all,
  type Command,
  type Commands,
  fact as commandFact,
  date,
  flag,
  many,
  must,
  type Options,
  one,
  type Say,
  text,
  type Values,
  withoutUndefined,
} from '../command.ts';
import { Problem } from '../errors.ts';
import type { Application } from './aksk/application.ts';
import { contactCommands, contactOf, contactOptions } from './contact-commands.ts';
import { fact } from './facts.ts';
import { logCommands } from './log/commands.ts';
import type { IntegrationLog } from './log/service.ts';
import type { Applications } from './service.ts';

type On = { applications: Applications; integrationLog: IntegrationLog };

export const commands: Commands<On> = {
  'application create': {
    help: 'Registers an application and prints its AK and, once, its SK.',
    example: 'application create --institution ID --name 青溪文化云 --redirect-uri https://m.qx.example.cn/callback',
    options: {
      institution: text('id of the institution (required)'),
      name: text('its name, which citizens see (required)'),
      purpose: text('what it is for'),
      home: text('address of its home page'),
      'redirect-uri': many('callback address; may be given several times'),
      'post-logout-redirect-uri': many('address after logging out; may be given several times'),
      'backchannel-logout-uri': text('address that hears of logouts'),
      scope: text('scopes, separated by spaces'),
      'auth-method': text('client_secret_basic, client_secret_post, private_key_jwt or none'),
      public: flag('no SK: for apps and pages that cannot keep one'),
      jwks: text('its public keys, a JWK Set in JSON'),
      'jwks-uri': text('address of its public keys'),
      'id-token-alg': text('algorithm that signs its id_token'),
      'expires-at': text('until when it is valid, at most 30 days from today, as 2026-12-24T23:59:59+08:00'),
      'allow-loopback': flag('callbacks to localhost are allowed'),
      'require-par': flag('only pushed authorization requests'),
      'require-signed-request': flag('only signed authorization requests'),
      fapi: flag('FAPI 2.0 Security Profile; with private_key_jwt'),
      'pkce-or-nonce': flag('a nonce will do where there is no PKCE'),
      'initiate-login-uri': text('address that begins a login'),
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
          requireSignedRequest: values['require-signed-request'] === true,
          fapi: values.fapi === true,
          loginProof: values['pkce-or-nonce'] === true ? 'pkce_or_nonce' : 'pkce',
          ...withoutUndefined({
            purpose: one(values, 'purpose'),
            homeUrl: one(values, 'home'),
            backchannelLogoutUri: one(values, 'backchannel-logout-uri'),
            scope: one(values, 'scope'),
            authMethod: values.public === true ? 'none' : one(values, 'auth-method'),
            jwks: readJwks(one(values, 'jwks')),
            jwksUri: one(values, 'jwks-uri'),
            idTokenAlg: one(values, 'id-token-alg'),
            initiateLoginUri: one(values, 'initiate-login-uri'),
          }),
          ...contactOf(values),
        },
        { institutionId: must(values, 'institution'), ...(expiresAt && { expiresAt }) },
      );
      return answer(applications, application, secret);
    },
  },
  'application show': onApplication('show', 'Shows an application.', (applications, ak) => applications.get(ak)),
  'application renew': onApplication('renew', 'Makes the AK valid for 30 more days from today.', (applications, ak) =>
    applications.renew(actor, ak),
  ),
  'application enable': onApplication('enable', 'Undoes disable.', (applications, ak) =>
    applications.enable(actor, ak),
  ),
  'application disable': onApplication(
    'disable',
    'Stops an application at once: logins, tokens and the API.',
    (applications, ak, values) => applications.disable(actor, ak, one(values, 'reason') ?? '由运营停用'),
    { reason: text('why, as its institution will read it') },
  ),
  'application rotate': {
    help: 'Makes a new SK and prints it once; the old one stays good for a while.',
    example: 'application rotate ncc_… --overlap-days 3',
    options: { 'overlap-days': text('how many days the old SK stays good') },
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
    help: 'Lists all applications.',
    example: 'application list --institution ID',
    options: { institution: text('id of an institution'), cursor: text('only those whose AK comes after this one') },
    positionals: [],
    work: async ({ applications }, values) => {
      const found = await applications.list(one(values, 'institution'), one(values, 'cursor'));
      return {
        document: found.map((application) => describe(applications, application)),
        text: (say) =>
          found.map((application) => line(applications, application, say)).join('\n') ||
          say(fact('applications.none_listed')),
      };
    },
  },
  ...contactCommands,
  ...logCommands,
};

function onApplication(
  verb: string,
  help: string,
  change: (applications: Applications, ak: string, values: Values) => Promise<Application>,
  options: Options = {},
): Command<{ applications: Applications }> {
  return {
    help,
    example: `application ${verb} ncc_…`,
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

const line = (applications: Applications, application: Application, say: Say) =>
  `${application.clientId}  ${say(fact('applications.status', { status: applications.status(application) }))}  ${application.expiresAt?.toISOString() ?? '-'}  ${application.name}`;

function answer(applications: Applications, application: Application, secret?: string) {
  const text = (say: Say) =>
    [
      line(applications, application, say),
      ...(secret === undefined ? [] : [`SK  ${secret}`, say(fact('applications.secret_once'))]),
    ].join('\n');
  return { document: describe(applications, application, secret), text };
}

function readJwks(given: string | undefined) {
  if (given === undefined) return undefined;
  try {
    return z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }).parse(JSON.parse(given));
  } catch (cause) {
    throw new Problem('bad_request', commandFact('commands.jwks_form'), { cause });
  }
}
