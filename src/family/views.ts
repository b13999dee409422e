import type { LoginMethod } from '../accounts/account/account.ts';

type Platform = { clientId: string; name: string };
export type ShownChild = {
  id: string;
  nickname: string;
  first: string;
  birthYear: number;
  count: number;
  isClosing: boolean;
};
export type Question = { childId: string; nickname: string; clientId: string; name: string; at: Date | undefined };

declare module '../http/views.ts' {
  interface Views {
    'family/list': {
      children: readonly ShownChild[];
      questions: readonly Question[];
      obstacle: string | undefined;
      mayAdd: boolean;
    };
    'family/new': {
      values: Readonly<Record<string, string>>;
      own: readonly (Platform & { isChosen: boolean })[];
      ticked: { guardian: boolean; agreed: boolean };
    };
    'family/child': {
      child: ShownChild & { username: string; ownYear: number };
      questions: readonly Question[];
      platforms: readonly (Platform & { at: Date | undefined; received: string })[];
      addable: readonly Platform[];
      logins: readonly {
        at: Date;
        method: LoginMethod;
        succeeded: boolean;
        device: string;
        client: string | undefined;
      }[];
      consents: readonly { at: Date; sentence: string; version: string }[];
      done: string;
    };
  }
  interface Partials {
    'partials/family/questions': { questions: readonly Question[] };
  }
}
