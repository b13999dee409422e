import type { Sealed } from '../sealed.ts';
import { sealedAs } from './institution/store.ts';
import { sealedAs as linkAs } from './members/invitation-link-store.ts';
import { sealedAs as invitationAs } from './members/invitation-store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'institutions',
    column: 'profile',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs(id),
  },
  {
    table: 'invitations',
    column: 'phone_sealed',
    reads: ['id'],
    context: ({ id = '' }) => invitationAs(id),
  },
  {
    table: 'invitation_links',
    column: 'token_sealed',
    reads: ['id'],
    context: ({ id = '' }) => linkAs(id),
  },
];
