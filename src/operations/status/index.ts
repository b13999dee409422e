import type { Clock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Database } from '../../database/open.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Log } from '../../log.ts';
import type { Module } from '../../module.ts';
import { actions } from './actions.ts';
import type { Component } from './component.ts';
import { createStatusDeskPages } from './desk-pages.ts';
import { fact } from './facts.ts';
import { createMeasuring, type Measuring } from './measuring.ts';
import { createStatusPages } from './pages.ts';
import { createStatus, type Status } from './room.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'SMS_URL' | 'SMTP_URL'>;
  cursors: Cursors;
  publicUrl: URL;
  time: { city: () => string | undefined };
};

type Service = {
  /** The service's own measurements. */
  measuring: Measuring;
  /** 运行状态. */
  status: Status;
};

/** 运行状态: the service's own measurements, and the operators' messages to the public. */
export function createStatusModule(needs: Needs): Module<Service> {
  const { SMS_URL, SMTP_URL } = needs.config;
  const sends: readonly Component[] = [
    ...(SMS_URL === undefined ? [] : (['sms'] as const)),
    ...(SMTP_URL === undefined ? [] : (['mail'] as const)),
  ];
  const measuring = createMeasuring({ ...needs, sends });
  const status = createStatus({ ...needs, measuring, sends });
  return {
    service: { measuring, status },
    actions,
    menu: [{ side: 'staff', key: 'status', href: '/admin/status', label: fact('status.menu_status'), order: 137 }],
    pages: (services) => [
      ...createStatusPages({ ...needs, ...services, ...status }),
      ...createStatusDeskPages({ ...services, ...status }),
    ],
    jobs: measuring.jobs,
    start: measuring.start,
    stop: measuring.stop,
  };
}
