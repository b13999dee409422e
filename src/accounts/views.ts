import type { Grant } from '../module.ts';
import type { LoginMethod } from './account.ts';

declare module '../http/views.ts' {
  interface Views {
    'accounts/again': {
      /** Where the form was sent, and what was typed into it. */
      action: string;
      kept: readonly (readonly [name: string, value: string])[];
      signIn: string;
    };
    'accounts/signed-in': object;
    'accounts/grants': {
      grants: readonly Grant[];
    };
    'accounts/home': {
      user: { label: string; nickname: string; username: string | undefined; phone: string | undefined };
      grants: number;
      logins: readonly {
        id: number;
        at: Date;
        method: LoginMethod;
        succeeded: boolean;
        address: string;
        device: string;
        client: string | undefined;
      }[];
    };
    'accounts/logins': {
      logins: readonly {
        at: Date;
        method: LoginMethod;
        succeeded: boolean;
        address: string;
        device: string;
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
    'partials/login-list': Pick<Views['accounts/logins'], 'logins'>;
  }
}
