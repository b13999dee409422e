import { days, epoch } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import { lastBackup } from './contents-store.ts';
import * as store from './trial-store.ts';
import { trial, triedWithin, ways } from './trials.ts';

const names = { password: '密码', sms: '验证码', passkey: '通行密钥' } as const;

/** 备份 of 系统状态: a backup counts once people have signed in on a server restored from it. */
export async function backupsShown(db: Connection, now: Date) {
  const [madeAt, firstAt, last] = [await lastBackup(db), await store.firstBackup(db), await store.lastTrial(db)];
  const read = trial.safeParse(last?.trial);
  const tried = last && read.success ? { at: read.data.tried_at, ...read.data } : undefined;
  const since = tried?.tried_at ?? firstAt;
  const untriedDays = since && Math.floor((epoch(now) - epoch(since)) / days(1));
  const isOverdue = since !== undefined && epoch(now) - epoch(since) > triedWithin;
  return {
    madeAt,
    light: isOverdue ? 'off' : tried === undefined ? 'run' : 'on',
    verdict: verdictOf(madeAt, tried !== undefined, isOverdue, untriedDays ?? 0),
    tried: tried && {
      at: tried.tried_at,
      logins: ways.map((way) => ({ name: names[way], at: tried.logins[way] })),
      report: tried.report?.day,
      events: tried.audit.events,
    },
  } as const;
}
export type BackupsShown = Awaited<ReturnType<typeof backupsShown>>;

function verdictOf(madeAt: Date | undefined, isTried: boolean, isOverdue: boolean, untriedDays: number): string {
  if (madeAt === undefined) return '没有登记过备份';
  if (isOverdue) return `${untriedDays} 天没有试过`;
  return isTried ? '救得回来' : '还没有试过';
}
