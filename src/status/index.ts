import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Database } from '../database/open.ts';
import { anyone, staff } from '../http/access.ts';
import type { Context } from '../http/context.ts';
import type { Cursors } from '../http/requests/cursors.ts';
import { form, page, type Route, sharedPage } from '../http/route.ts';
import type { Log } from '../log.ts';
import type { Doors, Module } from '../module.ts';
import type { Component } from './component.ts';
import { writers } from './facts.ts';
import { createMeasuring, type Measuring } from './measuring.ts';
import type { Status } from './room.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Pick<Config, 'SMS_URL' | 'SMTP_URL'>;
  cursors: Cursors;
  publicUrl: URL;
};

type Service = { measuring: Measuring; status: () => Promise<Status> };

/** 运行状态: what the service measures of itself, and what operators tell the public about it. */
export function createStatusModule(needs: Needs): Module<Service> {
  const { SMS_URL, SMTP_URL } = needs.config;
  const sends: readonly Component[] = [
    ...(SMS_URL === undefined ? [] : (['sms'] as const)),
    ...(SMTP_URL === undefined ? [] : (['mail'] as const)),
  ];
  const measuring = createMeasuring({ ...needs, sends });
  let opened: Promise<Status> | undefined;
  function status(): Promise<Status> {
    opened ??= import('./room.ts').then(({ createStatus }) => createStatus({ ...needs, measuring, sends }));
    return opened;
  }
  return {
    service: { measuring, status },
    menu: [{ side: 'staff', key: 'status', href: '/admin/status', label: '状态页', order: 137 }],
    pages: (doors) => [...publicPages(needs, doors, status), ...deskPages(doors, status)],
    jobs: measuring.jobs,
    start: measuring.start,
    stop: measuring.stop,
  };
}

function publicPages(needs: Needs, doors: Doors, status: Service['status']): Route[] {
  async function pages() {
    const { createStatusPages } = await import('./pages.ts');
    return createStatusPages({ ...needs, ...doors, ...(await status()) });
  }
  let made: ReturnType<typeof pages> | undefined;
  const shown = (name: keyof Awaited<ReturnType<typeof pages>>) => async (ctx: Context) => {
    made ??= pages();
    return (await made)[name](ctx);
  };
  return [
    sharedPage('/status', {}, shown('showStatus')),
    page('/status/feed.xml', anyone, shown('sendFeed')),
    sharedPage('/status/history', {}, shown('showHistory')),
    sharedPage('/status/:id', {}, shown('showIncident')),
  ];
}

function deskPages(doors: Doors, status: Service['status']): Route[] {
  async function pages() {
    const { createStatusDeskPages } = await import('./desk-pages.ts');
    return createStatusDeskPages({ ...doors, ...(await status()) });
  }
  let made: ReturnType<typeof pages> | undefined;
  const shown =
    (name: keyof Awaited<ReturnType<typeof pages>>) =>
    async (ctx: Context, given: Readonly<Record<string, string>> = {}) => {
      made ??= pages();
      return (await made)[name](ctx, given);
    };
  const workers = staff(...writers);
  return [
    page('/admin/status', workers, shown('list')),
    page('/admin/status/new', workers, shown('write')),
    form('/admin/status', workers, shown('draft')),
    page('/admin/status/:id', workers, shown('show')),
    form('/admin/status/:id', workers, shown('change')),
    form('/admin/status/:id/publish', workers.withStepUp, shown('publish')), // it is on a public page at once
    form('/admin/status/:id/updates', workers.withStepUp, shown('update')),
    form('/admin/status/:id/discard', workers, shown('discard')),
  ];
}
