import type { Sealed } from '../../sealed.ts';
import { addressContext } from './runs/watching.ts';
import { noticeContext, passwordContext } from './service.ts';

export const sealed: readonly Sealed[] = [
  {
    table: 'verification_runs',
    column: 'password',
    reads: ['id'],
    context: ({ id = '' }) => passwordContext(id),
  },
  {
    table: 'verification_steps',
    column: 'sealed',
    reads: ['run_id'],
    context: ({ run_id: id = '' }) => addressContext(id),
  },
  {
    table: 'verification_notices',
    column: 'notice',
    reads: ['id'],
    context: ({ id = '' }) => noticeContext(id),
  },
];
