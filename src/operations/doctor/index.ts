import { type Clock, hours } from '../../clock.ts';
import type { Config } from '../../config.ts';
import type { Keys } from '../../crypto/keys.ts';
import type { Database } from '../../database/open.ts';
import { withReservedConnections } from '../../database/share.ts';
import type { DatabaseTime } from '../../database/time.ts';
import type { Figure } from '../../http/gate/metrics.ts';
import type { Cursors } from '../../http/requests/cursors.ts';
import type { Backlog } from '../../jobs/backlog.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Log } from '../../log.ts';
import type { Module } from '../../module.ts';
import type { Transparency } from '../../oversight/transparency/service.ts';
import type { Advisories } from '../advisories/service.ts';
import type { Nodes } from '../nodes/service.ts';
import type { Sealing } from '../sealing/service.ts';
import { actions } from './actions.ts';
import { noteSize } from './disk.ts';
import { fact } from './facts.ts';
import { createFigures } from './figures.ts';
import { createQueuePages } from './queues/pages.ts';
import { createQueues, type Queues } from './queues/service.ts';
import { createDoctor, type Doctor } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  log: Log;
  config: Readonly<Config>;
  keys: Keys;
  time: DatabaseTime;
  nodes: Nodes;
  cursors: Cursors;
  jobs: Pick<Jobs, 'backlog' | 'runNow' | 'scheduled'>;
  mail: { backlog: Backlog };
  sms: { backlog: Backlog };
  webhooks: { backlog: Backlog };
  sealing: Pick<Sealing, 'standing'>;
  transparency: Transparency;
  advisories: Advisories;
};

/** Jobs reported by their own rooms: they only deliver something. */
const told = ['mails', 'sms_messages', 'webhooks.deliver'];

type Service = {
  /** Notes of operators for the doctor. */
  doctor: Doctor;
  /** 积压. */
  queues: Queues;
  /** The database's figures for `/metrics`. */
  readFigures: () => Promise<readonly Figure[]>;
};

/** Monitoring of the installation: cloud doctor, and the reports of each node. */
export function createDoctorModule(needs: Needs): Module<Service> {
  const [mails, sms, webhooks] = [needs.mail.backlog, needs.sms.backlog, needs.webhooks.backlog];
  const backlogs = { jobs: needs.jobs.backlog(told), mails, sms, webhooks };
  const queues = createQueues({ ...needs, backlogs });
  const figures = createFigures({ ...needs, backlogs });
  /** With reserved connections: Prometheus needs the figures most while all connections are taken. */
  const readFigures = () => withReservedConnections(figures.read);
  return {
    service: { doctor: createDoctor(needs), queues, readFigures },
    jobs: [
      {
        name: 'doctor.sizes',
        schedule: '50 3 * * *',
        run: () => noteSize(needs),
        madeUpFor: hours(20),
      },
    ],
    actions,
    menu: [{ side: 'staff', key: 'system', href: '/admin/system', label: fact('doctor.menu_system'), order: 135 }],
    pages: (services) => createQueuePages({ ...needs, ...services, queues }),
  };
}

export const doctorCommands = async () => (await import('./commands.ts')).commands;
