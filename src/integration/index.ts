import type { Cursors } from '../http/requests/cursors.ts';
import type { HistoryOf, Module, Questions } from '../module.ts';
import { createHistory, type History } from './history.ts';
import { createHistoryFeedPages } from './history-pages.ts';

type Needs = {
  cursors: Cursors;
  asks: Pick<Questions, 'applicationsOf'> & { history: () => readonly HistoryOf[] };
};

/** What reads every room: how far an institution is, what was agreed, what happened. */
export function createIntegrationModule(needs: Needs): Module<{ history: History }> {
  const { applicationsOf } = needs.asks;
  const history = createHistory({ ...needs, sources: needs.asks.history });
  return {
    service: { history },
    menu: [{ side: 'member', key: 'history', href: '/console/history', label: '对接历史', order: 90 }],
    pages: (doors) => createHistoryFeedPages({ ...needs, ...doors, history, applicationsOf }),
  };
}
