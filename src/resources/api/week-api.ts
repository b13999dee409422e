import { applicationOf } from '../../http/bearer.ts';
import { type Served, serve } from '../../http/operation.ts';
import type { Confirmations } from '../confirmations/service.ts';
import { confirmWeek } from './week-operations.ts';

/** 下周都照常吗, for programs. */
export const createWeekApi = ({ confirmations }: { confirmations: Pick<Confirmations, 'confirm'> }): Served[] => [
  serve(confirmWeek, async (ctx) => {
    const { name, confirmed, left } = await confirmations.confirm(applicationOf(ctx));
    return {
      ...{ week: name, confirmed },
      left: left.map(({ channel, externalId, title, startsAt, clash = '' }) => ({
        ...{ channel, external_id: externalId, title, start_at: startsAt.toISOString(), clashes_with: clash },
      })),
    };
  }),
];
