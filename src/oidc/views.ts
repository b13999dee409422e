import type { SaidProblems } from '../http/speech.ts';
import type { ClientView } from './client-view.ts';
import type { Sent } from './work.ts';

/** What every page of a login is given. */
export interface OfLogin extends Sent {
  uid: string;
  client: ClientView;
  values: Readonly<Record<string, string>>;
  agreed: boolean;
  remember?: boolean;
}

declare module '../http/views.ts' {
  interface Views {
    'oidc/choose': OfLogin & { account: { nickname: string; label: string } };
    'oidc/consent': OfLogin & {
      user: { label: string };
      onlyNew: boolean;
      scopes: readonly { name: string; title: string; detail: string; required: boolean; on: boolean }[];
    };
    /** C13: the account of the session is to be deleted. */
    'oidc/closing': OfLogin & { lastMoment: Date };
    'oidc/logged-out': { client: { name: string; home: string | undefined } | undefined };
    'oidc/login': OfLogin & { hint?: string | undefined };
    /** `form` is the library's own, in HTML. */
    'oidc/logout': { client: { name: string } | undefined; form: string };
    /** In a login, and outside one. */
    'oidc/recover': Sent &
      Partial<Pick<OfLogin, 'uid' | 'client'>> & {
        step: string;
        values: Readonly<Record<string, string>>;
        ticket?: string;
        phone?: string | undefined;
      };
    'oidc/register': OfLogin & {
      step: string;
      way: string;
      ticket?: string;
      phone?: string | undefined;
      underage?: boolean;
    };
    'oidc/sms': OfLogin;
    'oidc/start-again': Views['oidc/error'];
  }
  interface Partials {
    'partials/agree': { problems: SaidProblems; agreed?: boolean };
    'partials/back': { client: Pick<ClientView, 'name' | 'ours'>; uid: string; look?: string };
    'partials/code': Sent & { problems: SaidProblems; values: Readonly<Record<string, string>> };
    'partials/login-tabs': {
      uid: string;
      way: string;
    };
    'partials/remember': {
      remember?: boolean;
    };
    'partials/ways-out': {
      client: Pick<ClientView, 'name' | 'ours'>;
      uid: string;
      aside?: { href: string; label: string };
    };
    'partials/who': { client: Pick<ClientView, 'name' | 'ours' | 'host' | 'logo'>; lead?: string };
    'partials/work': { work?: Sent['work']; why: string; button: string; done: string; press?: string };
  }
}
