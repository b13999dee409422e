import { dayOf } from '../clock.ts';
import type { Database } from '../database/open.ts';
import { type Fact, factsOf } from '../fact.ts';
import type { HistoryLine, HistoryOf } from '../review/history.ts';
import * as keys from './aksk/history-store.ts';
import { endpoints } from './log/call.ts';
import * as failures from './log/history-store.ts';

type Named = { application: string };

export type ApplicationHistoryFacts = {
  'history.ak_issued': Named;
  'history.ak_renewed': Named & { until: string };
  'history.ak_changed': Named;
  'history.ak_disabled': Named & { reason: string };
  'history.ak_enabled': Named;
  'history.sk_drawn': Named;
  'history.sk_rotated': Named;
  'history.sk_ended': Named;
  'history.ak_waived': Named;
  'history.calls_failed': Named & { endpoint: string; calls: number; error: string };
};

const fact = factsOf<ApplicationHistoryFacts>();
const hrefOf = (clientId: string) => `/console/applications/${encodeURIComponent(clientId)}`;

/** 应用与密钥: issued, renewed, changed, stopped. */
export const keyHistory = ({ db }: { db: Database }): HistoryOf => ({
  key: 'keys',
  title: '应用与密钥',
  of: async (asked) =>
    (await keys.linesOf(db, Object.keys(told), asked)).flatMap(({ id, at, verb, clientId, name, details }) => {
      const line = told[verb]?.(name, details);
      return line === undefined ? [] : [{ ...line, id, at, clientId, href: `${hrefOf(clientId)}#history` }];
    }),
});

type Saying = Pick<HistoryLine, 'tone'> & { says: Fact };
const changed = (application: string): Saying => ({ says: fact('history.ak_changed', { application }) });
const waived = (application: string): Saying => ({ says: fact('history.ak_waived', { application }) });

const told: Readonly<Record<string, (application: string, details: object) => Saying>> = {
  'application.create': (application) => ({ says: fact('history.ak_issued', { application }), tone: 'ok' }),
  'application.renew': (application, details) => ({
    says: fact('history.ak_renewed', { application, until: dayIn(details) }),
    tone: 'ok',
  }),
  'application.update': changed,
  'application.contact': changed,
  'application.set_logo': changed,
  'application.take_over': changed,
  'application.disable': (application, details) => ({
    says: fact('history.ak_disabled', { application, reason: textIn(details, 'reason') }),
    tone: 'bad',
  }),
  'application.enable': (application) => ({ says: fact('history.ak_enabled', { application }), tone: 'ok' }),
  'application.draw_sk': (application) => ({ says: fact('history.sk_drawn', { application }) }),
  'application.rotate': (application) => ({ says: fact('history.sk_rotated', { application }) }),
  'application.end_sk': (application) => ({ says: fact('history.sk_ended', { application }) }),
  'application.waive_pkce': waived,
  'application.waive_redirect_uri': waived,
};

const textIn = (details: object, name: string): string => {
  const value: unknown = Reflect.get(details, name);
  return typeof value === 'string' ? value : '';
};
const dayIn = (details: object): string => {
  const until = textIn(details, 'to');
  return until === '' ? '' : dayOf(new Date(until));
};

/** 接口没有成功: a day of an application, an endpoint and an error is a line; single calls stand in 调用记录. */
export const failureHistory = ({ db }: { db: Database }): HistoryOf => ({
  key: 'failures',
  title: '接口没有成功',
  of: async (asked) =>
    (await failures.linesOf(db, asked)).map(({ id, at, clientId, name, endpoint, error, calls }) => ({
      ...{ id, at, clientId, isWholeDay: true, tone: 'warn' },
      says: fact('history.calls_failed', { application: name, endpoint: endpoints[endpoint], calls, error }),
      href: `${hrefOf(clientId)}?show=failures#calls`,
    })),
});
