import type { LoginMethod } from '../../accounts/account/account.ts';
import type { GrantedScope } from '../../module.ts';
import type { Calling } from './store.ts';

type Platform = { clientId: string; name: string };
export type ShownChild = {
  id: string;
  nickname: string;
  first: string;
  birthYear: number;
  count: number;
  isClosing: boolean;
  /** There are newer terms than its guardian agreed to for it. */
  hasNewTerms: boolean;
  /** In the year of its fourteenth birthday: it may be handed over. */
  isOfAge: boolean;
};
/** `late`: children rest; `out`: not allowed there, or a wrong password. */
type ShownLogin = {
  at: Date;
  method: LoginMethod;
  state: 'in' | 'late' | 'out';
  isNew: boolean;
  device: string;
  client: string | undefined;
};
export type Question = { childId: string; nickname: string; clientId: string; name: string; at: Date | undefined };

declare module '../../http/views.ts' {
  interface Views {
    'family/list': {
      children: readonly ShownChild[];
      questions: readonly Question[];
      /** Handed over, and not taken over yet. */
      waiting: readonly { id: string; nickname: string; first: string }[];
      obstacle: string | undefined;
      mayAdd: boolean;
    };
    /** A newer version of the terms, for a child. */
    'family/terms': {
      child: { id: string; nickname: string };
      version: number;
      before: number;
      changes: readonly string[];
      effectiveAt: Date;
    };
    'family/new': {
      values: Readonly<Record<string, string>>;
      own: readonly (Platform & { isChosen: boolean })[];
      ticked: { guardian: boolean; agreed: boolean };
      kept: string | undefined;
    };
    'family/child': {
      child: ShownChild & { username: string; ownDay: Date };
      questions: readonly Question[];
      platforms: readonly (Platform & { at: Date | undefined; received: readonly GrantedScope[] })[];
      addable: readonly Platform[];
      /** Successful ones of seven days. */
      week: { times: number; platforms: number };
      /** The newest on a device that the guardian has not looked at. */
      newDevice: ShownLogin | undefined;
      logins: readonly ShownLogin[];
      hasMore: boolean;
      called: Calling | undefined;
      consents: readonly { at: Date; sentence: string; version: string }[];
      /** Copies of all that is kept of the child. */
      exports: readonly { id: string; at: Date; isReady: boolean; size: string }[];
      mayExport: boolean;
      done: string;
    };
    /** The changes of a handover. */
    'family/handover': { child: { id: string; nickname: string; birthYear: number }; due: Date };
    /** It was: until the child has a password of its own. */
    'family/waiting': {
      child: { id: string; nickname: string; username: string };
      byDay: boolean;
      mayReturn: boolean;
      done: string;
    };
  }
  interface Partials {
    'partials/family/called': { called: string | undefined };
    'partials/family/questions': { questions: readonly Question[] };
  }
}
