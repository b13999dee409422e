import type { PhoneScan, ScanState } from '../accounts/scans/scans.ts';
import type { ClientView } from '../applications/aksk/client-view.ts';
import type { ConsentLine } from '../applications/aksk/scopes.ts';
import type { Calling } from '../citizens/family/store.ts';
import type { ProblemTexts } from '../http/speech.ts';
import type { StepUpOptions } from './rules.ts';
import type { Sent } from './work.ts';

/** The common data of every page of a login. */
export interface OfLogin extends Sent {
  uid: string;
  client: ClientView;
  values: Readonly<Record<string, string>>;
  /** The agreement box, and the version of the terms it stands for. */
  agreed: boolean;
  terms: number;
  remember?: boolean;
  /** An identifier of another page, for the way back: a hidden field. */
  aside?: { name: string; value: string };
  /** A signed-in account confirms its identity for a sensitive action: scanning is not allowed. */
  isAgain?: boolean;
  /** A computer waits for the confirmation of this phone. */
  isScan?: boolean;
}

/** An account that this browser remembers; `key` names it in this browser only. */
export type ShownAccount = {
  key: string;
  nickname: string;
  label: string;
  /** Masked. */
  phone: string | undefined;
  ways: { password: boolean; sms: boolean; passkey: boolean };
};

declare module '../http/views.ts' {
  interface Views {
    'oidc/choose': OfLogin & {
      account: { nickname: string; label: string } | undefined;
      others: readonly (ShownAccount & { at: Date })[];
    };
    'oidc/consent': OfLogin & {
      user: { label: string };
      /** Shared together with the nickname. */
      picture: string | undefined;
      onlyNew: boolean;
      scopes: readonly ConsentLine[];
    };
    'oidc/factor': OfLogin & {
      user: { label: string };
      phone: string | undefined;
      ways: StepUpOptions & { needsPhone: boolean };
    };
    /** C13: the account of the session is to be deleted. */
    'oidc/closing': OfLogin & { lastMoment: Date };
    /** C12: a child that reached 14 takes its account over. */
    'oidc/handover': OfLogin & Sent & { ticket: string; kept?: string | undefined };
    /** Everything was right, and the agreement was not ticked. */
    'oidc/agreement': OfLogin & { ticket: string };
    /** C12: a child, where its guardian agreed: the page says which data it is about. */
    'oidc/child': OfLogin & {
      nickname: string;
      called: Calling | undefined;
      gives: { nickname: boolean; age: boolean };
    };
    /** The same, where it may not go on. */
    'oidc/child-stop': OfLogin & {
      nickname: string;
      called: Calling | undefined;
      why: 'rests' | 'closing' | 'ask' | 'asked' | 'looked';
      /** Who asks, where no session says so. */
      ticket: string;
    };
    /** The same, in the 30 days before. */
    'oidc/soon': OfLogin & { due: Date };
    /** A newer version of the terms than the account of the session agreed to: the single changes, and the version agreed to. */
    'oidc/terms': OfLogin & { version: number; before: number; changes: readonly string[]; effectiveAt: Date };
    /** The same, of a child: its guardian agrees. */
    'oidc/terms-child': OfLogin;
    'oidc/logged-out': { client: { name: string; home: string | undefined } | undefined };
    'oidc/login': OfLogin & { hint?: string | undefined; known?: ShownAccount | undefined };
    /** `form` is the library's own, in HTML. */
    'oidc/logout': { client: { name: string } | undefined; form: string };
    'oidc/offer': OfLogin & { user: { label: string }; onPhone: boolean };
    /** In a login, and outside one. */
    'oidc/recover': Sent &
      Partial<Pick<OfLogin, 'uid' | 'client'>> & {
        step: string;
        values: Readonly<Record<string, string>>;
        ticket?: string;
        phone?: string | undefined;
        email?: string | undefined;
        /** Passkeys, of which those that are not ticked end with the old password. */
        keys?: readonly { id: string; name: string; madeOn: string; createdAt: Date; isKept: boolean }[];
      };
    'oidc/register': OfLogin & {
      step: string;
      way: string;
      ticket?: string;
      phone?: string | undefined;
      underage?: boolean;
      kept?: string | undefined;
    };
    'oidc/sms': OfLogin & { known?: ShownAccount | undefined };
    'oidc/scan': OfLogin & {
      state: ScanState;
      qr: { size: number; path: string };
      match: string;
      secondsLeft: number;
      phone: string | undefined;
      who: { label: string; known: boolean } | undefined;
    };
    'oidc/scan-phone': {
      code: string;
      state: PhoneScan['state'] | 'limited' | 'elsewhere';
      client?: Pick<ClientView, 'name' | 'host'>;
      scan?: { match: string; device: string; at: Date; isSameNetwork: boolean };
      why?: string;
    };
    'oidc/start-again': Views['oidc/error'];
  }
  interface Partials {
    'partials/agree': { problems: ProblemTexts; agreed?: boolean; terms: number };
    'partials/back': { client: Pick<ClientView, 'name' | 'ours'>; uid: string; look?: string };
    'partials/code': Sent & {
      problems: ProblemTexts;
      values: Readonly<Record<string, string>>;
      phone?: string | undefined;
      byEmail?: boolean;
    };
    'partials/known': { known: ShownAccount; uid: string };
    'partials/login-tabs': {
      /** The tabs are buttons of the form that they stand in, and take it along. */
      carries?: boolean;
      aside?: OfLogin['aside'];
      uid: string;
      way: string;
      known?: ShownAccount | undefined;
      isAgain?: boolean;
    };
    'partials/remember': {
      remember?: boolean;
    };
    'partials/ways-out': {
      client: Pick<ClientView, 'name' | 'ours'>;
      uid: string;
      /** `turn`: a button of the form of that page, which takes it along. */
      way?: { href: string; label: string; turn?: string };
    };
    'partials/who': {
      client: Pick<ClientView, 'id' | 'name' | 'ours' | 'host' | 'logo'>;
      lead?: string;
      isScan?: boolean;
    };
    'partials/work': { work?: Sent['work']; why: string; button: string; done: string; press?: string };
  }
}
