import type { Sealed } from '../sealed.ts';
import { sealedAs } from './account/store.ts';
import { beforeOf } from './own/added-way-store.ts';
import { linkOf, numberOf } from './own/appeal-store.ts';
import { sealedAs as pictureAs } from './own/avatar-store.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'accounts',
    column: 'phone_sealed',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs('phone', id),
  },
  {
    table: 'accounts',
    column: 'email_sealed',
    reads: ['id'],
    context: ({ id = '' }) => sealedAs('email', id),
  },
  {
    table: 'phone_appeals',
    column: 'to_sealed',
    reads: ['id'],
    context: ({ id = '' }) => numberOf(id),
  },
  {
    table: 'phone_appeals',
    column: 'stop_sealed',
    reads: ['id'],
    context: ({ id = '' }) => linkOf(id),
  },
  {
    table: 'added_ways',
    column: 'before_sealed',
    reads: ['id'],
    context: ({ id = '' }) => beforeOf(id),
  },
  {
    table: 'avatars',
    column: 'large',
    reads: ['id'],
    context: ({ id = '' }) => pictureAs(id, 'large'),
  },
  {
    table: 'avatars',
    column: 'small',
    reads: ['id'],
    context: ({ id = '' }) => pictureAs(id, 'small'),
  },
];
