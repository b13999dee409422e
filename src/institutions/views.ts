import type { SaidProblems } from '../http/speech.ts';
import type { Answers, MailedForm } from '../review/views.ts';
import type { State } from '../review/workflow/transitions.ts';
import type { Institution, Standing } from './institution/institution.ts';

declare module '../http/views.ts' {
  interface Views {
    'institutions/detail': {
      institution: {
        kind: string | undefined;
        standing: { key: Standing; name: string };
        id: string;
        name: string;
        creditCode: string | undefined;
        certifiedAt: Date | undefined;
        disabledReason: string | undefined;
        createdAt: Date;
      };
      mayOperate: boolean;
      sections: readonly { title: string; rows: readonly { title: string; text: string }[] }[] | undefined;
      applications: readonly { clientId: string; name: string; href: string | undefined }[];
      papers: readonly {
        kind: string;
        stateName: string;
        href: string | undefined;
        id: string;
        institution: string;
        title: string;
        createdAt: Date;
        updatedAt: Date;
      }[];
      members: readonly {
        post: string;
        institution: string;
        certifiedAt: Date | undefined;
        role: 'owner' | 'agent' | 'developer' | 'reporter' | 'reader';
        applications: readonly string[] | undefined;
        createdAt: Date;
        label: string;
      }[];
      invitations: readonly {
        id: string;
        phone: string;
        post: string;
        mayAgree: boolean;
        institution: string;
        createdAt: Date;
        waits: boolean;
        role: 'owner' | 'agent' | 'developer' | 'reporter' | 'reader';
        applications: readonly string[] | undefined;
      }[];
      values: Readonly<Record<string, string>>;
    };
    'institutions/institution': {
      standing: { name: string; key: Standing; tone: string };
      paper:
        | {
            name: string;
            isEditable: boolean;
            isOpen: boolean;
            id: string;
            kind: string;
            institution: string;
            state: State;
            title: string;
          }
        | undefined;
      institution: Institution;
      maySend: boolean;
      sections: Answers | undefined;
    };
    'institutions/invitation': {
      invitation:
        | { post: string; hint: string; action: string; institution: string; expiresAt: Date; endsAt: Date | undefined }
        | undefined;
      who: string;
    };
    'institutions/invite': {
      values: Readonly<Record<string, string>>;
      choices: readonly { value: string; label: string; hint: string }[];
      applications: readonly { clientId: string; name: string }[];
      chosen: readonly string[];
    };
    'institutions/invite-link': Views['institutions/invite'];
    'institutions/link': {
      link: {
        id: string;
        post: string;
        applications: readonly string[] | undefined;
        limits: readonly string[];
        endsAt: Date | undefined;
        expiresAt: Date;
      };
      address: string;
      qr: { size: number; path: string };
    };
    'institutions/letter': {
      agent: { name: string; position: string; idKind: string; idNumber: string };
      from: Date;
      to: Date;
      name: string;
    };
    'institutions/list': {
      mayOperate: boolean;
      filter: { text: string | undefined; standing: string | undefined; region: string | undefined };
      standings: readonly (readonly [string, string])[];
      rows: readonly {
        kind: string | undefined;
        region: string | undefined;
        standing: { key: Standing; name: string };
        id: string;
        name: string;
        creditCode: string | undefined;
        organizationCode: string | undefined;
        createdAt: Date;
      }[];
      isFiltered: boolean;
      next: string | undefined;
    };
    'institutions/mailed': MailedForm & {
      institution: { id: string; name: string };
    };
    'institutions/member': {
      member: {
        post: string;
        accountId: string;
        role: string;
        applications: readonly string[] | undefined;
        endsAt: Date | undefined;
        createdAt: Date;
        label: string;
      };
      isOwner: boolean;
      isSelf: boolean;
      choices: readonly { value: string; label: string; hint: string }[];
      values: Readonly<Record<string, string>>;
      applications: readonly { clientId: string; name: string }[];
      chosen: readonly string[];
    };
    'institutions/members': {
      isOwner: boolean;
      role: string;
      members: readonly {
        accountId: string;
        role: string;
        endsAt: Date | undefined;
        createdAt: Date;
        label: string;
        post: string;
        limits: readonly string[];
      }[];
      self: string;
      /** Sending messages requires the institution's certification. */
      isCertified: boolean;
      links: readonly {
        id: string;
        href: string;
        post: string;
        limits: readonly string[];
        endsAt: Date | undefined;
        expiresAt: Date;
      }[];
      invitations: readonly {
        phone: string;
        id: string;
        createdAt: Date;
        expiresAt: Date;
        role: string;
        endsAt: Date | undefined;
        post: string;
        limits: readonly string[];
      }[];
    };
    'institutions/new': {
      values: Readonly<Record<string, string>>;
    };
    'institutions/register': {
      maybeOther: boolean;
      values: { name: string };
    };
  }
  interface Partials {
    'partials/post': {
      problems: SaidProblems;
      choices: readonly { value: string; label: string; hint: string }[];
      values: Readonly<Record<string, string>>;
      applications: readonly { clientId: string; name: string }[];
      chosen: readonly string[];
    };
  }
}
