import type { DistributionFacts } from '../../operations/distribution/facts.ts';
import type { Catalogue } from '../catalogue.ts';
import { plural } from './parts.ts';

export const facts = {
  'distribution.unfit': 'the servers are not fit for tables that are spread over them',
  'distribution.citus_missing':
    "this database has no Citus: install it on every server, set shared_preload_libraries = 'citus', restart, and say create extension citus in this database and in one of the same name on each server",
  'distribution.citus_old': ({ found, needed }) => `Citus ${needed} or later is needed, and this is ${found}`,
  'distribution.coordinator_missing':
    "the server of DATABASE_URL is not one of the cluster: select citus_set_coordinator_host('its address', its port)",
  'distribution.workers_missing':
    "no server takes parts of tables: select citus_add_node('its address', its port) for each",
  'distribution.worker_away': ({ why }) =>
    `does not answer (${why.trim()}): start it, or mend citus.node_conninfo and pg_hba.conf`,
  'distribution.worker_version': ({ found, needed }) =>
    `has Citus ${found}, and the others ${needed}: install the same everywhere, and say alter extension citus update`,
  'distribution.setting': ({ value, wanted }) =>
    `is ${value}: say alter system set it to '${wanted}' there, and select pg_reload_conf() or restart`,
  'distribution.running': ({ nodes }) => `processes run on this database: stop them first (${nodes})`,
  'distribution.already': 'the tables are spread already',
  'distribution.not_distributed': 'the tables are not spread',
  'distribution.spread': ({ table, rows }) => `spread: ${table} (${plural(rows, 'row')})`,
  'distribution.together': ({ table, rows }) => `together: ${table} (${plural(rows, 'row')})`,
} satisfies Catalogue<DistributionFacts>;
