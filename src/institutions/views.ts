import type { ProblemTexts } from '../http/speech.ts';
import type { Answers, MailedForm } from '../review/views.ts';
import type { State } from '../review/workflow/transitions.ts';
import type { Institution, Standing } from './institution/institution.ts';
import type { Invitation } from './members/invitation-store.ts';
import type { Colleague } from './members/members.ts';
import type { Version } from './page/store.ts';

declare module '../http/views.ts' {
  interface Views {
    'institutions/detail': {
      institution: Pick<
        Institution,
        'kind' | 'id' | 'name' | 'creditCode' | 'certifiedAt' | 'disabledReason' | 'createdAt'
      > & { standing: { key: Standing; name: string } };
      mayOperate: boolean;
      mayClose: boolean;
      sections: Answers | undefined;
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
      members: readonly (Pick<
        Colleague,
        'institution' | 'certifiedAt' | 'role' | 'applications' | 'createdAt' | 'label'
      > & { post: string })[];
      invitations: readonly (Pick<
        Invitation,
        'id' | 'phone' | 'institution' | 'createdAt' | 'waits' | 'role' | 'applications'
      > & { post: string; mayAgree: boolean })[];
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
      maySeeLooks: boolean;
      sections: Answers | undefined;
    };
    'institutions/invitation': {
      invitation:
        | { post: string; hint: string; action: string; institution: string; expiresAt: Date; endsAt: Date | undefined }
        | undefined;
      /** One that was for this person, and can be accepted no more. */
      ended:
        | { institutionId: string; institution: string; why: 'accepted' | 'revoked' | 'expired'; isMember: boolean }
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
      rows: readonly (Pick<Institution, 'kind' | 'id' | 'name' | 'creditCode' | 'organizationCode' | 'createdAt'> & {
        region: string | undefined;
        standing: { key: Standing; name: string };
      })[];
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
    'institutions/page': {
      kind: string;
      publicHref: string;
      /** Newest first. */
      versions: readonly Version[];
      isShown: boolean;
      /** The change under way. */
      paper: { id: string; name: string; isEditable: boolean } | undefined;
      maySend: boolean;
      mayChoose: boolean;
    };
    'institutions/register': {
      maybeOther: boolean;
      values: { name: string };
    };
  }
  interface Partials {
    'partials/post': {
      problems: ProblemTexts;
      choices: readonly { value: string; label: string; hint: string }[];
      values: Readonly<Record<string, string>>;
      applications: readonly { clientId: string; name: string }[];
      chosen: readonly string[];
    };
  }
}
