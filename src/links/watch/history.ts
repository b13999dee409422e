import type { Database } from '../../database/open.ts';
import { factsOf } from '../../fact.ts';
import type { HistoryOf } from '../../review/history.ts';
import * as store from './history-store.ts';
import { isBad } from './side.ts';

type About = { link: string; side: string };

export type LinkHistoryFacts = {
  'history.link_lost': About & { state: string };
  'history.link_back': About;
  'history.link_alarm': { link: string; sides: readonly string[] };
  'history.link_well': { link: string; sides: readonly string[] };
};

const fact = factsOf<LinkHistoryFacts>();

/** 端口互访: when a side of a link began to fail and when it was well again; the looks between that saw the same are on the link's own page. */
export const linkHistory = ({ db }: { db: Database }): HistoryOf => ({
  key: 'links',
  title: '端口互访检测',
  of: async (asked) =>
    asked.clientIds !== undefined
      ? []
      : (await store.linesOf(db, asked)).map(({ id, at, linkId, link, side, state }) => {
          const line = { id, at, href: `/console/links/${linkId}/watch` };
          return isBad(state)
            ? { ...line, says: fact('history.link_lost', { link, side, state }), tone: 'bad' }
            : { ...line, says: fact('history.link_back', { link, side }), tone: 'ok' };
        }),
});

/** 端口互访告警: the alarm sent after three failed checks in a row, and the all-clear. */
export const linkAlarmHistory = ({ db }: { db: Database }): HistoryOf => ({
  key: 'link-alarms',
  title: '端口互访告警',
  of: async (asked) =>
    asked.clientIds !== undefined
      ? []
      : (await store.turnsOf(db, asked)).map(({ id, at, linkId, link, sides, isAlarm }) => ({
          ...{ id, at, href: `/console/links/${linkId}/watch` },
          says: fact(isAlarm ? 'history.link_alarm' : 'history.link_well', { link, sides }),
          tone: isAlarm ? 'bad' : 'ok',
        })),
});
