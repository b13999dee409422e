import type { FirstPage } from './home/first-page.ts';
import type { Answer } from './search/search.ts';
import type { Standing } from './second-factor/second-factor.ts';

type Home = Awaited<ReturnType<FirstPage>>;

declare module '../http/views.ts' {
  interface Views {
    'console/certify-first': { institution: string; isReviewing: boolean; href: string; isDeveloper: boolean };
    'console/ask': {
      title: string;
      says: string;
      button: string;
      action: string;
      /** The typed fields, and that it was asked. */
      fields: readonly (readonly [name: string, value: string])[];
      back: string;
    };
    'console/confirm': {
      who: string;
      isEnrolled: boolean;
      interrupted: boolean;
      /** A form that goes on from this page, with its fields. */
      held: { action: string; kept: readonly (readonly [name: string, value: string])[] } | undefined;
      /** The name of the field for the code. */
      code: string;
      isAtSignIn: boolean;
      to: string;
      demoCode: string | undefined;
      again: string;
    };
    'console/desk': {
      queues:
        | readonly { title: string; href: string; count: number; late: number; oldest: string | undefined }[]
        | undefined;
      waiting: number;
      last: string | undefined;
      late: number;
      mine:
        | readonly never[]
        | readonly {
            href: string;
            title: string;
            kind: string;
            institution: string;
            due: { tone: string; words: string } | undefined;
          }[];
      keys:
        | readonly { href: string | undefined; name: string; institution: string; expiresAt: Date; left: number }[]
        | undefined;
      /** Of all that end. */
      ending: string | undefined;
      /** For staff who decide about no submissions. */
      offers: readonly { title: string; href: string }[];
    };
    /** A form that came after the end of a login, and its typed values. */
    'console/late': { action: string; kept: readonly (readonly [name: string, value: string])[] };
    'console/enrolment-proof': { signIn: string; to: string };
    'console/home': Home & { /** So many AKs were renewed just now. */ renewed: string };
    'console/messages': {
      hasUnread: boolean;
      messages: readonly {
        paragraphs: readonly string[];
        id: number;
        title: string;
        /** The institution that it is about. */
        institution: string | undefined;
        href: string | undefined;
        /** The name of another institution of the reader, to which its link changes. */
        changesTo: string | undefined;
        at: Date;
        readAt: Date | undefined;
      }[];
      next: string | undefined;
    };
    'console/recovery-codes': {
      codes: readonly string[];
      next: string;
    };
    'console/search': {
      /** Where its form leads: the address of this page. */
      at: string;
      q: string;
      /** How letters were read: “rl”当作拼音：认领. */
      read: readonly { typed: string; as: string }[];
      groups: readonly {
        title: string;
        hits: readonly {
          kind: string;
          href: string;
          parts: readonly { text: string; isHit: boolean }[];
          note: string;
        }[];
        /** Of a kind that are not shown; `isMany`: at least so many. */
        more: Answer['more'];
      }[];
      count: number;
      result: Answer['result'];
      /** Where people are looked for by these words. */
      people: { state: 'none' | 'offered' | 'asked' | 'spent'; href: string };
    };
    'console/second-factor': {
      isNew: boolean;
      qr: { size: number; path: string };
      account: string;
      key: string;
      typed: string;
      to: string;
    };
    'console/security': {
      recovered: boolean;
      factor: Standing;
      mustHave: boolean;
      assistants: readonly { id: string; name: string; host: string; createdAt: Date; lastUsedAt: Date | undefined }[];
      sessions: readonly {
        isThis: boolean;
        id: string;
        address: string;
        device: string;
        createdAt: Date;
        seenAt: Date;
      }[];
    };
    'console/start': {
      memberships: number;
      isStaff: boolean;
      invitations: readonly { href: string; institution: string; role: string; expiresAt: Date }[];
      hasPhone: boolean;
      /** The account's newest sandbox: `place` is its owner. */
      sandbox: { name: string; place: string; href: string; verify: string; expiresAt: Date | undefined } | undefined;
    };
    'console/switch': {
      places: readonly { id: string; name: string; role: string; isCertified: boolean; isNow: boolean }[];
      staff: string | undefined;
    };
  }
  interface Partials {
    'partials/console/why-factor': object;
    'partials/console/ahead': { ahead: NonNullable<Home['ahead']> };
    'partials/console/ahead-rows': {
      rows: NonNullable<NonNullable<Home['ahead']>['ask']>['groups'][number]['rows'];
    };
    'partials/console/agenda': { agenda: NonNullable<Home['agenda']> };
    'partials/console/task': { task: Pick<Home['late'][number], 'title' | 'note' | 'href' | 'tag' | 'isOver'> };
  }
}
