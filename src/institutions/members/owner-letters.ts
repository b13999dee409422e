import { maskMobile } from '../../fields/china/mobile.ts';
import { maskName } from '../../fields/person-name.ts';
import { fact } from '../../notices/facts.ts';
import type { Notice } from '../../notices/service.ts';
import { letter } from '../facts.ts';
import type { InvitationLink } from './invitation-link-store.ts';
import type { Invitation } from './invitation-store.ts';

type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

type About = { institution: string; phone: string };

const letters = {
  asked: (about: About) => letter('institutions.owner_asked_letter', about),
  agreed: (about: About) => letter('institutions.owner_agreed_letter', about),
};

/** The notice to the owners of an institution when operators add another one. */
export const ownerNotice = (
  step: keyof typeof letters,
  { id, institutionId, institution, phone }: Pick<Invitation, 'id' | 'institutionId' | 'institution' | 'phone'>,
  owner: Person,
  origin: string,
): Notice => ({
  event: 'institution.owner_invited',
  key: `institution.owner_invited:${step}:${id}:${owner.id}`,
  recipient: { kind: 'account', id: owner.id, email: owner.email, phone: owner.phone, institutionId },
  letter: letters[step]({ institution, phone: maskMobile(phone) }),
  to: `${institution} ${owner.nickname}`,
  because: fact('notices.because_owner'),
  href: `${origin}/console/members`,
});

/** The notice to the owners after the acceptance of a link. */
export const joinedNotice = (
  { id, institutionId, institution }: Pick<InvitationLink, 'id' | 'institutionId' | 'institution'>,
  post: string,
  joined: Person,
  owner: Person,
  origin: string,
): Notice => ({
  event: 'institution.joined_by_link',
  key: `institution.joined_by_link:${id}:${owner.id}`,
  recipient: { kind: 'account', id: owner.id, email: owner.email, phone: owner.phone, institutionId },
  letter: letter('institutions.joined_letter', {
    ...{ institution, post },
    who: `${maskName(joined.nickname)}（${maskMobile(joined.phone ?? '')}）`,
  }),
  to: `${institution} ${owner.nickname}`,
  because: fact('notices.because_owner'),
  href: `${origin}/console/members`,
});
