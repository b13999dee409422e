import type { LoginMethod } from '../../accounts/account/account.ts';

declare module '../../http/views.ts' {
  interface Views {
    'helpdesk/list': {
      mayLook: boolean;
      values: Readonly<Record<string, string>>;
      cases: readonly { id: string; by: string; who: string; reason: string; at: Date }[];
      next: string | undefined;
    };
    'helpdesk/case': {
      case: { id: string; reason: string; closesAt: Date };
      person: {
        label: string;
        number: string;
        nickname: string;
        phone: string | undefined;
        email: string | undefined;
        picture: string | undefined;
        since: Date;
        isLocked: boolean;
        mustChoosePassword: boolean;
        realname: { masked: string; at: Date } | undefined;
        mayBeNamed: boolean;
      };
      waiting: { phone: string; dueAt: Date } | undefined;
      closing: { lastMoment: Date } | undefined;
      logins: readonly {
        at: Date;
        method: LoginMethod;
        succeeded: boolean;
        device: string;
        client: string | undefined;
      }[];
      values: Readonly<Record<string, string>>;
      papers: Readonly<Record<string, string>>;
      /** The completed action: unlocked, ended, kept, named, unnamed, faceless, stopped. */
      done: string;
    };
  }
}
