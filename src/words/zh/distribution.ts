import type { DistributionFacts } from '../../operations/distribution/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'distribution.unfit': '这些服务器还不能放分开的表',
  'distribution.citus_missing':
    "这个数据库没有 Citus：在每台服务器上安装，设置 shared_preload_libraries = 'citus' 并重启，再在这个数据库和每台服务器的同名数据库里执行 create extension citus",
  'distribution.citus_old': ({ found, needed }) => `需要 Citus ${needed} 或更新的，现在是 ${found}`,
  'distribution.coordinator_missing':
    "DATABASE_URL 的服务器不在集群里：执行 select citus_set_coordinator_host('它的地址', 端口)",
  'distribution.workers_missing': "没有服务器接收表的各份：对每一台执行 select citus_add_node('地址', 端口)",
  'distribution.worker_away': ({ why }) =>
    `没有回答（${why.trim()}）：启动它，或改正 citus.node_conninfo 和 pg_hba.conf`,
  'distribution.worker_version': ({ found, needed }) =>
    `是 Citus ${found}，其他的是 ${needed}：到处装同一个版本，再执行 alter extension citus update`,
  'distribution.setting': ({ value, wanted }) =>
    `是 ${value}：在那里用 alter system set 改成 '${wanted}'，再 select pg_reload_conf() 或重启`,
  'distribution.running': ({ nodes }) => `这个数据库上还有进程在运行，请先停止（${nodes}）`,
  'distribution.already': '表已经分开了',
  'distribution.not_distributed': '表没有分开',
  'distribution.spread': ({ table, rows }) => `分开了：${table}（${rows} 行）`,
  'distribution.together': ({ table, rows }) => `合回来了：${table}（${rows} 行）`,
} satisfies Catalogue<DistributionFacts>;
