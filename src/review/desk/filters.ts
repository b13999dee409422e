import type { Staff } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { invalid } from '../../errors.ts';
import { fact } from '../facts.ts';
import * as store from './filter-store.ts';

const longestName = 20;
/** As many as fit in a line of chips that one still looks at. */
const most = 12;

/** The own filters of a desk. The address of one can be shared: each reader sees the rows within their own reach. */
export interface Filters {
  list(actor: Staff): Promise<store.SavedFilter[]>;
  /** Under a name; one of the same name is replaced. Throws `invalid` by field. */
  keep(actor: Staff, name: string, query: string): Promise<void>;
  remove(actor: Staff, id: string): Promise<void>;
}

export function createFilters({ db, clock }: { db: Database; clock: Clock }, desk: store.FilteredDesk): Filters {
  return {
    list: ({ accountId }) => store.list(db, desk, accountId),

    async keep({ accountId }, typed, query) {
      const name = typed.trim();
      if (name === '') throw invalid({ name: fact('review.filter_name_missing') });
      if ([...name].length > longestName)
        throw invalid({ name: fact('review.filter_name_long', { most: longestName }) });
      if (query === '') throw invalid({ name: fact('review.filter_empty') });
      const kept = await store.list(db, desk, accountId);
      if (kept.length >= most && kept.every((each) => each.name !== name))
        throw invalid({ name: fact('review.filters_most', { most }) });
      if (!(await store.keep(db, desk, accountId, { id: newId(), name, query }, clock.now())))
        throw invalid({ name: fact('review.filter_elsewhere') });
    },

    async remove({ accountId }, id) {
      if (isId(id)) await store.remove(db, desk, accountId, id);
    },
  };
}
