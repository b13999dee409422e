import type { Grant, OwnSession } from '../module.ts';
import type { LoginMethod } from './account/account.ts';
import type { AddedKind } from './facts.ts';
import type { Work } from './work.ts';

/** A new phone of the account, valid from then on unless it is stopped. */
type Waiting = { phone: string; dueAt: Date };

declare module '../http/views.ts' {
  interface Views {
    'accounts/again': {
      /** The target of the form, and its typed values. */
      action: string;
      kept: readonly (readonly [name: string, value: string])[];
      signIn: string;
    };
    'accounts/signed-in': object;
    /** The old number is lost: another counts after a while. */
    'accounts/appeal': {
      current: string;
      waiting: Waiting | undefined;
      values: Readonly<Record<string, string>>;
      sent?: { masked: string; secondsLeft: number };
      work?: Work;
    };
    'accounts/stop': {
      waiting: { phone: string; dueAt: Date } | undefined;
      isStopped: boolean;
      action: string;
    };
    'accounts/email': {
      values: Readonly<Record<string, string>>;
      current: { masked: string; isVerified: boolean } | undefined;
      sentTo: string | undefined;
    };
    'accounts/email-link': { email: string | undefined; action: string };
    'accounts/grants': {
      grants: readonly Grant[];
    };
    'accounts/home': {
      label: string;
      waiting: Waiting | undefined;
      nickname: string;
      picture: string | undefined;
      cards: readonly { href: string; title: string; note: string; action: string }[];
      /** A login on a new device, some days ago at most. */
      newDevice: { at: Date; device: string } | undefined;
      /** Steps that make the account safer, until all are done. */
      steps: readonly { href: string; label: string; isDone: boolean }[];
    };
    'accounts/not-me': { phone: string | undefined };
    'accounts/not-me-done': { phone: string | undefined; signIn: string };
    'accounts/password': { hasPassword: boolean };
    'accounts/password-changed': { signIn: string };
    'accounts/phone': {
      step: 'old' | 'new';
      /** The number that it has now, masked. */
      current: string | undefined;
      ticket: string;
      values: Readonly<Record<string, string>>;
      sent?: { masked: string; secondsLeft: number };
      work?: Work;
    };
    'accounts/profile': {
      values: Readonly<Record<string, string>>;
      /** The placeholder of a picture begins the nickname, whatever is typed at the moment. */
      nickname: string;
      picture: string | undefined;
      username: string | undefined;
      saved: string;
    };
    /** The added sign-in method, from the link in its notice. */
    'accounts/added': {
      way: { kind: AddedKind; device: string; at: Date } | undefined;
      isEnded: boolean;
      action: string;
    };
    'accounts/security': {
      added: readonly { id: string; kind: AddedKind; device: string; at: Date }[];
      waiting: Waiting | undefined;
      phone: string | undefined;
      email: { masked: string; isVerified: boolean } | undefined;
      hasPassword: boolean;
      ways: readonly { href: string; title: string; note: string; isSet: boolean }[];
      sessions: readonly OwnSession[];
      done: string;
    };
    'accounts/logins': {
      logins: readonly {
        at: Date;
        method: LoginMethod;
        succeeded: boolean;
        address: string;
        device: string;
        isNewDevice: boolean;
        client: string | undefined;
      }[];
      next: string | undefined;
    };
    'accounts/staff-member': {
      person: {
        id: string;
        label: string;
        granted: readonly { role: string; name: string; region: string | undefined; since: Date }[];
      };
      isSelf: boolean;
      choices: readonly { value: string; name: string; duty: string }[];
      values: Readonly<Record<string, string>>;
    };
    'accounts/staff': {
      mayManage: boolean;
      people: readonly {
        id: string;
        isLocked: boolean;
        roles: string;
        regions: string;
        label: string;
      }[];
      values: Readonly<Record<string, string>>;
    };
    'accounts/withdraw': {
      grant: Grant;
    };
  }
  interface Partials {
    'partials/appeal': { waiting: Waiting };
    'partials/face': { picture: string | undefined; nickname: string | undefined };
    'partials/login-list': Pick<Views['accounts/logins'], 'logins'>;
  }
}
